import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { DemoFaults } from '../../electron/bridge/demo.ts';
import type { Failure } from '../../electron/bridge/failure.ts';
import { failureOf } from '../failures/caught.ts';

/** How the bridge names "any operation". */
export const anyOperation = '*';

type Tried = 'demo.faults' | 'demo.addFault' | 'demo.clearFaults';

/** What a demo connection's server is being made to do wrong. */
export class Scenario {
  readonly #bridge: Bridge;
  readonly #connectionId: string;
  #faults = $state.raw<DemoFaults | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #busy = $state(false);

  constructor(bridge: Bridge, connectionId: string) {
    this.#bridge = bridge;
    this.#connectionId = connectionId;
  }

  /** Null until they were read. */
  get faults(): DemoFaults | null {
    return this.#faults;
  }

  /** Why the last call failed; null when it did not. */
  get failure(): Failure | null {
    return this.#failure;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** Reads them again: faults wear off with every request that meets one. */
  look(): Promise<void> {
    return this.#take('demo.faults', () => this.#bridge('demo.faults', { connectionId: this.#connectionId }));
  }

  add(kind: string, operation: string, times: number): Promise<void> {
    const input = { connectionId: this.#connectionId, kind, operation, times };
    return this.#take('demo.addFault', () => this.#bridge('demo.addFault', input));
  }

  clear(): Promise<void> {
    return this.#take('demo.clearFaults', () =>
      this.#bridge('demo.clearFaults', { connectionId: this.#connectionId }),
    );
  }

  async #take(tried: Tried, call: () => Promise<DemoFaults>): Promise<void> {
    this.#busy = true;
    try {
      this.#faults = await call();
      this.#failure = null;
    } catch (error) {
      this.#failure = failureOf(error, tried);
    } finally {
      this.#busy = false;
    }
  }
}
