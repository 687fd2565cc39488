import { createContext } from 'svelte';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Failure } from '../../electron/bridge/failure.ts';
import type { Settings } from '../../electron/bridge/settings.ts';
import { failureOf } from '../failures/caught.ts';

/** What the person has set for the whole of Sessiondeck, as the host keeps it. */
export class Preferences {
  readonly #bridge: Bridge;
  #saved = $state.raw<Settings | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #turn = 0;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    bridge.on('settings.changed', () => void this.read());
  }

  /** Null: not read yet. A change counts as saved until it turns out that it is not. */
  get saved(): Settings | null {
    return this.#saved;
  }

  /** Why the settings could not be read or the last change was not saved. */
  get failure(): Failure | null {
    return this.#failure;
  }

  async read(): Promise<void> {
    await this.#take(() => this.#bridge('settings.read', {}), 'settings.read', this.#saved);
  }

  /** Saves a change at once. It shows at once too, and no longer when it could not be saved. */
  async save(parts: Partial<Settings>): Promise<void> {
    const before = this.#saved;
    if (!before) return;
    this.#saved = { ...before, ...parts };
    await this.#take(() => this.#bridge('settings.save', parts), 'settings.save', before);
  }

  async #take(call: () => Promise<Settings>, tried: string, before: Settings | null): Promise<void> {
    const turn = ++this.#turn;
    try {
      const saved = await call();
      if (turn === this.#turn) this.#set(saved, null);
    } catch (error) {
      if (turn === this.#turn) this.#set(before, failureOf(error, tried));
    }
  }

  #set(saved: Settings | null, failure: Failure | null): void {
    this.#saved = saved;
    this.#failure = failure;
  }
}

export const [usePreferences, providePreferences] = createContext<Preferences>();
