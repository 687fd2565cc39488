import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { memoryKeys, type KeyStore } from '../../electron/host/keys/keys.ts';
import { endSessions } from '../../scripts/end-sessions.ts';
import { newFolder, openTestHost, type TestHost } from '../support/host.ts';
import { startRealBetterAuth, type RealServer } from '../mock-server/support/real-better-auth.ts';
import { threePeople } from '../mock-server/support/three-people.ts';

// A server with session.cookieCache goes on taking a session that has ended, for as long as a copy of it in a cookie
// counts. How long that is must be known when the cookie that told it is long gone.

const people = threePeople('canary-copies-8e11');
const lifetime = 120_000;

let real: RealServer;
let keys: KeyStore;
let folder: string;
let app: TestHost;
let connectionId: string;

async function start(): Promise<void> {
  app = await openTestHost({ folder, keychain: { state: 'ready', keys } });
}

beforeEach(async () => {
  const cookieCache = { enabled: true, maxAge: lifetime / 1000 };
  real = await startRealBetterAuth(people, { session: { cookieCache } });
  [keys, folder] = [memoryKeys(), newFolder()];
  await start();
  const draft = { id: null, api: 'better-auth', name: 'real', kind: 'development', colour: 'blue' } as const;
  const at = { baseUrl: real.base, settings: {}, filters: {} };
  connectionId = (await app.bridge('connections.save', { ...draft, ...at })).id;
  for (const { email, password } of people)
    await app.bridge('keys.signIn', { connectionId, email, password });
});
afterEach(async () => {
  expect(app.faults).toEqual([]);
  await app.close();
  await real.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The next start, after the copies of sessions have gone from the jar as they do when their time is up. */
async function startLater(): Promise<void> {
  await app.close();
  const key = JSON.parse((await keys.read(connectionId)) ?? '') as { jar: { cookies: { key: string }[] } };
  key.jar.cookies = key.jar.cookies.filter((cookie) => !cookie.key.includes('session_data'));
  await keys.write(connectionId, JSON.stringify(key));
  await start();
}

async function idOf(name: string): Promise<string> {
  const { sessions } = await app.bridge('sessions.list', { connectionId, filters: {} });
  return sessions.find(({ user }) => user.name === name)?.id ?? '';
}

test('after a restart, with no copy left, a verdict still says how long one may count', async () => {
  await startLater();
  const before = Date.now();
  const run = await endSessions(app.bridge, { connectionId, scope: 'one', sessionIds: [await idOf('Ana')] });
  expect(run.items).toMatchObject([{ verdict: 'ended' }]);
  expect(run.items[0]?.mayWorkUntil).toBeGreaterThanOrEqual(before + lifetime);
});

test('so does the verdict of a run that was cut off, and is read back at the next start', async () => {
  const sessionIds = [await idOf('Ana'), await idOf('Ben')];
  const plan = await app.bridge('revocation.plan', { connectionId, scope: 'selected', sessionIds });
  const said = { planId: plan.id, name: '', reason: '', currentUnknown: true, sendNow: true };
  const before = real.living().length;
  real.dawdle(200);
  const { run } = await app.bridge('revocation.confirm', said);
  await expect.poll(() => real.living().length).toBe(before - 1);
  await startLater();
  const recovered = () => app.bridge('revocation.run', { runId: run?.id ?? '' });
  await expect.poll(async () => (await recovered()).totals.unknown, { timeout: 10_000 }).toBe(0);
  const ended = (await recovered()).items.filter(({ verdict }) => verdict === 'ended');
  expect(ended.length).toBeGreaterThan(0);
  for (const { mayWorkUntil } of ended)
    expect(mayWorkUntil).toBeGreaterThanOrEqual(Date.now() - 60_000 + lifetime);
});

test('a server that no longer keeps copies is believed at the next sign-in', async () => {
  await startLater();
  const { port } = new URL(real.base);
  await real.close();
  real = await startRealBetterAuth(people, { port: Number(port) });
  const { email = '', password = '' } = people[0] ?? {};
  await app.bridge('keys.signIn', { connectionId, email, password });
  const run = await endSessions(app.bridge, { connectionId, scope: 'one', sessionIds: [await idOf('Ana')] });
  expect(run.items).toMatchObject([{ verdict: 'ended', mayWorkUntil: null }]);
});
