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
  const desk = await openTestHost({ keychain, ...(folder === undefined ? {} : { folder }) });
  opened.push(desk);
  return desk;
}

afterEach(async () => {
  for (const desk of opened.splice(0)) {
    expect(desk.faults).toEqual([]);
    await desk.close();
  }
});

const put = (desk: TestHost, connectionId: string, secretKey: string, inMemory = false) =>
  desk.bridge('keys.put', { connectionId, secrets: { secretKey }, inMemory });
/** A connection without a key. */
async function saveBare(desk: TestHost, api: MockApi): Promise<string> {
  const { baseUrl, access } = api;
  const { settings, filters } = access;
  const given = { api: api.id, name: 'mine', baseUrl, settings, filters };
  const { id } = await desk.bridge('connections.save', {
    ...given,
    id: null,
    kind: 'development',
    colour: 'blue',
  });
  return id;
}
const statusOf = (desk: TestHost, connectionId: string) => desk.bridge('keys.status', { connectionId });
const list = (desk: TestHost, connectionId: string) =>
  desk.bridge('sessions.list', { connectionId, filters: { userId: 'user_1' } });

/** Files of the data folder with this text in them. */
function filesWith(folder: string, text: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return files
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => readFileSync(file).includes(text));
}

/** A connection whose key was saved in this keyring by an earlier Sessiondeck, and a new one that finds it locked. */
async function lockedDesk() {
  const keyring = lockable();
  keyring.isLocked = false;
  const folder = newFolder();
  const before = await openTestHost({ folder, keychain: await openKeychain(keyring.load) });
  const connectionId = await saveOwn(before, mockOf(before, 'clerk'), { secretKey: key });
  await before.close();
  keyring.isLocked = true;
  const desk = await open(await openKeychain(keyring.load), folder);
  return { keyring, folder, desk, connectionId, saved: keyring.items.get(connectionId) };
}

