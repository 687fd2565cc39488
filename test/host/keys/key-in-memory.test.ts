import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { memoryKeys, type Keychain } from '../../../electron/host/keys/keys.ts';
import { failureOf, mockOf, newFolder, openTestHost, saveOwn, type TestHost } from '../../support/host.ts';

const open: TestHost[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function start(folder: string, keychain: Keychain): Promise<TestHost> {
  const app = await openTestHost({ folder, keychain });
  open.push(app);
  return app;
}

function folderOf(): string {
  const folder = newFolder();
  folders.push(folder);
  return folder;
}

const noKeychain = (): Keychain => ({ state: 'missing', keys: memoryKeys() });
const keychainOver = (keys: Keychain['keys']): Keychain => ({
  state: 'ready',
  keys: { ...keys, kind: 'keychain' },
});
const secrets = { secretKey: 'sk_test_in_memory_4711' };

/** The key's status after a restart, once `before` has been done. */
async function afterRestart(
  keychain: () => Keychain,
  before: (app: TestHost, id: string) => Promise<unknown>,
) {
  const folder = folderOf();
  const first = await start(folder, keychain());
  const connectionId = await saveOwn(first, mockOf(first, 'clerk'), {});
  await before(first, connectionId);
  await open.pop()?.close();
  const second = await start(folder, keychain());
  const status = await second.bridge('keys.status', { connectionId });
  return { folder, second, connectionId, status };
}

describe('a key that was only in memory', () => {
  const put = ({ bridge }: TestHost, connectionId: string) => bridge('keys.put', { connectionId, secrets });

  test('is told as such after a restart, where there is no keychain', async () => {
    const { status, second, connectionId } = await afterRestart(noKeychain, put);
    expect(status).toMatchObject({ state: 'absent', wasInMemory: true });
    const failed = await failureOf(second.bridge('sessions.list', { connectionId, filters: {} }));
    expect(failed).toMatchObject({
      ...{ code: 'no-key', next: 'enter-key' },
      got: 'the key was only in memory, until Sessiondeck closed',
    });
  });

  test('is told as such where the person wanted it there, beside a keychain', async () => {
    const keys = memoryKeys();
    const { status } = await afterRestart(
      () => keychainOver(keys),
      ({ bridge }, connectionId) => bridge('keys.put', { connectionId, secrets, inMemory: true }),
    );
    expect(status).toMatchObject({ state: 'absent', wasInMemory: true });
  });

  test('leaves nothing of itself in the data folder', async () => {
    const { folder } = await afterRestart(noKeychain, put);
    const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
    expect(texts.join('')).toContain('key_in_memory');
    expect(texts.join('')).not.toContain(secrets.secretKey);
  });

  test('is not lost before the restart', async () => {
    const app = await start(folderOf(), noKeychain());
    const connectionId = await saveOwn(app, mockOf(app, 'clerk'), secrets);
    const status = await app.bridge('keys.status', { connectionId });
    expect(status).toMatchObject({ state: 'saved', store: 'memory' });
    expect(status).not.toHaveProperty('wasInMemory');
  });
});

describe('after a restart, nothing is said of memory', () => {
  const keys = memoryKeys();

  test.each<[string, () => Keychain, (app: TestHost, id: string) => Promise<unknown>, string]>([
    ['where no key was entered', noKeychain, async () => undefined, 'absent'],
    [
      'where it was forgotten',
      noKeychain,
      async ({ bridge }, connectionId) => {
        await bridge('keys.put', { connectionId, secrets });
        await bridge('keys.forget', { connectionId });
      },
      'absent',
    ],
    [
      'where it was put into the keychain afterwards',
      () => keychainOver(keys),
      async ({ bridge }, connectionId) => {
        await bridge('keys.put', { connectionId, secrets, inMemory: true });
        await bridge('keys.save', { connectionId });
      },
      'saved',
    ],
    [
      'where the keychain has lost it',
      () => keychainOver(memoryKeys()),
      ({ bridge }, connectionId) => bridge('keys.put', { connectionId, secrets }),
      'changed',
    ],
  ])('%s', async (_, keychain, before, state) => {
    const { status } = await afterRestart(keychain, before);
    expect(status).toMatchObject({ state });
    expect(status).not.toHaveProperty('wasInMemory');
  });
});
