import { randomUUID } from 'node:crypto';
import type Keytar from 'keytar';
import type { KeychainState } from '../bridge/key.ts';
import { BridgeError, fail } from '../bridge/failure.ts';
import { memoryKeys, type Keychain, type KeyStore } from './keys.ts';

/** The parts of keytar that are used. Never findCredentials: on a locked Linux keyring it ends the process. */
export type KeytarCalls = Pick<typeof Keytar, 'getPassword' | 'setPassword' | 'deletePassword'>;

const service = 'Sessiondeck';
/** The operating system may be asking the person; ms. */
const patience = 30_000;

/**
 * Opens the operating system's keychain by writing, reading and deleting a value of no meaning. Never throws: where
 * that fails, keys are held in memory for this run, and `state` says why.
 */
export async function openKeychain(load: () => Promise<KeytarCalls> = loadKeytar): Promise<Keychain> {
  let keytar: KeytarCalls;
  try {
    keytar = await load();
  } catch {
    // The addon cannot be loaded: libsecret is not on this machine. keytar's message holds paths only.
    return { state: 'missing', keys: memoryKeys() };
  }
  const state = await probe(keytar);
  return { state, keys: state === 'ready' ? keychainKeys(keytar) : memoryKeys() };
}

/** Loaded late: a static import would end the process where libsecret is missing. */
async function loadKeytar(): Promise<KeytarCalls> {
  return (await import('keytar')).default;
}

async function probe(keytar: KeytarCalls): Promise<KeychainState> {
  const account = `probe-${randomUUID()}`;
  const value = randomUUID();
  try {
    await inTime(keytar.setPassword(service, account, value));
    const read = await inTime(keytar.getPassword(service, account));
    await inTime(keytar.deletePassword(service, account));
    return read === value ? 'ready' : 'failed';
  } catch (error) {
    return stateOf(error);
  }
}

/** keytar's errors have no code; these are the texts of libsecret and GDBus. */
function stateOf(error: unknown): KeychainState {
  const text = error instanceof Error ? error.message : '';
  if (/locked|dismissed/i.test(text)) return 'locked';
  if (/D-Bus|dbus-launch|ServiceUnknown|not provided by any/i.test(text)) return 'no-service';
  if (/Object does not exist at path/i.test(text)) return 'locked';
  return 'failed';
}

function keychainKeys(keytar: KeytarCalls): KeyStore {
  // One call at a time: keytar is not safe to call in parallel, and only one prompt should be open.
  let last: Promise<unknown> = Promise.resolve();
  const next = <Result>(tried: string, call: () => Promise<Result>): Promise<Result> => {
    const result = last.then(() => named(tried, inTime(call())));
    last = result.catch(() => undefined);
    return result;
  };
  return {
    kind: 'keychain',
    read: (id) => next('reading the key', () => keytar.getPassword(service, id)),
    async write(id, value) {
      await next('saving the key', () => keytar.setPassword(service, id, value));
      const stored = await next('reading the key back', () => keytar.getPassword(service, id));
      if (stored === value) return;
      fail({
        code: 'keychain',
        tried: 'saving the key',
        got: 'the keychain gave back something else than was saved',
      });
    },
    async remove(id) {
      await next('removing the key', () => keytar.deletePassword(service, id));
    },
  };
}

async function named<Result>(tried: string, call: Promise<Result>): Promise<Result> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof BridgeError) throw error;
    const got = stateOf(error) === 'locked' ? 'the keychain is locked' : 'the keychain did not do it';
    return fail({ code: 'keychain', tried, got });
  }
}

async function inTime<Result>(call: Promise<Result>): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new Error('the keychain did not answer in time'));
  }, patience);
  try {
    return await Promise.race([call, promise]);
  } finally {
    clearTimeout(timer);
  }
}
