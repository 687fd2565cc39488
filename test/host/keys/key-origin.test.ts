import { afterEach, beforeEach, expect, test } from 'vitest';
import { memoryKeys, type KeyStore } from '../../../electron/host/keys/keys.ts';
import { failureOf, openTestHost, saveOwn, mockOf, type TestHost } from '../../support/host.ts';

// A key belongs to the scheme, host and port that it was entered for, and is sent nowhere else.

let keys: KeyStore;
let app: TestHost;
beforeEach(async () => {
  keys = memoryKeys();
  app = await openTestHost({ keychain: { state: 'ready', keys: { ...keys, kind: 'keychain' } } });
});
afterEach(async () => {
  expect(app.faults).toEqual([]);
  await app.close();
});

const statusOf = (connectionId: string) => app.bridge('keys.status', { connectionId });

async function ownOf(id: string) {
  const api = mockOf(app, id);
  const connectionId = await saveOwn(app, api);
  const filters = api.access.filters;
  return { api, connectionId, list: () => app.bridge('sessions.list', { connectionId, filters }) };
}

async function move(connectionId: string, change: (url: URL) => void): Promise<void> {
  const all = await app.bridge('connections.list', {});
  const { kind, ...saved } = all.find(({ id }) => id === connectionId) ?? all[0] ?? expect.unreachable();
  const url = new URL(saved.baseUrl);
  change(url);
  await app.bridge('connections.save', {
    ...saved,
    kind: kind === 'demo' ? 'staging' : kind,
    baseUrl: url.href,
  });
}

test.each(['clerk', 'better-auth', 'vault'])(
  '%s: at another address nothing is sent, the page can say so, and nothing is lost',
  async (id) => {
    const { api, connectionId, list } = await ownOf(id);
    const { origin } = new URL(api.baseUrl);
    const saved = await keys.read(connectionId);
    // The same server by another name: what were sent there would arrive.
    await move(connectionId, (url) => (url.hostname = 'localhost'));
    api.requests.length = 0;
    const got = `the key was saved for ${origin}: enter it again for the new address`;
    expect(await failureOf(list())).toMatchObject({ code: 'no-key', next: 'enter-key', got });
    expect(await failureOf(app.bridge('connections.check', { connectionId }))).toMatchObject({ got });
    expect(api.requests).toEqual([]);
    expect(await statusOf(connectionId)).toMatchObject({ state: 'elsewhere', origin, fields: [] });
    expect(await keys.read(connectionId)).toBe(saved);
    await move(connectionId, (url) => (url.hostname = '127.0.0.1'));
    await list();
    expect(api.requests).not.toEqual([]);
    expect(await statusOf(connectionId)).toMatchObject({ state: 'saved', origin });
  },
);

test.each<[string, string, (url: URL) => void]>([
  ['another port', 'elsewhere', (url) => (url.port = '1')],
  ['another host', 'elsewhere', (url) => (url.hostname = '127.0.0.2')],
  ['another scheme', 'elsewhere', (url) => (url.protocol = 'https:')],
  ['another path', 'saved', (url) => (url.pathname += '/v2')],
])('%s: %s', async (_, state, change) => {
  const { connectionId } = await ownOf('clerk');
  await move(connectionId, change);
  expect(await statusOf(connectionId)).toMatchObject({ state });
});

test('entered again it is of the new address, with nothing of the old one, and the audit log has which', async () => {
  const { api, connectionId, list } = await ownOf('better-auth');
  await move(connectionId, (url) => (url.hostname = 'localhost'));
  await app.bridge('keys.put', { connectionId, secrets: { bearer: 'a-bearer-of-the-new-address' } });
  const { port } = new URL(api.baseUrl);
  const origin = `http://localhost:${port}`;
  expect(await statusOf(connectionId)).toMatchObject({ state: 'saved', origin, fields: ['bearer'] });
  const { entries } = await app.bridge('audit.list', {
    filter: { text: '', action: 'key.saved', connectionId },
    before: null,
    limit: 1,
  });
  expect(entries[0]?.details).toMatchObject({ origin });
  await move(connectionId, (url) => (url.hostname = '127.0.0.1'));
  expect(await failureOf(list())).toMatchObject({ code: 'no-key' });
});

test('one saved before addresses were kept belongs to where it is first used', async () => {
  const { connectionId, list } = await ownOf('clerk');
  const { origin, ...older } = JSON.parse((await keys.read(connectionId)) ?? '') as { origin: string };
  await keys.write(connectionId, JSON.stringify(older));
  expect(await statusOf(connectionId)).toMatchObject({ state: 'saved', origin: null });
  await list();
  expect(await statusOf(connectionId)).toMatchObject({ state: 'saved', origin });
  await move(connectionId, (url) => (url.hostname = 'localhost'));
  expect(await failureOf(list())).toMatchObject({ code: 'no-key' });
});
