import { createContext } from 'svelte';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { KeychainReport } from '../../electron/bridge/key.ts';
import { Remote } from '../remote/remote.svelte.ts';

/** Whether the keychain can be used, as the host said last. */
export class Keychain extends Remote<KeychainReport> {
  readonly #bridge: Bridge;
  readonly #opened: () => void;

  /** `opened` is called when it can be used and could not before. */
  constructor(bridge: Bridge, opened: () => void) {
    super('keychain.read', async () => this.#noting(await bridge('keychain.read', {})));
    this.#bridge = bridge;
    this.#opened = opened;
    bridge.on('keychain.changed', () => void this.invalidate());
  }

  /** Whether there is one that does not take or give out keys at present. */
  get refuses(): boolean {
    return ['locked', 'asking', 'failed'].includes(this.value?.state ?? '');
  }

  /** Checks again; the keychain may prompt the person. */
  async tryAgain(): Promise<void> {
    await this.change('keychain.tryAgain', async () =>
      this.#noting(await this.#bridge('keychain.tryAgain', {})),
    );
  }

  #noting(report: KeychainReport): KeychainReport {
    const before = this.value;
    if (before && before.state !== 'ready' && report.state === 'ready') this.#opened();
    return report;
  }
}

export const [useKeychain, provideKeychain] = createContext<Keychain>();
