import { afterEach, describe, expect, test, vi } from 'vitest';
import { openKeychain } from '../../../electron/host/keys/keychain.ts';
import { hasKeychain, memoryKeys, type KeyStore } from '../../../electron/host/keys/keys.ts';
import type { KeytarCalls } from '../../../electron/host/keys/keytar-keys.ts';
import { failureOf } from '../../support/host.ts';
import { faultOf, keyClaims } from '../../support/keys/key-claims.ts';
import { keytarLike, lockable } from '../../support/keys/keytar-like.ts';

const on = (keytar: KeytarCalls) => () => Promise.resolve(keytar);
const never = () => new Promise<never>(() => undefined);

afterEach(() => vi.useRealTimers());

describe('over keytar’s three calls', () => {
  let keys: KeyStore = memoryKeys();
  test('opens', async () => {
    ({ keys } = await openKeychain(on(keytarLike())));
    expect(keys.kind).toBe('keychain');
  });
  keyClaims(() => keys);
});

describe('the state of the keychain', () => {
  test.each([
    ['libsecret-1.so.0: cannot open shared object file', 'missing'],
    ['unlikely', 'ready'],
  ])('where loading it says “%s” it is %s', async (words, state) => {
    const load = () => (state === 'missing' ? Promise.reject(new Error(words)) : on(keytarLike())());
    const keychain = await openKeychain(load);
    expect([keychain.state, hasKeychain(keychain)]).toEqual([state, state === 'ready']);
  });

  test.each([
    ['Cannot create an item in a locked collection', 'locked', true],
    ['Prompt was dismissed', 'locked', true],
    ['The name org.freedesktop.secrets was not provided by any .service files', 'no-service', false],
    ['Cannot autolaunch D-Bus without X11 $DISPLAY', 'no-service', false],
    ['Message recipient disconnected from message bus without replying', 'no-service', false],
    ['The session wrapping the secret does not exist', 'no-service', false],
    ['Access to this keychain item was denied', 'failed', true],
    ['something that nobody has heard of', 'failed', true],
  ])('“%s” is told as %s', async (words, state, there) => {
    const setPassword = () => Promise.reject(new Error(words));
    const keychain = await openKeychain(on(keytarLike({ setPassword })));
    expect([keychain.state, hasKeychain(keychain)]).toEqual([state, there]);
  });

  test('is failed when it gives back another value than was written', async () => {
    const keychain = await openKeychain(on(keytarLike({ getPassword: () => Promise.resolve('another') })));
    expect(keychain.state).toBe('failed');
  });

  test('locked at the start: reading is refused as locked, and nothing that was saved is lost', async () => {
    const keyring = lockable(new Map([['c1', 'saved before']]));
    const { keys, state } = await openKeychain(keyring.load);
    expect(state).toBe('locked');
    expect(await faultOf(keys.read('c1'))).toBe('locked');
    expect(await faultOf(keys.write('c1', 'another'))).toBe('locked');
    expect(await faultOf(keys.remove('c1'))).toBe('locked');
    expect([...keyring.items]).toEqual([['c1', 'saved before']]);
  });

  test('unlocked meanwhile, it is ready once it is tried again or used, and who listens is told once', async () => {
    for (const use of ['tryAgain', 'read'] as const) {
      const keyring = lockable(new Map([['c1', 'saved before']]));
      const keychain = await openKeychain(keyring.load);
      const told: string[] = [];
      keychain.onchange = () => told.push(keychain.state);
      await keychain.tryAgain?.();
      expect([keychain.state, told]).toEqual(['locked', []]);
      keyring.isLocked = false;
      await (use === 'read' ? keychain.keys.read('c1') : keychain.tryAgain?.());
      expect([keychain.state, told]).toEqual(['ready', ['ready']]);
      expect(await keychain.keys.read('c1')).toBe('saved before');
      keyring.isLocked = true;
      await faultOf(keychain.keys.write('c1', 'another'));
      expect(told).toEqual(['ready', 'locked']);
    }
  });

  test('a service that comes up later is found by trying again', async () => {
    let isUp = false;
    const whole = keytarLike();
    const setPassword: KeytarCalls['setPassword'] = (...given) =>
      isUp ? whole.setPassword(...given) : Promise.reject(new Error('D-Bus: no'));
    const keychain = await openKeychain(on({ ...whole, setPassword }));
    isUp = true;
    await keychain.tryAgain?.();
    await keychain.keys.write('c1', 'a value');
    expect([keychain.state, await keychain.keys.read('c1')]).toEqual(['ready', 'a value']);
  });
});

