/** A program that `npm run dev` runs. */
export interface Program {
  /** Resolves with what the person is to know of it. Rejects when it ends before it is of use. */
  start(): Promise<string>;
  /** Ends it; where it does not run, nothing happens. */
  stop(): Promise<void>;
}

/** A program that starts again whenever one of its sources changes; one restart at a time. */
export class Restarts {
  readonly #program: Program;
  #turn: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(program: Program) {
    this.#program = program;
  }

  /** Starts it again, and says why. A program that cannot start is tried again at the next change. */
  restart(why: string, prepare: () => Promise<void> = async () => undefined): Promise<unknown> {
    const restarted = this.#turn.then(async () => {
      if (this.#isClosed) return;
      process.stdout.write(`  ${why}: starting again…`);
      try {
        await prepare();
        await this.#program.stop();
        await this.#program.start();
        process.stdout.write(' done\n');
      } catch (error) {
        process.stdout.write(` ${error instanceof Error ? error.message : 'failed'}\n`);
      }
    });
    this.#turn = restarted;
    return restarted;
  }

  /** Ends it, and this process with it. */
  close(): void {
    this.#isClosed = true;
    void this.#program.stop().finally(() => process.exit(0));
  }
}
