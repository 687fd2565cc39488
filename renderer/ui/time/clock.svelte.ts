import { createContext } from 'svelte';
import { createSubscriber } from 'svelte/reactivity';
import { timeLeft, type Deadline } from './deadline.ts';

/** The current time as reactive state: whatever reads `now` or `second` renders again when it changes. */
export class Clock {
  readonly #read: () => number;
  readonly #slow: () => void;
  readonly #fast: () => void;

  constructor(read: () => number = Date.now) {
    this.#read = read;
    this.#slow = every(15_000);
    this.#fast = every(1_000);
  }

  /** Updates every few seconds: enough for "12 min ago". */
  get now(): number {
    this.#slow();
    return this.#read();
  }

  /** Updates every second: for a moment that a server gives as a time of day. Countdowns use `left`. */
  get second(): number {
    this.#fast();
    return this.#read();
  }

  /** How long until a deadline, ms, 0 once it has passed; updates every second. */
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
