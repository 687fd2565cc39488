import { createContext } from 'svelte';
import type { Connection } from '../../electron/bridge/connection.ts';

export type OpenDialog =
  | { kind: 'settings' | 'shortcuts' }
  | { kind: 'connection'; connection: Connection | null }
  | { kind: 'signIn' | 'check' | 'forget' | 'remove'; connection: Connection };

/** The one dialog that is open, of those that belong to no room. */
export class Dialogs {
  #open = $state.raw<OpenDialog | null>(null);

  get open(): OpenDialog | null {
    return this.#open;
  }

  /** Shows a dialog in the place of the one that is open. */
  show(dialog: OpenDialog): void {
    this.#open = dialog;
  }

  close(): void {
    this.#open = null;
  }
}

export const [useDialogs, provideDialogs] = createContext<Dialogs>();
