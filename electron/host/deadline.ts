/** The one wall-clock budget of an operation: all its requests, their bodies and their parsing. */
export class Deadline {
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #passed: Promise<never>;

  /** @param budget ms from now */
  constructor(budget: number) {
    this.signal = this.#controller.signal;
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
