/** A program that `npm run dev` runs. */
export interface Program {
  /** Resolves with the message for the person. Rejects when the program ends before it is ready. */
  start(): Promise<string>;
  /** Ends the program; does nothing if it is not running. */
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

  /** Restarts the program, and says why. A program that cannot start is tried again at the next change. */
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
