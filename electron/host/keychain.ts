import type { KeychainState } from '../bridge/key.ts';
import { KeyError, memoryKeys, type Keychain, type KeyFault } from './keys.ts';
import { openKeytarKeys, type KeytarCalls } from './keytar-keys.ts';
import { splitKeys, windowsLimit } from './split-keys.ts';

const stateOf: Partial<Record<KeyFault, KeychainState>> = { locked: 'locked', unavailable: 'no-service' };

/**
 * Opens the operating system's keychain by writing, reading and deleting a value of no meaning. Never throws: where
 * that fails, keys are held in memory for this run, and `state` says why.
 */
export async function openKeychain(
  load: () => Promise<KeytarCalls> = loadKeytar,
  platform = process.platform,
): Promise<Keychain> {
  let keytar: KeytarCalls;
  try {
    keytar = await load();
  } catch {
    // The addon cannot be loaded: libsecret is not on this machine. keytar's message holds paths only.
    return { state: 'missing', keys: memoryKeys() };
  }
  try {
    const keys = await openKeytarKeys(keytar);
    return { state: 'ready', keys: platform === 'win32' ? splitKeys(keys, windowsLimit) : keys };
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    return { state: stateOf[error.fault] ?? 'failed', keys: memoryKeys() };
  }
}

/** Loaded late: a static import would end the process where libsecret is missing. */
async function loadKeytar(): Promise<KeytarCalls> {
  return (await import('keytar')).default;
}
