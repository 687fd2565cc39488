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
    if (this.failure !== null) return true;
    const { value } = this;
    if (!value) return false;
    const problems = [value.loss, value.flaw, value.copyProblem, value.lockProblem];
    return problems.some((problem) => problem !== null) || value.openToOthers.length > 0;
  }

  /** Hides the message until the page is loaded again. */
  dismiss(): void {
    this.#dismissed = true;
  }

  /** Whether it was done; otherwise `failure` says why not. */
  restore(): Promise<boolean> {
    return this.change('data.restore', () => this.#bridge('data.restore', {}));
  }
}

export const [useData, provideData] = createContext<DataState>();
