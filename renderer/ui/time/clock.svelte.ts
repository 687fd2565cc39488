import { createContext } from 'svelte';
import { createSubscriber } from 'svelte/reactivity';
import { timeLeft, type Deadline } from './deadline.ts';

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

  /** Moves on every second: for a moment that a server names by the time of day. A countdown goes by `left`. */
  get second(): number {
    this.#fast();
    return this.#read();
  }

  /** How long until a deadline, ms, 0 once it has passed; moves on every second. */
  left(deadline: Deadline): number {
    this.#fast();
    return timeLeft(deadline);
  }
}

function every(ms: number): () => void {
  return createSubscriber((update) => {
    const timer = setInterval(update, ms);
    return () => clearInterval(timer);
  });
}

export const [useClock, provideClock] = createContext<Clock>();