describe('a keyring that asks for its password in the middle', () => {
  // As libsecret does where there is somebody to ask: what only looks is answered as if it were empty when the question
  // is dismissed, and what is written asks once more.
  function asking(items: Map<string, string>) {
    const keyring = lockable(items);
    const load = async () => {
      const keytar = await keyring.load();
      const setPassword: KeytarCalls['setPassword'] = (...given) => {
        keyring.isLocked = false;
        return keytar.setPassword(...given);
      };
      return { ...keytar, setPassword };
    };
    return { keyring, load };
  }

  test('and is unlocked by the probe has the key that it seemed not to have', async () => {
    const { keyring, load } = asking(new Map([['c1', 'saved before']]));
    const { keys } = await openKeychain(load);
    keyring.isLocked = true;
    expect(await keys.read('c1')).toBe('saved before');
    keyring.isLocked = true;
    await keys.remove('c1');
    expect([...keyring.items]).toEqual([]);
  });
});

describe('a keychain that does not answer', () => {
  test('holds up the start for 2 s, and a call for 30; nobody else’s call is begun meanwhile', async () => {
    vi.useFakeTimers();
    const getPassword = vi.fn<KeytarCalls['getPassword']>(never);
    const opening = openKeychain(on({ ...keytarLike(), getPassword }));
    await vi.advanceTimersByTimeAsync(2000);
    const keychain = await opening;
    expect(keychain.state).toBe('asking');
    const reading = faultOf(keychain.keys.read('c1'));
    const writing = faultOf(keychain.keys.write('c1', 'a value'));
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await Promise.all([reading, writing])).toEqual(['timed-out', 'timed-out']);
    expect([keychain.state, getPassword.mock.calls.length]).toEqual(['asking', 1]);
  });

  test('and answers later: the answer is dropped, what was given up is not begun, and it can be used', async () => {
    vi.useFakeTimers();
    const items = new Map([['c1', 'saved before']]);
    const whole = keytarLike({}, items);
    const hanging = Promise.withResolvers<string | null>();
    let hangs = false;
    const getPassword: KeytarCalls['getPassword'] = (...given) =>
      hangs ? hanging.promise : whole.getPassword(...given);
    const setPassword = vi.fn<KeytarCalls['setPassword']>(whole.setPassword.bind(whole));
    const keychain = await openKeychain(on({ ...whole, getPassword, setPassword }));
    setPassword.mockClear();
    hangs = true;
    const reading = faultOf(keychain.keys.read('c1'));
    const writing = faultOf(keychain.keys.write('c1', 'another'));
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await Promise.all([reading, writing])).toEqual(['timed-out', 'timed-out']);
    hangs = false;
    hanging.resolve('the late answer');
    expect(await keychain.keys.read('c1')).toBe('saved before');
    expect([keychain.state, setPassword.mock.calls]).toEqual(['ready', []]);
  });
});

describe('what is written', () => {
  test.each([
    ['none was there before', null],
    ['another was there before', 'the key before'],
  ])('is read back; cut off by the keychain it is taken out again: %s', async (_, before) => {
    const items = new Map(before === null ? [] : [['c1', before]]);
    const whole = keytarLike({}, items);
    const setPassword: KeytarCalls['setPassword'] = (service, account, value) =>
      whole.setPassword(service, account, value.slice(0, 40));
    const { keys } = await openKeychain(on({ ...whole, setPassword }));
    expect(await faultOf(keys.write('c1', 'k'.repeat(41)))).toBe('corrupt');
    expect(items.get('c1') ?? null).toBe(before);
    await keys.write('c1', 'k'.repeat(40));
    expect(items.get('c1')).toBe('k'.repeat(40));
  });

  test('and that the keychain refuses is never quoted, though its own words may', async () => {
    let broken = false;
    const whole = keytarLike();
    const setPassword: KeytarCalls['setPassword'] = (service, account, value) =>
      broken
        ? Promise.reject(new Error(`cannot store ${value}`))
        : whole.setPassword(service, account, value);
    const { keys } = await openKeychain(on({ ...whole, setPassword }));
    broken = true;
    expect(JSON.stringify(await failureOf(keys.write('c1', 'sk_live_canary')))).not.toContain('canary');
  });
});

test('the keychain is asked one thing at a time', async () => {
  let inside = 0;
  let most = 0;
  const whole = keytarLike();
  const getPassword: KeytarCalls['getPassword'] = async (...given) => {
    most = Math.max(most, (inside += 1));
    await new Promise((resolve) => setTimeout(resolve, 2));
    inside -= 1;
    return whole.getPassword(...given);
  };
  const { keys } = await openKeychain(on({ ...whole, getPassword }));
  await Promise.all(Array.from({ length: 20 }, (_, index) => keys.read(`c${index}`)));
  expect(most).toBe(1);
});

test('the calls that find items are never made: on a locked Linux keyring they end the process', async () => {
  const find = vi.fn(never);
  const { keys } = await openKeychain(
    on(Object.assign(keytarLike(), { findCredentials: find, findPassword: find })),
  );
  await keys.write('c1', 'a value');
  await keys.read('c1');
  await keys.remove('c1');
  await keys.remove('c1');
  expect(find).not.toHaveBeenCalled();
});
