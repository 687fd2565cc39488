import pTimeout from 'p-timeout';
/** How long the host may take to close, ms: a server that keeps a connection open must not keep the process alive. */
const patience = 10_000;

interface Fall {
  process: Pick<NodeJS.EventEmitter, 'on'>;
  /** The name of this process, for the report. */
  name: string;
  report: (where: string, error: unknown) => void;
  /** Closes the host, so that the outcome of sent requests is stored. */
  close: () => Promise<void>;
  /** Tells the person that Sessiondeck has to quit. */
  tell: () => void;
  exit: (code: number) => void;
}

/**
 * After an uncaught fault no state can be trusted: reports it without its message, closes the host, tells the person, and
 * exits with code 1. Further faults on the way are only reported.
 */
export function endOnFault({ process, name, report, close, tell, exit }: Fall): void {
  let falling = false;
  async function end(): Promise<void> {
    await settled(close, (error) => report('closing', error));
    tell();
    exit(1);
  }
  const fall = (where: string) => (error: unknown) => {
    report(where, error);
    if (!falling) void end();
    falling = true;
  };
  process.on('uncaughtException', fall(name));
  process.on('unhandledRejection', fall(`a promise of ${name}`));
}

/** Resolves when the work has settled, or after 10 s. `report` gets a failure, or the delay. */
export async function settled(work: () => Promise<void>, report: (error: unknown) => void): Promise<void> {
  const late = () => report(new Error('the host did not close in time'));
  await pTimeout(work().catch(report), { milliseconds: patience, fallback: late });
}
