import { format, inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { adapters } from '../../../electron/adapters/index.ts';
import { applied } from '../../../electron/host/keys/credential-changes.ts';
import { emptyCredential, readCredential, writeCredential } from '../../../electron/host/keys/credential.ts';
import { changesToPut } from '../../../electron/host/keys/key-input.ts';
import { KeyError, memoryKeys, type Keychain, type KeyStore } from '../../../electron/host/keys/keys.ts';
import { keyClaims } from '../../support/keys/key-claims.ts';
import { failureOf, newFolder, openTestHost, saveOwn, mockOf } from '../../support/host.ts';

describe('keys in memory', () => {
  keyClaims(memoryKeys);
});

describe('the status of a key', () => {
  const keychainOver = (keys: KeyStore): Keychain => ({
    state: 'ready',
    keys: { ...keys, kind: 'keychain' },
  });

  test('is absent, saved, and absent again once forgotten', async () => {
    const app = await openTestHost();
    const connectionId = await saveOwn(app, mockOf(app, 'clerk'), {});
    expect(await app.bridge('keys.status', { connectionId })).toMatchObject({ state: 'absent', fields: [] });
    await app.bridge('keys.put', { connectionId, secrets: { secretKey: 'sk_test_12345678' } });
    expect(await app.bridge('keys.status', { connectionId })).toMatchObject({
      state: 'saved',
      fields: ['secretKey'],
    });
    expect(await app.bridge('keys.forget', { connectionId })).toMatchObject({ state: 'absent', fields: [] });
    await app.close();
  });

  test('is locked, not absent, when the keychain does not give out a key that was saved', async () => {
    const inside = memoryKeys();
    let locked = false;
    const read: KeyStore['read'] = (id) =>
      locked ? Promise.reject(new KeyError('locked', 'reading the key')) : inside.read(id);
    const app = await openTestHost({ keychain: keychainOver({ ...inside, read }) });
    const connectionId = await saveOwn(app, mockOf(app, 'clerk'));
    const saved = await inside.read(connectionId);
    locked = true;
    expect(await app.bridge('keys.status', { connectionId })).toMatchObject({
      state: 'locked',
      store: 'keychain',
    });
    const listing = app.bridge('sessions.list', { connectionId, filters: { userId: 'user_1' } });
    expect(await failureOf(listing)).toMatchObject({ code: 'keychain', next: 'unlock-keychain' });
    const putting = app.bridge('keys.put', { connectionId, secrets: { secretKey: 'sk_test_other_key' } });
    expect(await failureOf(putting)).toMatchObject({ code: 'keychain' });
    expect(await inside.read(connectionId)).toBe(saved);
    locked = false;
    expect(await app.bridge('keys.status', { connectionId })).toMatchObject({ state: 'saved' });
    await app.close();
  });

  test('is changed, not absent, when another program has removed it, and it can be entered anew', async () => {
    const keys = memoryKeys();
    const app = await openTestHost({ keychain: keychainOver(keys) });
    const connectionId = await saveOwn(app, mockOf(app, 'clerk'));
    await keys.remove(connectionId);
    const gone = { state: 'changed', store: 'keychain', fields: ['secretKey'] };
    expect(await app.bridge('keys.status', { connectionId })).toMatchObject(gone);
    const listing = app.bridge('sessions.list', { connectionId, filters: { userId: 'user_1' } });
    expect(await failureOf(listing)).toMatchObject({ code: 'keychain', next: 'enter-key' });
    await app.bridge('keys.put', { connectionId, secrets: { secretKey: 'sk_test_other_key' } });
    expect(await app.bridge('keys.status', { connectionId })).toMatchObject({ state: 'saved' });
    await app.close();
  });

  test('survives a restart with the keychain, and not with memory', async () => {
    const folder = newFolder();
    const keys = memoryKeys();
    const first = await openTestHost({ folder, keychain: keychainOver(keys) });
    const connectionId = await saveOwn(first, mockOf(first, 'clerk'));
    await first.close();
    const second = await openTestHost({ folder, keychain: keychainOver(keys) });
    expect(await second.bridge('keys.status', { connectionId })).toMatchObject({ state: 'saved' });
    await second.close();
    const third = await openTestHost({ folder });
    expect(await third.bridge('keys.status', { connectionId })).toMatchObject({ state: 'locked' });
    await third.close();
  });

  test('a connection without a key is not asked: the person is', async () => {
    const app = await openTestHost();
    const connectionId = await saveOwn(app, mockOf(app, 'clerk'), {});
    const listing = app.bridge('sessions.list', { connectionId, filters: { userId: 'user_1' } });
    expect(await failureOf(listing)).toMatchObject({ code: 'no-key', next: 'enter-key', field: 'secretKey' });
    expect(mockOf(app, 'clerk').requests).toEqual([]);
    await app.close();
  });

  test('is read anew for each operation: one that was replaced is used at once', async () => {
    const keys = memoryKeys();
    const app = await openTestHost({ keychain: keychainOver(keys) });
    const api = mockOf(app, 'clerk');
    const connectionId = await saveOwn(app, api);
    const list = () => app.bridge('sessions.list', { connectionId, filters: api.access.filters });
    await list();
    const saved = (await keys.read(connectionId)) ?? '';
    await keys.write(connectionId, saved.replace(api.access.secrets['secretKey'] ?? '', 'sk_test_replaced'));
    expect(await failureOf(list())).toMatchObject({ code: 'key-rejected' });
    await app.close();
  });
});

describe('a key that is entered', () => {
  const clerk = adapters.get('clerk') ?? expect.unreachable();
  const baseUrl = 'https://api.example.com';

  function put(secretKey: string): string {
    const changes = changesToPut(clerk, { baseUrl, settings: {} }, { secretKey });
    return applied(emptyCredential(baseUrl), changes).secrets['secretKey'] ?? '';
  }

  test.each([
    ['a space inside', 'sk_test_a bcdefg'],
    ['a NUL at the end', 'sk_test_abcdefg\0'],
    ['a control character', 'sk_test_a\u0007bcdefg'],
    ['a character that turns the direction of text', '\u202esk_test_abcdefg'],
    ['an umlaut', 'sk_test_äbcdefg'],
    ['half a character', 'sk_test_\ud800bcdefg'],
    ['five characters', 'abcde'],
    ['16,385 characters', 'k'.repeat(16_385)],
  ])('and has %s is refused without being repeated', async (_, secretKey) => {
    const failed = await failureOf(Promise.resolve().then(() => put(secretKey)));
    expect(failed).toMatchObject({ code: 'invalid', field: 'secretKey' });
    expect(JSON.stringify(failed)).not.toContain(secretKey);
  });

  test.each([
    ['six characters', 'abcdef', 'abcdef'],
    ['4,096 characters', 'k'.repeat(4096), 'k'.repeat(4096)],
    ['spaces and line breaks around it', ' \tsk_test_abcdefg\r\n', 'sk_test_abcdefg'],
    ['a byte order mark before it', '\ufeffsk_test_abcdefg', 'sk_test_abcdefg'],
  ])('and has %s is taken', (_, given, taken) => {
    expect(put(given)).toBe(taken);
  });
});

describe('a key as a whole', () => {
  const canary = 'sk_live_canary_4711';
  const given = { ...emptyCredential('https://api.example.com'), secrets: { secretKey: canary } };
  given.jar.setCookieSync(`session=${canary}`, 'https://api.example.com');
  const ways: [string, (one: object) => string][] = [
    ['printed', inspect],
    ['printed with all that is hidden', (one) => inspect(one, { showHidden: true, depth: 9 })],
    ['printed in a text', (one) => format('%o %O %j', one, one, one)],
    ['put into JSON', (one) => JSON.stringify({ one })],
    ['the cause of an error that is printed', (one) => inspect(new Error('no', { cause: one }))],
    ['cloned', (one) => inspect(structuredClone(one))],
  ];
  /** As it is from the keychain, and as a part of something that was made of it. */
  const forms = [given, readCredential(writeCredential(given)), { connection: 'mine', ...given }];

  test.each(ways)('shows nothing when it is %s; what is in it would be seen', (_, way) => {
    const bare = { secrets: given.secrets, cookies: given.jar.serializeSync()?.cookies };
    expect(way(bare)).toContain(canary);
    for (const form of forms) {
      const seen = () => way(form);
      if (way === ways.at(-1)?.[1]) expect(seen).toThrow(/could not be cloned/);
      else expect(seen()).not.toContain(canary);
    }
  });

  test('shows nothing when it is joined to a text', () => {
    for (const form of forms) expect(String(form)).toBe('[redacted]');
  });
});
