import { createContext } from 'svelte';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Settings } from '../../electron/bridge/settings.ts';
import { Remote } from '../remote/remote.svelte.ts';

/** What the person has set for the whole of Sessiondeck, as the host keeps it. */
export class Preferences extends Remote<Settings> {
  readonly #bridge: Bridge;

  constructor(bridge: Bridge) {
    super('settings.read', () => bridge('settings.read', {}));
    this.#bridge = bridge;
    bridge.on('settings.changed', () => void this.invalidate());
  }

  /** Saves a change at once. The page shows it immediately, and reverts if saving fails. */
  async save(parts: Partial<Settings>): Promise<void> {
    const before = this.value;
    if (!before) return;
    this.patch((saved) => ({ ...saved, ...parts }));
    await this.change('settings.save', () => this.#bridge('settings.save', parts));
    if (this.failure) this.patch(() => before);
  }
}

export const [usePreferences, providePreferences] = createContext<Preferences>();
