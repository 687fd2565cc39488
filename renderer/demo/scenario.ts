import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { DemoFaults } from '../../electron/bridge/demo.ts';
import { Remote } from '../remote/remote.svelte.ts';

/** How the bridge names "any operation". */
export const anyOperation = '*';

/** The faults of a demo connection's server. They wear off with every request that meets one: read them again. */
export class Scenario extends Remote<DemoFaults> {
  readonly #bridge: Bridge;
  readonly #connectionId: string;

  constructor(bridge: Bridge, connectionId: string) {
    super('demo.faults', () => bridge('demo.faults', { connectionId }));
    this.#bridge = bridge;
    this.#connectionId = connectionId;
  }

  async add(kind: string, operation: string, times: number): Promise<void> {
    const input = { connectionId: this.#connectionId, kind, operation, times };
    await this.change('demo.addFault', () => this.#bridge('demo.addFault', input));
  }

  async removeAll(): Promise<void> {
    const connectionId = this.#connectionId;
    await this.change('demo.clearFaults', () => this.#bridge('demo.clearFaults', { connectionId }));
  }
}
