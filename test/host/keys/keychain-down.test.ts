import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openKeychain } from '../../../electron/host/keys/keychain.ts';
import type { Keychain } from '../../../electron/host/keys/keys.ts';
import type { MockApi } from '../../../mock-server/index.ts';
import { failureOf, newFolder, openTestHost, saveOwn, mockOf, type TestHost } from '../../support/host.ts';
import { keytarLike, lockable } from '../../support/keys/keytar-like.ts';

// Whatever becomes of the keychain: the demo works, what is asked of it is answered in words, and nothing is lost.

const key = 'sk_test_plain_text_1234';
const other = 'sk_test_another_key_567';
const opened: TestHost[] = [];

async function open(keychain: Keychain, folder?: string): Promise<TestHost> {
  const app = await openTestHost({ keychain, ...(folder === undefined ? {} : { folder }) });
  opened.push(app);
  return app;
}

afterEach(async () => {
  for (const app of opened.splice(0)) {
    expect(app.faults).toEqual([]);
    await app.close();
  }
});

const put = (app: TestHost, connectionId: string, secretKey: string, inMemory = false) =>
  app.bridge('keys.put', { connectionId, secrets: { secretKey }, inMemory });
/** A connection without a key. */
async function saveBare(app: TestHost, api: MockApi): Promise<string> {
  const { baseUrl, access } = api;
  const { settings, filters } = access;
  const given = { api: api.id, name: 'mine', baseUrl, settings, filters };
  const { id } = await app.bridge('connections.save', {
    ...given,
    id: null,
    kind: 'development',
    colour: 'blue',
  });
  return id;
}
const statusOf = (app: TestHost, connectionId: string) => app.bridge('keys.status', { connectionId });
const list = (app: TestHost, connectionId: string) =>
  app.bridge('sessions.list', { connectionId, filters: { userId: 'user_1' } });

/** Files of the data folder with this text in them. */
function filesWith(folder: string, text: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return files
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => readFileSync(file).includes(text));
}

/** A connection whose key was saved in this keyring by an earlier Sessiondeck, and a new one that finds it locked. */
async function lockedHost() {
  const keyring = lockable();
  keyring.isLocked = false;
  const folder = newFolder();
  const before = await openTestHost({ folder, keychain: await openKeychain(keyring.load) });
  const connectionId = await saveOwn(before, mockOf(before, 'clerk'), { secretKey: key });
  await before.close();
  keyring.isLocked = true;
  const app = await open(await openKeychain(keyring.load), folder);
  return { keyring, folder, app, connectionId, saved: keyring.items.get(connectionId) };
}

describe('locked when Sessiondeck starts', () => {
  test('the key counts as locked, nobody is asked for the sake of a sign, and nothing is written over', async () => {
    const { keyring, app, connectionId, saved } = await lockedHost();
    expect(await app.bridge('keychain.read', {})).toMatchObject({ state: 'locked' });
    const calls = keyring.calls;
    expect(await statusOf(app, connectionId)).toMatchObject({
      ...{ state: 'locked', store: 'keychain', fields: ['secretKey'] },
    });
    expect(keyring.calls).toBe(calls);
    const locked = { code: 'keychain', next: 'unlock-keychain', got: 'the keychain is locked' };
    expect(await failureOf(list(app, connectionId))).toMatchObject(locked);
    expect(await failureOf(put(app, connectionId, other))).toMatchObject(locked);
    expect(await failureOf(app.bridge('keys.forget', { connectionId }))).toMatchObject(locked);
    expect(keyring.items.get(connectionId)).toBe(saved);
  });

  test('and unlocked meanwhile: trying again finds everything as it was, and tells the page', async () => {
    const { keyring, app, connectionId } = await lockedHost();
    const told: string[] = [];
    app.bridge.on('keychain.changed', () => told.push('changed'));
    expect(await app.bridge('keychain.tryAgain', {})).toMatchObject({ state: 'locked' });
    keyring.isLocked = false;
    expect(await app.bridge('keychain.tryAgain', {})).toMatchObject({ state: 'ready' });
    expect(told).toEqual(['changed']);
    expect(await statusOf(app, connectionId)).toMatchObject({ state: 'saved', store: 'keychain' });
    // The mock server of this run has another address, so only what becomes of the key is looked at.
    expect(await failureOf(list(app, connectionId))).not.toMatchObject({ code: 'keychain' });
  });

  test('a key may be kept in memory, if the person says so: beside the saved one, which stays', async () => {
    const { keyring, folder, app, connectionId, saved } = await lockedHost();
    const held = { state: 'saved', store: 'memory', fields: ['secretKey'] };
    expect(await put(app, connectionId, other, true)).toMatchObject(held);
    expect(await statusOf(app, connectionId)).toMatchObject(held);
    expect(keyring.items.get(connectionId)).toBe(saved);
    expect(filesWith(folder, other)).toEqual([]);
    keyring.isLocked = false;
    expect(await statusOf(app, connectionId)).toMatchObject(held);
    expect(await app.bridge('keys.save', { connectionId })).toMatchObject({ ...held, store: 'keychain' });
    expect(keyring.items.get(connectionId)).toContain(other);
  });

  test('with a key in memory a session can be ended, and what is kept for a crash is in memory too', async () => {
    const keyring = lockable();
    const app = await open(await openKeychain(keyring.load));
    const api = mockOf(app, 'better-auth');
    const connectionId = await saveBare(app, api);
    await app.bridge('keys.put', { connectionId, secrets: api.access.secrets, inMemory: true });
    const { sessions } = await app.bridge('sessions.list', { connectionId, filters: {} });
    const sessionIds = sessions
      .filter(({ current }) => !current)
      .map(({ id }) => id)
      .slice(0, 1);
    const { id } = await app.bridge('revocation.plan', { connectionId, scope: 'one', sessionIds });
    const { run } = await app.bridge('revocation.confirm', {
      planId: id,
      name: '',
      reason: 'a test',
      currentUnknown: true,
      sendNow: true,
    });
    await expect
      .poll(async () => (await app.bridge('revocation.run', { runId: run?.id ?? '' })).state)
      .toBe('done');
    expect([...keyring.items]).toEqual([]);
  });

  test('a key in memory can be forgotten', async () => {
    const app = await open(await openKeychain(lockable().load));
    const connectionId = await saveBare(app, mockOf(app, 'clerk'));
    await put(app, connectionId, key, true);
    expect(await app.bridge('keys.forget', { connectionId })).toMatchObject({ state: 'absent' });
  });

  test('its connection can be removed, and its key goes once the keychain is unlocked', async () => {
    for (const restarted of [false, true]) {
      const { keyring, folder, app, connectionId } = await lockedHost();
      await app.bridge('connections.remove', { connectionId });
      expect(keyring.items.has(connectionId)).toBe(true);
      const { entries } = await app.bridge('audit.list', {
        filter: { text: '', action: null, connectionId },
        before: null,
        limit: 1,
      });
      expect(entries[0]?.outcome).toBe('removed, its key once the keychain can be used');
      keyring.isLocked = false;
      if (restarted) await open(await openKeychain(keyring.load), folder);
      else await app.bridge('keychain.tryAgain', {});
      await expect.poll(() => keyring.items.has(connectionId)).toBe(false);
    }
  });
});

