import pTimeout from 'p-timeout';
import type { KeychainState } from '../../bridge/key.ts';
import { KeyError, type Keychain, type KeyFault, type KeyStore } from './keys.ts';
import { keytarKeys, type KeytarCalls } from './keytar-keys.ts';
import { splitKeys, windowsLimit } from './split-keys.ts';

/** The keychain's state after a call failed in this way; any other fault concerns one key only. */
const stateOf: Partial<Record<KeyFault, KeychainState>> = {
  locked: 'locked',
  unavailable: 'no-service',
  'timed-out': 'asking',
  denied: 'failed',
};
/** How long the start waits for the keychain's first answer, ms: the keychain may be asking for a password. */
const patience = 2000;

/**
 * Opens the operating system's keychain, and tries it: writes, reads and deletes a meaningless value. Never throws: `state`
 * has the result, and is updated by each later use. Resolves after 2 s at the latest, with the state `asking` when there
 * was no answer by then.
 */
export async function openKeychain(
  load: () => Promise<KeytarCalls> = loadKeytar,
  platform = process.platform,
): Promise<Keychain> {
  const keychain = new SystemKeychain(load, platform);
  await pTimeout(keychain.tryAgain(), { milliseconds: patience, message: false });
  return keychain;
}

class SystemKeychain implements Keychain {
  readonly keys: KeyStore = {
    kind: 'keychain',
    read: (id) => this.#use('reading the key', (keys) => keys.read(id)),
    write: (id, value) => this.#use('saving the key', (keys) => keys.write(id, value)),
    remove: (id) => this.#use('removing the key', (keys) => keys.remove(id)),
  };
  onchange?: () => void;
  readonly #load: () => Promise<KeytarCalls>;
  readonly #platform: NodeJS.Platform;
  #state: KeychainState = 'asking';
  /** Null until the addon is loaded. */
  #opened: ReturnType<typeof keytarKeys> | null = null;

  constructor(load: () => Promise<KeytarCalls>, platform: NodeJS.Platform) {
    this.#load = load;
    this.#platform = platform;
  }

  get state(): KeychainState {
    return this.#state;
  }

  async tryAgain(): Promise<void> {
    try {
      this.#opened ??= this.#open(await this.#load());
    } catch {
      // The addon fails to load where libsecret is not installed. keytar's message holds paths only.
      return this.#become('missing');
    }
    try {
      await this.#opened.assertUsable();
      this.#become('ready');
    } catch (error) {
      if (!(error instanceof KeyError)) throw error;
      this.#become(stateOf[error.fault] ?? 'failed');
    }
  }

  #open(keytar: KeytarCalls): ReturnType<typeof keytarKeys> {
    const { keys, assertUsable } = keytarKeys(keytar);
    return { keys: this.#platform === 'win32' ? splitKeys(keys, windowsLimit) : keys, assertUsable };
  }

  async #use<Result>(tried: string, call: (keys: KeyStore) => Promise<Result>): Promise<Result> {
    if (!this.#opened) throw new KeyError('unavailable', tried);
    const { keys } = this.#opened;
    try {
      const result = await call(keys);
      this.#become('ready');
      return result;
    } catch (error) {
      const state = error instanceof KeyError ? stateOf[error.fault] : undefined;
      if (state) this.#become(state);
      throw error;
    }
  }

  #become(state: KeychainState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.onchange?.();
  }
}

/** Imported dynamically: a static import would end the process where libsecret is missing. */
async function loadKeytar(): Promise<KeytarCalls> {
  return (await import('keytar')).default;
}
