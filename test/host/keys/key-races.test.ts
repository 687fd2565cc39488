import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ConnectionDraft } from '../../../electron/bridge/connection.ts';
import { openKeychain } from '../../../electron/host/keys/keychain.ts';
import { failureOf, openTestHost, type TestHost } from '../../support/host.ts';
import { keytarLike, lockable } from '../../support/keys/keytar-like.ts';

// What a person does with a key while an operation is under way with it: whatever the operation has to keep comes later.

const old = 'the-old-key-4711';
const other = 'the-new-key-4712';

let server: Server;
let baseUrl: string;
/** Resolves once the server has been asked; it answers nothing until `answer` is called. */
let asked: Promise<undefined>;
let answer: () => void;
let setsCookie: boolean;
let items: Map<string, string>;
let app: TestHost;
let connectionId: string;

const draft: Omit<ConnectionDraft, 'baseUrl'> = {
  ...{ id: null, api: 'nest-sessions', name: 'mine', kind: 'development', colour: 'blue' },
  ...{ settings: {}, filters: {} },
};

beforeEach(async () => {
  const [arrival, release] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  asked = arrival.promise;
  answer = () => release.resolve(undefined);
  server = createServer((request, response) => {
    const key = request.headers.authorization ?? '';
    const session = { id: 'one', deviceInfo: `Canary ${key}`, lastActiveAt: new Date().toISOString() };
    response.setHeader('content-type', 'application/json');
    if (setsCookie) response.setHeader('set-cookie', 'fresh=another-secret; Path=/');
    arrival.resolve(undefined);
    void release.promise.then(() => response.end(JSON.stringify([session])));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  setsCookie = true;
  items = new Map();
  app = await openTestHost({ keychain: await openKeychain(() => Promise.resolve(keytarLike({}, items))) });
  ({ id: connectionId } = await app.bridge('connections.save', { ...draft, baseUrl }));
  await app.bridge('keys.put', { connectionId, secrets: { accessToken: old } });
});
afterEach(async () => {
  expect(app.faults).toEqual([]);
  await app.close();
  server.closeAllConnections();
  server.close();
});

/** Does it in the middle of reading a list, whose answer sets a cookie. */
async function inTheMiddle<Result>(work: () => Promise<Result>) {
  const listing = app.bridge('sessions.list', { connectionId, filters: {} });
  await asked;
  await work();
  answer();
  return listing;
}

test('nobody in between, the cookie that was set is kept beside the key', async () => {
  await inTheMiddle(() => Promise.resolve());
  expect(items.get(connectionId)).toContain(old);
  expect(items.get(connectionId)).toContain('another-secret');
});

test('a key that is forgotten does not come back', async () => {
  await inTheMiddle(() => app.bridge('keys.forget', { connectionId }));
  expect(items.has(connectionId)).toBe(false);
  expect(await app.bridge('keys.status', { connectionId })).toMatchObject({ state: 'absent' });
});

test('the key of a connection that is removed does not stay behind', async () => {
  await inTheMiddle(() => app.bridge('connections.remove', { connectionId }));
  expect(items.has(connectionId)).toBe(false);
});

test.each([false, true])(
  'one that is entered is not replaced by the one before (in memory: %s)',
  async (inMemory) => {
    const secrets = { accessToken: other };
    await inTheMiddle(() => app.bridge('keys.put', { connectionId, secrets, inMemory }));
    expect(items.get(connectionId)).toContain(inMemory ? old : other);
    expect(items.get(connectionId)).not.toContain(inMemory ? other : old);
    expect(items.get(connectionId)).not.toContain('another-secret');
  },
);

test('locked in the middle, what the server says back is scrubbed all the same', async () => {
  setsCookie = false;
  const { sessions } = await inTheMiddle(() => app.bridge('shell.lock', {}));
  expect(JSON.stringify(sessions)).toContain('Canary');
  expect(JSON.stringify(sessions)).not.toContain(old);
});

test('one that arrived just before the keychain was locked is known to be there, and goes with its connection', async () => {
  const keyring = lockable();
  keyring.isLocked = false;
  const second = await openTestHost({
    keychain: await openKeychain(async () => {
      const keytar = await keyring.load();
      const setPassword: typeof keytar.setPassword = async (...given) => {
        await keytar.setPassword(...given);
        keyring.isLocked = given[1] === ownId;
      };
      return { ...keytar, setPassword };
    }),
  });
  const { id: ownId } = await second.bridge('connections.save', { ...draft, baseUrl });
  const putting = second.bridge('keys.put', { connectionId: ownId, secrets: { accessToken: old } });
  expect(await failureOf(putting)).toMatchObject({ code: 'keychain' });
  expect(await second.bridge('keys.status', { connectionId: ownId })).toMatchObject({ state: 'locked' });
  await second.bridge('connections.remove', { connectionId: ownId });
  keyring.isLocked = false;
  await second.bridge('keychain.tryAgain', {});
  await expect.poll(() => [...keyring.items.keys()].filter((id) => id === ownId)).toEqual([]);
  await second.close();
});
