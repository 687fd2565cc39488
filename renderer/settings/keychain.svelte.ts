import { createContext } from 'svelte';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Failure } from '../../electron/bridge/failure.ts';
import type { KeychainReport } from '../../electron/bridge/key.ts';
import { failureOf } from '../failures/caught.ts';

/** Whether the keychain can be used, as the host said last. */
export class Keychain {
  readonly #bridge: Bridge;
  readonly #opened: () => void;
  #report = $state.raw<KeychainReport | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #busy = $state(false);

  /** `opened` is called when it can be used and could not before. */
  constructor(bridge: Bridge, opened: () => void) {
    this.#bridge = bridge;
    this.#opened = opened;
    bridge.on('keychain.changed', () => void this.read());
  }

  /** Null: not read yet. */
  get report(): KeychainReport | null {
    return this.#report;
  }

  /** Whether there is one that does not take or give out keys at present. */
  get refuses(): boolean {
    return ['locked', 'asking', 'failed'].includes(this.#report?.state ?? '');
  }

  /** Why the keychain could not be asked after. */
  get failure(): Failure | null {
    return this.#failure;
  }

  get busy(): boolean {
    return this.#busy;
  }

  async read(): Promise<void> {
    await this.#take('keychain.read');
  }

  /** Looks anew; the keychain may ask the person something. */
  async tryAgain(): Promise<void> {
    this.#busy = true;
    await this.#take('keychain.tryAgain');
    this.#busy = false;
  }

  async #take(method: 'keychain.read' | 'keychain.tryAgain'): Promise<void> {
    try {
      const before = this.#report;
      this.#report = await this.#bridge(method, {});
      this.#failure = null;
      if (before && before.state !== 'ready' && this.#report.state === 'ready') this.#opened();
    } catch (error) {
      this.#failure = failureOf(error, method);
    }
  }
}

export const [useKeychain, provideKeychain] = createContext<Keychain>();
