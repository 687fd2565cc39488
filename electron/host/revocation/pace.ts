/** How many requests are under way at first, and at most. */
const first = 4;
const most = 16;
/** Latency counts as risen when it is this much above the least seen, and by this many ms at least. */
const risen = 2;
const noise = 100;

/**
 * As fast as the API lets us and never faster: the number of requests under way grows by one a round of answers, and
 * is halved when the server says 429 or slows down (additive increase, multiplicative decrease).
 */
export class Pace {
  readonly #most: number;
  #width: number;
  /** Mean latency of late, and the least there was, ms. */
  #recent: number | null = null;
  #least = Number.POSITIVE_INFINITY;
  /** Answers to come before the width may be halved again: those under way were sent at the old pace. */
  #hold = 0;

  /** @param serial one at a time: each request may replace the cookies of the next */
  constructor(serial: boolean) {
    this.#most = serial ? 1 : most;
    this.#width = serial ? 1 : first;
  }

  /** How many requests may be under way now; at least 1. */
  get width(): number {
    return Math.floor(this.#width);
  }

  /** @param took ms from sending to the answer */
  answered(took: number): void {
    this.#hold = Math.max(0, this.#hold - 1);
    this.#recent = this.#recent === null ? took : this.#recent * 0.7 + took * 0.3;
    // Forgets slowly, so that a server that has become slower for good is not held back for ever.
    this.#least = Math.min(this.#least * 1.02, this.#recent);
    if (this.#recent > this.#least * risen + noise) this.#halve();
    else this.#width = Math.min(this.#most, this.#width + 1 / this.#width);
  }

  /** The server answered 429. */
  refused(): void {
    this.#halve();
  }

  #halve(): void {
    if (this.#hold > 0) return;
    this.#hold = this.width;
    this.#width = Math.max(1, this.#width / 2);
  }
}
