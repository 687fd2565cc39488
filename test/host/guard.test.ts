import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { adapters } from '../../electron/adapters/index.ts';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import { BridgeError } from '../../electron/bridge/failure.ts';
import { operations, type Operation } from '../../scripts/operation-table.ts';
import type { MockRequest } from '../../mock-server/index.ts';
import { failureOf, openTestHost, mockOf, type TestHost } from '../support/host.ts';
import { openSubject } from '../support/subject.ts';

const hosts: TestHost[] = [];

afterEach(async () => {
  vi.useRealTimers();
  for (const app of hosts.splice(0)) await app.close();
});

async function openStage(): Promise<TestHost> {
  const app = await openTestHost();
  hosts.push(app);
  return app;
}

type Kind = 'production' | 'development';

/** Saves the connection as another kind, and perhaps with other parts. */
async function saveAs(bridge: Bridge, connectionId: string, kind: Kind, parts = {}): Promise<void> {
  const saved = (await bridge('connections.list', {})).find(({ id }) => id === connectionId);
  if (!saved) throw new Error('the connection is gone');
  await bridge('connections.save', { ...saved, kind, ...parts });
}

/** A host with a connection to try an operation on, and what of the operation has reached the server so far. */
async function stage(operation: Operation, kind: Kind) {
  const app = await openStage();
  const subject = await openSubject(app, operation.api);
  const { bridge, connectionId, filters } = subject;
  await saveAs(bridge, connectionId, kind);
  const api = mockOf(app, operation.api);
  const base = new URL(api.baseUrl).pathname.replace(/\/$/, '');
  const pattern = new RegExp(`^${base}${operation.path.replace(/\{\w+\}/g, '[^/]+')}$`);
  const isIt = ({ method, path }: MockRequest) =>
    method === operation.method && pattern.test(path.split('?')[0] ?? '');
  const begun = api.requests.length;
  return {
    ...{ app, bridge, connectionId, filters },
    run: () => operation.run(subject),
    arrived: () => api.requests.slice(begun).filter(isIt).length,
  };
}

/** A code is fetched twice: as bytes, and as the server draws it. */
const timesOf = ({ name }: Operation) => (name === 'get_qr_login' ? 2 : 1);
const changing = operations.filter(({ reads }) => !reads);
const reading = operations.filter(({ reads }) => reads);
const named = (list: Operation[]) =>
  list.map((operation): [string, Operation] => [operation.name, operation]);

describe('what changes something on a production connection', () => {
  test.each(named(changing))('%s arrives with leave only', async (_, operation) => {
    const { bridge, connectionId, run, arrived } = await stage(operation, 'production');
    expect(await failureOf(run())).toMatchObject({ code: 'read-only', next: 'allow-changes' });
    expect(arrived()).toBe(0);
    await bridge('guard.allow', { connectionId });
    await run();
    expect(arrived()).toBe(timesOf(operation));
  });

  test.each(named(changing))('%s no longer arrives after 15 minutes', async (_, operation) => {
    const { bridge, connectionId, run, arrived } = await stage(operation, 'production');
    const { until } = await bridge('guard.allow', { connectionId });
    vi.useFakeTimers({ toFake: ['Date'], now: until ?? 0 });
    expect(await failureOf(run())).toMatchObject({ code: 'read-only' });
    expect(arrived()).toBe(0);
    expect(await bridge('guard.read', { connectionId })).toEqual({ until: null, left: null });
  });

  test.each(named(changing))('%s needs no leave on a development connection', async (_, operation) => {
    const { run, arrived } = await stage(operation, 'development');
    await run();
    expect(arrived()).toBe(timesOf(operation));
  });

  test('a refused push is not counted, and leaves no session behind', async () => {
    const operation = changing.find(({ name }) => name === 'provoke_login_on_user');
    if (!operation) throw new Error('no such operation');
    const { bridge, connectionId, filters, run } = await stage(operation, 'production');
    const count = async () => (await bridge('sessions.list', { connectionId, filters })).sessions.length;
    const before = await count();
    for (let nth = 0; nth < 5; nth += 1) expect(await failureOf(run())).toMatchObject({ code: 'read-only' });
    expect(await count()).toBe(before);
    await bridge('guard.allow', { connectionId });
    await run();
  });
});

test.each(named(reading))('reading goes on without leave: %s', async (_, operation) => {
  const { run, arrived } = await stage(operation, 'production');
  await run();
  expect(arrived()).toBeGreaterThan(0);
});

