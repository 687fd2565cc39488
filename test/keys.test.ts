import { describe, expect, test } from 'vitest';
import { openKeychain } from '../electron/host/keychain.ts';
import type { KeytarCalls } from '../electron/host/keytar-keys.ts';
import { KeyError, memoryKeys, type Keychain, type KeyStore } from '../electron/host/keys.ts';
import { keyClaims } from './support/key-claims.ts';
import { failureOf, newFolder, openTestHost, saveOwn, witnessOf } from './support/host.ts';

describe('keys in memory', () => {
  keyClaims(memoryKeys);
});

/** keytar over a Map, with some calls replaced. */
function keytarLike(own: Partial<KeytarCalls> = {}): KeytarCalls {
  const items = new Map<string, string>();
  return {
    setPassword: (_, account, value) => Promise.resolve(void items.set(account, value)),
    getPassword: (_, account) => Promise.resolve(items.get(account) ?? null),
    deletePassword: (_, account) => Promise.resolve(items.delete(account)),
    ...own,
  };
}

describe('the keychain', () => {
  keyClaimsOverKeytar();

  test('that cannot be loaded leaves keys in memory, and says so', async () => {
    const loading = () => Promise.reject(new Error('libsecret-1.so.0: cannot open shared object file'));
    expect(await openKeychain(loading)).toMatchObject({ state: 'missing', keys: { kind: 'memory' } });
  });

  test('that gives back another value than was written is not used', async () => {
    const keytar = keytarLike({ getPassword: () => Promise.resolve('something else') });
    expect(await openKeychain(() => Promise.resolve(keytar))).toMatchObject({ state: 'failed' });
  });

  test('that truncates a key says so instead of reporting it saved', async () => {
    const whole = keytarLike();
    const cut = keytarLike({
      setPassword: (service, account, value) => whole.setPassword(service, account, value.slice(0, 40)),
      getPassword: whole.getPassword.bind(whole),
    });
    const { keys } = await openKeychain(() => Promise.resolve(cut));
    expect(await failureOf(keys.write('c1', 'k'.repeat(41)))).toMatchObject({ code: 'keychain' });
  });

  test('never repeats the error text of the operating system, which may quote the key', async () => {
    let broken = false;
    const setPassword: KeytarCalls['setPassword'] = (_, __, value) =>
      broken ? Promise.reject(new Error(`cannot store ${value}`)) : whole.setPassword(_, __, value);
    const whole = keytarLike();
    const keytar = { ...whole, setPassword };
    const { keys } = await openKeychain(() => Promise.resolve(keytar));
    broken = true;
    const failed = await failureOf(keys.write('c1', 'sk_live_canary'));
    expect(JSON.stringify(failed)).not.toContain('sk_live_canary');
  });

  test('is asked one thing at a time', async () => {
    let inside = 0;
    let most = 0;
    const whole = keytarLike();
    const getPassword: KeytarCalls['getPassword'] = async (service, account) => {
      most = Math.max(most, (inside += 1));
      await new Promise((resolve) => setTimeout(resolve, 2));
      inside -= 1;
      return whole.getPassword(service, account);
    };
    const { keys } = await openKeychain(() => Promise.resolve({ ...whole, getPassword }));
    await Promise.all(Array.from({ length: 20 }, (_, index) => keys.read(`c${index}`)));
    expect(most).toBe(1);
  });
});

function keyClaimsOverKeytar(): void {
  describe('over keytar’s five calls', () => {
    let keys: KeyStore = memoryKeys();
    test('opens', async () => {
      ({ keys } = await openKeychain(() => Promise.resolve(keytarLike())));
      expect(keys.kind).toBe('keychain');
    });
    keyClaims(() => keys);
  });
}

