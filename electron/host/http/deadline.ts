/**
 * A time budget: of an operation, with all its requests and the waits between them; or of one attempt, including its body
 * and parsing.
 */
export class Deadline {
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #passed: Promise<never>;
  #at: number;
  readonly #budget: number;

  /** @param budget ms from now */
  constructor(budget: number) {
    this.signal = this.#controller.signal;
    this.#budget = budget;
    this.#at = performance.now() + budget;
    const { promise, reject } = Promise.withResolvers<never>();
    this.#passed = promise;
    // There may be no listener when the deadline passes.
    promise.catch(() => undefined);
    this.#timer = setTimeout(() => {
      const passed = new DeadlinePassed();
      // Reject before aborting: a body that never settles does not react to the signal.
      reject(passed);
      this.#controller.abort(passed);
    }, budget);
  }

  /** Restarts the budget, unless it has run out. */
  restart(): void {
    if (this.signal.aborted) return;
    this.#timer.refresh();
    this.#at = performance.now() + this.#budget;
  }

  /** Remaining time, ms. */
  left(): number {
    return this.signal.aborted ? 0 : this.#at - performance.now();
  }

  /** Whether `end` was called before time was up: work that this aborts says nothing about the server. */
  get wasEnded(): boolean {
    return this.signal.aborted && !(this.signal.reason instanceof DeadlinePassed);
  }

  /** Settles with the work, or throws DeadlinePassed when time is up, even if the work never settles. */
  async bound<Result>(work: Promise<Result>): Promise<Result> {
    // When the deadline wins, nobody else handles the work's own rejection.
    work.catch(() => undefined);
    return Promise.race([work, this.#passed]);
  }

  /** Ends the budget: clears its timer and closes sockets still in use. */
  end(): void {
    clearTimeout(this.#timer);
    this.#controller.abort(ended);
  }
}

/** Created once, because creating an error with its stack for each request costs more than the rest of a deadline. */
const ended = new DOMException('', 'AbortError');

export class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed';
}
