import { randomUUID, timingSafeEqual } from 'node:crypto';
import pTimeout from 'p-timeout';
import type Keytar from 'keytar';
import { assertStorable, KeyError, type KeyFault, type KeyStore } from './keys.ts';

/**
 * The parts of keytar that are used. Never findCredentials or findPassword: on a locked Linux keyring they end the
 * process, and on Windows they match a prefix, which other programs' items may share.
 */
export type KeytarCalls = Pick<typeof Keytar, 'getPassword' | 'setPassword' | 'deletePassword'>;

const service = 'Sessiondeck';
/** How long to wait, ms: the operating system may be prompting the person. */
const patience = 30_000;

/** keytar's errors have no code; these are the texts of libsecret, GDBus, macOS and Windows. */
const texts: [RegExp, KeyFault][] = [
  [/locked|dismissed|Object does not exist at path/i, 'locked'],
  // The last two patterns: a keyring that ended midway, and one that has been restarted since.
  [/D-Bus|dbus-launch|ServiceUnknown|not provided by any|disconnected|session wrapping/i, 'unavailable'],
  [/denied|not allowed|passphrase you entered|not authorized/i, 'denied'],
  [/stub received bad data|too (large|long)/i, 'too-large'],
];

/** The fault behind an error of keytar; its text is matched but never passed on. */
function keyFaultOf(error: unknown): KeyFault {
  if (error instanceof KeyError) return error.fault;
  const text = error instanceof Error ? error.message : '';
  return texts.find(([pattern]) => pattern.test(text))?.[1] ?? 'denied';
}

type Ask = <Result>(tried: string, call: () => Promise<Result>) => Promise<Result>;

/**
 * Runs one call at a time: keytar is not safe to call in parallel, and only one prompt should be open. A caller that
 * waits longer than `patience` gets `timed-out`; its call is then skipped if it has not begun, else its result is ignored.
 */
function oneAtATime(): Ask {
  let last: Promise<unknown> = Promise.resolve();
  return async (tried, call) => {
    let givenUp = false;
    const asked = last.then(() => (givenUp ? Promise.reject(new KeyError('timed-out', tried)) : call()));
    last = asked.catch(() => undefined);
    const giveUp = () => {
      givenUp = true;
      throw new KeyError('timed-out', tried);
    };
    try {
      return await pTimeout(asked, { milliseconds: patience, fallback: giveUp });
    } catch (error) {
      throw error instanceof KeyError ? error : new KeyError(keyFaultOf(error), tried);
    }
  };
}

/**
 * Writes, reads and deletes a meaningless value. Throws KeyError when that fails: a locked Linux keyring answers reads
 * and deletes as if it were empty, and reports an error only on writes.
 */
async function probe(keytar: KeytarCalls, ask: Ask): Promise<void> {
  const tried = 'trying the keychain';
  const account = `probe-${randomUUID()}`;
  const value = randomUUID();
  await ask(tried, () => keytar.setPassword(service, account, value));
  const read = await ask(tried, () => keytar.getPassword(service, account));
  await ask(tried, () => keytar.deletePassword(service, account));
  if (read !== value) throw new KeyError('corrupt', tried);
}

/** The value of an item, or null. Throws KeyError where the keychain is locked, because it would look empty. */
async function readItem(keytar: KeytarCalls, ask: Ask, id: string, tried: string): Promise<string | null> {
  const look = () => ask(tried, () => keytar.getPassword(service, id));
  const value = await look();
  if (value !== null) return value;
  await probe(keytar, ask);
  // The prompt of the probe may have unlocked it.
  return look();
}

/** Compares in constant time for each length, because the values are keys. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A key store on keytar. `assertUsable` throws KeyError when the keychain cannot be used. */
export function keytarKeys(keytar: KeytarCalls): { keys: KeyStore; assertUsable: () => Promise<void> } {
  const ask = oneAtATime();

  const read = (id: string, tried: string) => readItem(keytar, ask, id, tried);

  async function remove(id: string, tried: string): Promise<void> {
    const take = () => ask(tried, () => keytar.deletePassword(service, id));
    if (await take()) return;
    await probe(keytar, ask);
    await take();
  }

  async function write(id: string, value: string, tried: string): Promise<void> {
    assertStorable(value, tried);
    const set = (text: string) => ask(tried, () => keytar.setPassword(service, id, text));
    const before = await ask(tried, () => keytar.getPassword(service, id));
    await set(value);
    try {
      if (isSame((await read(id, tried)) ?? '', value)) return;
      // The stored value is nobody's key: it would be sent and refused, so restore the one before.
      await (before === null ? remove(id, tried) : set(before));
    } catch (error) {
      throw error instanceof KeyError ? new KeyError(error.fault, tried, true) : error;
    }
    throw new KeyError('corrupt', tried);
  }

  const keys: KeyStore = {
    kind: 'keychain',
    read: (id) => read(id, 'reading the key'),
    write: (id, value) => write(id, value, 'saving the key'),
    remove: (id) => remove(id, 'removing the key'),
  };
  return { keys, assertUsable: () => probe(keytar, ask) };
}