describe('locked when Sessiondeck starts', () => {
  test('the key counts as locked, nobody is asked for the sake of a sign, and nothing is written over', async () => {
    const { keyring, desk, connectionId, saved } = await lockedDesk();
    expect(await desk.bridge('keychain.read', {})).toMatchObject({ state: 'locked' });
    const calls = keyring.calls;
    expect(await statusOf(desk, connectionId)).toMatchObject({
      ...{ state: 'locked', store: 'keychain', fields: ['secretKey'] },
    });
    expect(keyring.calls).toBe(calls);
    const locked = { code: 'keychain', next: 'unlock-keychain', got: 'the keychain is locked' };
    expect(await failureOf(list(desk, connectionId))).toMatchObject(locked);
    expect(await failureOf(put(desk, connectionId, other))).toMatchObject(locked);
    expect(await failureOf(desk.bridge('keys.forget', { connectionId }))).toMatchObject(locked);
    expect(keyring.items.get(connectionId)).toBe(saved);
  });

  test('and unlocked meanwhile: trying again finds everything as it was, and tells the page', async () => {
    const { keyring, desk, connectionId } = await lockedDesk();
    const told: string[] = [];
    desk.bridge.on('keychain.changed', () => told.push('changed'));
    expect(await desk.bridge('keychain.tryAgain', {})).toMatchObject({ state: 'locked' });
    keyring.isLocked = false;
    expect(await desk.bridge('keychain.tryAgain', {})).toMatchObject({ state: 'ready' });
    expect(told).toEqual(['changed']);
    expect(await statusOf(desk, connectionId)).toMatchObject({ state: 'saved', store: 'keychain' });
    // The mock server of this run has another address, so only what becomes of the key is looked at.
    expect(await failureOf(list(desk, connectionId))).not.toMatchObject({ code: 'keychain' });
  });

  test('a key may be kept in memory, if the person says so: beside the saved one, which stays', async () => {
    const { keyring, folder, desk, connectionId, saved } = await lockedDesk();
    const held = { state: 'saved', store: 'memory', fields: ['secretKey'] };
    expect(await put(desk, connectionId, other, true)).toMatchObject(held);
    expect(await statusOf(desk, connectionId)).toMatchObject(held);
    expect(keyring.items.get(connectionId)).toBe(saved);
    expect(filesWith(folder, other)).toEqual([]);
    keyring.isLocked = false;
    expect(await statusOf(desk, connectionId)).toMatchObject(held);
    expect(await desk.bridge('keys.save', { connectionId })).toMatchObject({ ...held, store: 'keychain' });
    expect(keyring.items.get(connectionId)).toContain(other);
  });

  test('with a key in memory a session can be ended, and what is kept for a crash is in memory too', async () => {
    const keyring = lockable();
    const desk = await open(await openKeychain(keyring.load));
    const api = mockOf(desk, 'better-auth');
    const connectionId = await saveBare(desk, api);
    await desk.bridge('keys.put', { connectionId, secrets: api.access.secrets, inMemory: true });
    const { sessions } = await desk.bridge('sessions.list', { connectionId, filters: {} });
    const sessionIds = sessions
      .filter(({ current }) => !current)
      .map(({ id }) => id)
      .slice(0, 1);
    const { id } = await desk.bridge('revocation.plan', { connectionId, scope: 'one', sessionIds });
    const { run } = await desk.bridge('revocation.confirm', {
      planId: id,
      name: '',
      reason: 'a test',
      currentUnknown: true,
      sendNow: true,
    });
    await expect
      .poll(async () => (await desk.bridge('revocation.run', { runId: run?.id ?? '' })).state)
      .toBe('done');
    expect([...keyring.items]).toEqual([]);
  });

  test('a key in memory can be forgotten', async () => {
    const desk = await open(await openKeychain(lockable().load));
    const connectionId = await saveBare(desk, mockOf(desk, 'clerk'));
    await put(desk, connectionId, key, true);
    expect(await desk.bridge('keys.forget', { connectionId })).toMatchObject({ state: 'absent' });
  });

  test('its connection can be removed, and its key goes once the keychain is unlocked', async () => {
    for (const restarted of [false, true]) {
      const { keyring, folder, desk, connectionId } = await lockedDesk();
      await desk.bridge('connections.remove', { connectionId });
      expect(keyring.items.has(connectionId)).toBe(true);
      const { entries } = await desk.bridge('audit.list', {
        filter: { text: '', action: null, connectionId },
        before: null,
        limit: 1,
      });
      expect(entries[0]?.outcome).toBe('removed, its key once the keychain can be used');
      keyring.isLocked = false;
      if (restarted) await open(await openKeychain(keyring.load), folder);
      else await desk.bridge('keychain.tryAgain', {});
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
    return { service, desk: await open(keychain) };
  }

  test('keys are kept in memory, said to be, and in no file', async () => {
    const { desk } = await withoutService();
    expect(await desk.bridge('keychain.read', {})).toMatchObject({ state: 'no-service' });
    const connectionId = await saveOwn(desk, mockOf(desk, 'clerk'), { secretKey: key });
    expect(await statusOf(desk, connectionId)).toMatchObject({ state: 'saved', store: 'memory' });
    expect(filesWith(desk.folder, key)).toEqual([]);
    expect(filesWith(desk.folder, connectionId)).not.toEqual([]);
  });

  test('a service that comes up is used for new keys; one in memory stays there until the person saves it', async () => {
    const { desk, service } = await withoutService();
    const first = await saveOwn(desk, mockOf(desk, 'clerk'), { secretKey: key });
    service.isUp = true;
    expect(await desk.bridge('keychain.tryAgain', {})).toMatchObject({ state: 'ready' });
    const second = await saveOwn(desk, mockOf(desk, 'clerk'), { secretKey: other });
    expect(await statusOf(desk, first)).toMatchObject({ state: 'saved', store: 'memory' });
    expect(await statusOf(desk, second)).toMatchObject({ state: 'saved', store: 'keychain' });
    expect(await desk.bridge('keys.save', { connectionId: first })).toMatchObject({ store: 'keychain' });
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
  const desk = await open(keychain);
  const connectionId = await saveOwn(desk, mockOf(desk, 'clerk'), { secretKey: key });
  hangs = true;
  void list(desk, connectionId).catch(() => undefined);
  const demo = (await desk.bridge('connections.list', {})).find(({ id }) => id === 'demo-clerk');
  const { filters = {} } = demo ?? {};
  const { sessions } = await desk.bridge('sessions.list', { connectionId: 'demo-clerk', filters });
  expect(sessions.length).toBeGreaterThan(0);
});
