import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Failure } from '../../electron/bridge/failure.ts';
import { failureOf } from '../failures/caught.ts';

/** How many live sessions the server itself counts: a second opinion on the list. */
export class Counting {
  readonly #bridge: Bridge;
  readonly #connectionId: string;
  #count = $state<number | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #turn = 0;

  constructor(bridge: Bridge, connectionId: string) {
    this.#bridge = bridge;
    this.#connectionId = connectionId;
  }

  /** Null: not counted yet, or the count could not be read. */
  get count(): number | null {
    return this.#count;
  }

  /** Why there is no count. It says nothing against the list. */
  get failure(): Failure | null {
    return this.#failure;
  }

  /** Asks for the count; of several answers the one to the latest question holds. */
  async read(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const { count } = await this.#bridge('sessions.count', { connectionId: this.#connectionId });
      if (turn === this.#turn) this.#take(count, null);
    } catch (error) {
      if (turn === this.#turn) this.#take(null, failureOf(error, 'sessions.count'));
    }
  }

  #take(count: number | null, failure: Failure | null): void {
    this.#count = count;
    this.#failure = failure;
  }
}
