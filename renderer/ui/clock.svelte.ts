import { createSubscriber } from 'svelte/reactivity';

/** What time it is, for whatever is drawn from it: reading `now` or `second` redraws as it moves on. */
export class Clock {
  readonly #read: () => number;
  readonly #slow: () => void;
  readonly #fast: () => void;

  constructor(read: () => number = Date.now) {
    this.#read = read;
    this.#slow = every(15_000);
    this.#fast = every(1_000);
  }

  /** Moves on every few seconds: enough for "12 min ago". */
  get now(): number {
    this.#slow();
    return this.#read();
  }

  /** Moves on every second: for a countdown. */
  get second(): number {
    this.#fast();
    return this.#read();
  }
}

function every(ms: number): () => void {
  return createSubscriber((update) => {
    const timer = setInterval(update, ms);
    return () => clearInterval(timer);
  });
}
