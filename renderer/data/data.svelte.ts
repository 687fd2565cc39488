import { createContext } from 'svelte';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { DataReport } from '../../electron/bridge/data.ts';
import { Remote } from '../remote/remote.svelte.ts';

/** What the host says of its data folder, and restoring from the copy there. */
export class DataState extends Remote<DataReport> {
  readonly #bridge: Bridge;
  #dismissed = $state(false);

  constructor(bridge: Bridge) {
    super('data.read', () => bridge('data.read', {}));
    this.#bridge = bridge;
  }

  /** Whether there is something to tell that was not put away. */
  get isTelling(): boolean {
    if (this.#dismissed) return false;
    const { loss = null, copyProblem = null, openToOthers = [] } = this.value ?? {};
    return loss !== null || copyProblem !== null || openToOthers.length > 0 || this.failure !== null;
  }

  /** Tells nothing more until the page is loaded again. */
  dismiss(): void {
    this.#dismissed = true;
  }

  /** Whether it was done; otherwise `failure` says why not. */
  restore(): Promise<boolean> {
    return this.change('data.restore', () => this.#bridge('data.restore', {}));
  }
}

export const [useData, provideData] = createContext<DataState>();
