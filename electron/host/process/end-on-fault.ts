import pTimeout from 'p-timeout';
/** How long the host is given to close, ms: a server that does not hang up must not keep the process from ending. */
const patience = 10_000;

interface Fall {
  process: Pick<NodeJS.EventEmitter, 'on'>;
  /** Which process this is, for the report. */
  name: string;
  report: (where: string, error: unknown) => void;
  /** Closes the host, so that what was sent is written down. */
  close: () => Promise<void>;
  /** Tells the person that it has to end. */
  tell: () => void;
  exit: (code: number) => void;
}

/**
 * After a fault that nobody caught nothing is certain any more: it is reported without its message, the host is closed
 * in order, the person is told, and the process ends with the exit code 1. Further faults on the way are only reported.
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

/** Resolves when the work has, whatever became of it, and after 10 s at the latest. `report` is told of a failure. */
export async function settled(work: () => Promise<void>, report: (error: unknown) => void): Promise<void> {
  const late = () => report(new Error('the host did not close in time'));
  await pTimeout(work().catch(report), { milliseconds: patience, fallback: late });
}
