import type { Failure } from '../../electron/bridge/failure.ts';
import { failureOf } from '../failures/caught.ts';

/**
 * One value held by the host: the last value, the last failure, and whether a call is in flight. A failed call keeps
 * the value. The latest call wins, whichever answers last.
 */
export class Remote<T> {
  readonly #tried: string;
  readonly #read: () => Promise<T>;
  #value = $state.raw<T | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #busy = $state(false);
  #latest = 0;
  #reading: Promise<void> | null = null;
  #changes = 0;

  /** @param tried the bridge call that `read` makes, for its failure */
  constructor(tried: string, read: () => Promise<T>) {
    this.#tried = tried;
    this.#read = read;
  }

  /** Null until the first successful read. */
  get value(): T | null {
    return this.#value;
  }

  /** Why the latest call failed; null: it did not. */
  get failure(): Failure | null {
    return this.#failure;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** Reads the value. Concurrent callers share one call. */
  read(): Promise<void> {
    this.#reading ??= this.#readOnce().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  /** The value changed at the host: reads it, and again if a call in flight may have missed the change. */
  async invalidate(): Promise<void> {
    this.#changes += 1;
    await this.read();
  }

  /** Stores a value that came in another reply. Calls in flight are ignored. */
  set(value: T): void {
    this.#latest += 1;
    this.#value = value;
    this.#failure = null;
    this.#busy = false;
  }

  /** Drops value and failure. Calls in flight are ignored. */
  clear(): void {
    this.#latest += 1;
    this.#value = null;
    this.#failure = null;
    this.#busy = false;
  }

  /** Updates the value in place, if there is one. Calls in flight still count. */
  patch(change: (value: T) => T): void {
    if (this.#value !== null) this.#value = change(this.#value);
  }

  /** Makes a call that changes the value and returns the new one. Resolves with false on failure; see `failure`. */
  change(tried: string, call: () => Promise<T>): Promise<boolean> {
    return this.#take(tried, call);
  }

  async #readOnce(): Promise<void> {
    const changes = this.#changes;
    await this.#take(this.#tried, this.#read);
    if (changes !== this.#changes) await this.#readOnce();
  }

  async #take(tried: string, call: () => Promise<T>): Promise<boolean> {
    const turn = (this.#latest += 1);
    this.#busy = true;
    try {
      const value = await call();
      if (turn === this.#latest) this.set(value);
      return true;
    } catch (error) {
      const failure = failureOf(error, tried);
      if (turn !== this.#latest) return false;
      this.#failure = failure;
      this.#busy = false;
      return false;
    }
  }
}
