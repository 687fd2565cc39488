import type { Failure } from '../../electron/bridge/failure.ts';
import { failureOf } from '../failures/caught.ts';

/**
 * One value held by the host: the last value, the last failure, and whether a call is in flight. A failed call keeps
 * the value. The latest call wins, whichever answers last.
 */
export class Latest<T> {
  #value = $state.raw<T | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #busy = $state(false);
  #latest = 0;

  /** Null until the first call that succeeds. */
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

  /** Stores a value that came in another reply. Calls in flight are ignored. */
  set(value: T): void {
    this.#latest += 1;
    this.#value = value;
    this.#failure = null;
    this.#busy = false;
  }

  /** Stores part of a value. Calls in flight still count. */
  show(value: T): void {
    this.#value = value;
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

  /**
   * Makes a call that returns the new value. Resolves with false on failure; see `failure`. `isLatest` says whether
   * its value still counts; until then the call may `show` parts of it.
   *
   * @param tried the bridge call that `call` makes, for its failure
   */
  async change(tried: string, call: (isLatest: () => boolean) => Promise<T>): Promise<boolean> {
    const turn = (this.#latest += 1);
    this.#busy = true;
    try {
      const value = await call(() => turn === this.#latest);
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

/** A value that is always read by the same call. */
export class Remote<T> extends Latest<T> {
  readonly #tried: string;
  readonly #read: () => Promise<T>;
  #reading: Promise<void> | null = null;
  #changes = 0;

  /** @param tried the bridge call that `read` makes, for its failure */
  constructor(tried: string, read: () => Promise<T>) {
    super();
    this.#tried = tried;
    this.#read = read;
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

  async #readOnce(): Promise<void> {
    const changes = this.#changes;
    await this.change(this.#tried, this.#read);
    if (changes !== this.#changes) await this.#readOnce();
  }
}
