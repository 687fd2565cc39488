/** Number of concurrent requests at first, and at most. */
const first = 4;
const most = 16;
/** Latency counts as risen at `risen` times the lowest seen plus `noise` ms. */
const risen = 2;
const noise = 100;

/**
 * Finds the highest rate that the API accepts, as TCP does: the number of concurrent requests doubles with each round of
 * answers until the server answers 429 or slows down; then it is halved, and grows by one per round.
 */
export class Pace {
  readonly #most: number;
  #width: number;
  /** Moving average of the latency, and the lowest so far, ms. */
  #recent: number | null = null;
  #least = Number.POSITIVE_INFINITY;
  /** Answers to wait for before the width may be halved again: requests in flight were sent at the old pace. */
  #hold = 0;
  /** Nothing has gone wrong yet. */
  #isStarting = true;

  /** @param serial one request at a time, because each may replace the cookies of the next */
  constructor(serial: boolean) {
    this.#most = serial ? 1 : most;
    this.#width = serial ? 1 : first;
  }

  /** How many requests may be in flight now; at least 1. */
  get width(): number {
    return Math.floor(this.#width);
  }

  /** @param took ms from sending to the answer */
  answered(took: number): void {
    this.#hold = Math.max(0, this.#hold - 1);
    this.#recent = this.#recent === null ? took : this.#recent * 0.7 + took * 0.3;
    // Raises the lowest value slowly, so that a server that has become slower for good is not throttled for ever.
    this.#least = Math.min(this.#least * 1.02, this.#recent);
    if (this.#recent > this.#least * risen + noise) this.#halve();
    else this.#width = Math.min(this.#most, this.#width + (this.#isStarting ? 1 : 1 / this.#width));
  }

  /** The server answered 429. */
  refused(): void {
    this.#halve();
  }

  #halve(): void {
    this.#isStarting = false;
    if (this.#hold > 0) return;
    this.#hold = this.width;
    this.#width = Math.max(1, this.#width / 2);
  }
}