test('signing in for the key goes on without leave', async () => {
  const operation = operations.find(({ api }) => api === 'better-auth');
  if (!operation) throw new Error('no such operation');
  const { bridge, connectionId, app } = await stage(operation, 'production');
  const { requests } = mockOf(app, 'better-auth');
  const given = { connectionId, email: 'nobody@example.com', password: 'wrong password' };
  expect(await failureOf(bridge('keys.signIn', given))).toMatchObject({ code: 'key-rejected' });
  expect(requests.at(-1)?.path).toMatch(/sign-in/);
});

describe('leave for changes', () => {
  const [switching] = changing;
  if (!switching) throw new Error('no operation');

  test('is in the audit log, and so is its early end', async () => {
    const { bridge, connectionId, run, arrived } = await stage(switching, 'production');
    await bridge('guard.allow', { connectionId });
    await bridge('guard.end', { connectionId });
    await bridge('guard.end', { connectionId });
    expect(await failureOf(run())).toMatchObject({ code: 'read-only' });
    expect(arrived()).toBe(0);
    const filter = { text: '', action: null, connectionId };
    const { entries } = await bridge('audit.list', { filter, before: null, limit: 100 });
    const told = entries.map(({ action }) => action).filter((action) => action.startsWith('changes.'));
    expect(told).toEqual(['changes.ended', 'changes.allowed']);
  });

  test('is not given when it cannot be recorded', async () => {
    const { bridge, connectionId, app, run, arrived } = await stage(switching, 'production');
    const db = new DatabaseSync(join(app.folder, 'sessiondeck.db'));
    db.exec(`CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no room'); END`);
    db.close();
    const failed = await bridge('guard.allow', { connectionId }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(BridgeError);
    expect(await bridge('guard.read', { connectionId })).toEqual({ until: null, left: null });
    await failureOf(run());
    expect(arrived()).toBe(0);
  });

  test.each([
    [
      'kind',
      async (bridge: Bridge, id: string) => {
        await saveAs(bridge, id, 'development');
        await saveAs(bridge, id, 'production');
      },
    ],
    [
      'address',
      (bridge: Bridge, id: string) => saveAs(bridge, id, 'production', { baseUrl: 'https://other.example' }),
    ],
  ] as const)('ends with a change of the %s', async (_, change) => {
    const { bridge, connectionId } = await stage(switching, 'production');
    await bridge('guard.allow', { connectionId });
    await saveAs(bridge, connectionId, 'production', { name: 'another name' });
    expect((await bridge('guard.read', { connectionId })).until, 'a name is no matter').not.toBeNull();
    await change(bridge, connectionId);
    expect(await bridge('guard.read', { connectionId })).toEqual({ until: null, left: null });
  });

  test('ends with the connection', async () => {
    const { bridge, connectionId } = await stage(switching, 'production');
    await bridge('guard.allow', { connectionId });
    const told: unknown[] = [];
    bridge.on('guard.changed', (payload) => told.push(payload));
    await bridge('connections.remove', { connectionId });
    expect(told).toEqual([{ connectionId }]);
  });

  test('does not outlive the program', async () => {
    const { bridge, connectionId, app } = await stage(switching, 'production');
    await bridge('guard.allow', { connectionId });
    const again = await openTestHost({ folder: app.folder });
    hosts.push(again);
    expect(await again.bridge('guard.read', { connectionId })).toEqual({ until: null, left: null });
  });

  test.each(['development', 'demo'])('is nothing that a connection of kind %s needs', async (kind) => {
    const { bridge, connectionId } = await stage(switching, 'development');
    const id = kind === 'demo' ? 'demo-clerk' : connectionId;
    expect(await failureOf(bridge('guard.allow', { connectionId: id }))).toMatchObject({ code: 'invalid' });
    expect(await bridge('guard.read', { connectionId: id })).toEqual({ until: null, left: null });
  });
});

test('every adapter declares what changes something by the method, or says that it does not', () => {
  // Clerk’s verify is the one POST that only reads; should another come, it must be in `operations` as such.
  const posts = reading.filter(({ method }) => method !== 'GET').map(({ name }) => name);
  expect(posts).toEqual(['verify_session']);
  expect(new Set(operations.map(({ api }) => api))).toEqual(new Set(adapters.keys()));
});