describe('the status of a key', () => {
  const keychainOver = (keys: KeyStore): Keychain => ({
    state: 'ready',
    keys: { ...keys, kind: 'keychain' },
  });

  test('is absent, saved, and absent again once forgotten', async () => {
    const desk = await openTestHost();
    const connectionId = await saveOwn(desk, witnessOf(desk, 'clerk'), {});
    expect(await desk.bridge('keys.status', { connectionId })).toMatchObject({ state: 'absent', fields: [] });
    await desk.bridge('keys.put', { connectionId, secrets: { secretKey: 'sk_test_12345678' } });
    expect(await desk.bridge('keys.status', { connectionId })).toMatchObject({
      state: 'saved',
      fields: ['secretKey'],
    });
    expect(await desk.bridge('keys.forget', { connectionId })).toMatchObject({ state: 'absent', fields: [] });
    await desk.close();
  });

  test('is locked, not absent, when the keychain does not give out a key that was saved', async () => {
    const inside = memoryKeys();
    let locked = false;
    const read: KeyStore['read'] = (id) =>
      locked ? Promise.reject(new KeyError('locked', 'reading the key')) : inside.read(id);
    const desk = await openTestHost({ keychain: keychainOver({ ...inside, read }) });
    const connectionId = await saveOwn(desk, witnessOf(desk, 'clerk'));
    const saved = await inside.read(connectionId);
    locked = true;
    expect(await desk.bridge('keys.status', { connectionId })).toMatchObject({
      state: 'locked',
      store: 'keychain',
    });
    const listing = desk.bridge('sessions.list', { connectionId, filters: { userId: 'user_1' } });
    expect(await failureOf(listing)).toMatchObject({ code: 'keychain', next: 'unlock-keychain' });
    const putting = desk.bridge('keys.put', { connectionId, secrets: { secretKey: 'sk_test_other_key' } });
    expect(await failureOf(putting)).toMatchObject({ code: 'keychain' });
    expect(await inside.read(connectionId)).toBe(saved);
    locked = false;
    expect(await desk.bridge('keys.status', { connectionId })).toMatchObject({ state: 'saved' });
    await desk.close();
  });

  test('is changed, not absent, when another program has removed it, and it can be entered anew', async () => {
    const keys = memoryKeys();
    const desk = await openTestHost({ keychain: keychainOver(keys) });
    const connectionId = await saveOwn(desk, witnessOf(desk, 'clerk'));
    await keys.remove(connectionId);
    const gone = { state: 'changed', store: 'keychain', fields: ['secretKey'] };
    expect(await desk.bridge('keys.status', { connectionId })).toMatchObject(gone);
    const listing = desk.bridge('sessions.list', { connectionId, filters: { userId: 'user_1' } });
    expect(await failureOf(listing)).toMatchObject({ code: 'keychain', next: 'enter-key' });
    await desk.bridge('keys.put', { connectionId, secrets: { secretKey: 'sk_test_other_key' } });
    expect(await desk.bridge('keys.status', { connectionId })).toMatchObject({ state: 'saved' });
    await desk.close();
  });

  test('survives a restart with the keychain, and not with memory', async () => {
    const folder = newFolder();
    const keys = memoryKeys();
    const first = await openTestHost({ folder, keychain: keychainOver(keys) });
    const connectionId = await saveOwn(first, witnessOf(first, 'clerk'));
    await first.close();
    const second = await openTestHost({ folder, keychain: keychainOver(keys) });
    expect(await second.bridge('keys.status', { connectionId })).toMatchObject({ state: 'saved' });
    await second.close();
    const third = await openTestHost({ folder });
    expect(await third.bridge('keys.status', { connectionId })).toMatchObject({ state: 'locked' });
    await third.close();
  });

  test('a connection without a key is not asked: the person is', async () => {
    const desk = await openTestHost();
    const connectionId = await saveOwn(desk, witnessOf(desk, 'clerk'), {});
    const listing = desk.bridge('sessions.list', { connectionId, filters: { userId: 'user_1' } });
    expect(await failureOf(listing)).toMatchObject({ code: 'no-key', next: 'enter-key', field: 'secretKey' });
    expect(witnessOf(desk, 'clerk').requests).toEqual([]);
    await desk.close();
  });

  test.each([
    ['with a space inside', 'sk_test_a bcdefg'],
    ['with a line break', 'sk_test_a\nbcdefg'],
    ['with a zero-width space', 'sk_test_a\u200bbcdefg'],
    ['that is too short', 'abc'],
  ])('a key %s is refused without being repeated', async (_, secretKey) => {
    const desk = await openTestHost();
    const connectionId = await saveOwn(desk, witnessOf(desk, 'clerk'), {});
    const failed = await failureOf(desk.bridge('keys.put', { connectionId, secrets: { secretKey } }));
    expect(failed).toMatchObject({ code: 'invalid', field: 'secretKey' });
    expect(JSON.stringify(failed)).not.toContain(secretKey);
    await desk.close();
  });
});
