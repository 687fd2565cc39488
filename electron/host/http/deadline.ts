/**
 * A wall-clock budget: of an operation, with all its requests and the waits between; or of one attempt, its body and
 * parsing included.
 */
export class Deadline {
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #passed: Promise<never>;
  readonly #at: number;

  /** @param budget ms from now */
  constructor(budget: number) {
    this.signal = this.#controller.signal;
    this.#at = performance.now() + budget;
    const { promise, reject } = Promise.withResolvers<never>();
    this.#passed = promise;
    // Nobody may be waiting when it passes.
    promise.catch(() => undefined);
    this.#timer = setTimeout(() => {
      const passed = new DeadlinePassed();
      // Reject first: a body that never settles does not react to the signal.
      reject(passed);
      this.#controller.abort(passed);
    }, budget);
  }

  /** How much is left, ms. */
  left(): number {
    return this.signal.aborted ? 0 : this.#at - performance.now();
  }

  /** Whether it was ended before its time was up: what is then broken off says nothing of the server. */
  get wasEnded(): boolean {
    return this.signal.aborted && !(this.signal.reason instanceof DeadlinePassed);
  }

  /** Settles with the work, or throws DeadlinePassed when time is up, even if the work never settles. */
  async bound<Result>(work: Promise<Result>): Promise<Result> {
    // When the deadline wins, the work's own rejection has no other listener.
    work.catch(() => undefined);
    return Promise.race([work, this.#passed]);
  }

  /** Ends the budget: no timer is left behind, sockets still in use are closed. */
  end(): void {
    clearTimeout(this.#timer);
    this.#controller.abort();
  }
}

export class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed';
}
