import type { Failure } from '../../electron/bridge/failure.ts';
import { failureOf } from '../failures/caught.ts';

/**
 * Calls that a person starts in one place: which of them is in flight, and why the latest failed. The latest call wins,
 * whichever answers last.
 */
export class Action<Call extends string = string> {
  #busy = $state<Call | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #latest = 0;

  /** The call in flight; null: none. */
  get busy(): Call | null {
    return this.#busy;
  }

  /** Why the latest call failed; null: it did not, or is in flight. */
  get failure(): Failure | null {
    return this.#failure;
  }

  /**
   * Runs the work. Resolves with its result; with null after a failure, and when a later call or `drop` came before the
   * answer.
   *
   * @param call the bridge call that the work makes, for its failure
   */
  async run<T>(call: Call, work: () => Promise<T>): Promise<T | null> {
    const turn = (this.#latest += 1);
    this.#busy = call;
    this.#failure = null;
    try {
      const value = await work();
      return turn === this.#latest ? value : null;
    } catch (error) {
      const failure = failureOf(error, call);
      if (turn === this.#latest) this.#failure = failure;
      return null;
    } finally {
      if (turn === this.#latest) this.#busy = null;
    }
  }

  /** Clears the failure. The answer to a call in flight is ignored. */
  drop(): void {
    this.#latest += 1;
    this.#busy = null;
    this.#failure = null;
  }
}