describe('not there when Sessiondeck starts', () => {
  async function withoutService() {
    const whole = keytarLike();
    const service = { isUp: false };
    const refuse = () => Promise.reject(new Error('Cannot autolaunch D-Bus without X11 $DISPLAY'));
    const keychain = await openKeychain(() =>
      Promise.resolve({
        setPassword: (...given) => (service.isUp ? whole.setPassword(...given) : refuse()),
        getPassword: (...given) => (service.isUp ? whole.getPassword(...given) : refuse()),
        deletePassword: (...given) => (service.isUp ? whole.deletePassword(...given) : refuse()),
      }),
    );
    return { service, app: await open(keychain) };
  }

  test('keys are kept in memory, said to be, and in no file', async () => {
    const { app } = await withoutService();
    expect(await app.bridge('keychain.read', {})).toMatchObject({ state: 'no-service' });
    const connectionId = await saveOwn(app, mockOf(app, 'clerk'), { secretKey: key });
    expect(await statusOf(app, connectionId)).toMatchObject({ state: 'saved', store: 'memory' });
    expect(filesWith(app.folder, key)).toEqual([]);
    expect(filesWith(app.folder, connectionId)).not.toEqual([]);
  });

  test('a service that comes up is used for new keys; one in memory stays there until the person saves it', async () => {
    const { app, service } = await withoutService();
    const first = await saveOwn(app, mockOf(app, 'clerk'), { secretKey: key });
    service.isUp = true;
    expect(await app.bridge('keychain.tryAgain', {})).toMatchObject({ state: 'ready' });
    const second = await saveOwn(app, mockOf(app, 'clerk'), { secretKey: other });
    expect(await statusOf(app, first)).toMatchObject({ state: 'saved', store: 'memory' });
    expect(await statusOf(app, second)).toMatchObject({ state: 'saved', store: 'keychain' });
    expect(await app.bridge('keys.save', { connectionId: first })).toMatchObject({ store: 'keychain' });
  });
});

test('hanging with a prompt: the page has everything but the key that was asked for', async () => {
  const items = new Map<string, string>();
  const whole = keytarLike({}, items);
  let hangs = false;
  const keychain = await openKeychain(() =>
    Promise.resolve({
      ...whole,
      getPassword: (...given) => (hangs ? new Promise<never>(() => undefined) : whole.getPassword(...given)),
    }),
  );
  const app = await open(keychain);
  const connectionId = await saveOwn(app, mockOf(app, 'clerk'), { secretKey: key });
  hangs = true;
  void list(app, connectionId).catch(() => undefined);
  const demo = (await app.bridge('connections.list', {})).find(({ id }) => id === 'demo-clerk');
  const { filters = {} } = demo ?? {};
  const { sessions } = await app.bridge('sessions.list', { connectionId: 'demo-clerk', filters });
  expect(sessions.length).toBeGreaterThan(0);
});
