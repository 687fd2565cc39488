import { createContext } from 'svelte';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { DataReport } from '../../electron/bridge/data.ts';
import type { Failure } from '../../electron/bridge/failure.ts';
import { failureOf } from '../failures/caught.ts';

/** What the host says of its data folder, and restoring from the copy there. */
export class DataState {
  readonly #bridge: Bridge;
  #report = $state.raw<DataReport | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #busy = $state(false);
  #dismissed = $state(false);

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** Null: not read yet. */
  get report(): DataReport | null {
    return this.#report;
  }

  /** Why it could not be read, or not restored. */
  get failure(): Failure | null {
    return this.#failure;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** Whether there is something to tell that was not put away. */
  get isTelling(): boolean {
    if (this.#dismissed) return false;
    const { loss = null, copyProblem = null, openToOthers = [] } = this.#report ?? {};
    return loss !== null || copyProblem !== null || openToOthers.length > 0 || this.#failure !== null;
  }

  /** Tells nothing more until the page is loaded again. */
  dismiss(): void {
    this.#dismissed = true;
  }

  async read(): Promise<void> {
    await this.#take('data.read');
  }

  /** Whether it was done; otherwise `failure` says why not. */
  async restore(): Promise<boolean> {
    this.#busy = true;
    const isDone = await this.#take('data.restore');
    this.#busy = false;
    return isDone;
  }

  async #take(method: 'data.read' | 'data.restore'): Promise<boolean> {
    try {
      this.#report = await this.#bridge(method, {});
      this.#failure = null;
    } catch (error) {
      this.#failure = failureOf(error, method);
    }
    return this.#failure === null;
  }
}

export const [useData, provideData] = createContext<DataState>();
