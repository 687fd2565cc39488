import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Run, Scope } from '../../electron/bridge/revocation.ts';
import { endSessions } from '../../scripts/end-sessions.ts';
import {
  startRealNest,
  type NestOptions,
  type NestRow,
  type RealNest,
} from '../mock-server/support/real-nest.ts';
import { failureOf, openTestHost, patient, type TestHost } from '../support/host.ts';

// A real Nest 11 application: what is said of its sessions is true by its own table, and its errors are told in its words.

const minute = 60_000;
const [ann, bruno] = ['5d0c1a52-6f6b-4c55-9a52-2a1b8e0f0001', '5d0c1a52-6f6b-4c55-9a52-2a1b8e0f0002'];
const idOf = (place: number) => `b3d1c0de-6a1e-4a53-9d8e-0a7c8c1f2b${String(place).padStart(2, '0')}`;
const annsSessions = 12;

/** Twelve live sessions of Ann, the first of them the caller's; one that is over, one that was revoked; one of Bruno. */
function seed(): NestRow[] {
  const row = (place: number, more: Partial<NestRow> = {}): NestRow => ({
    id: idOf(place),
    userId: ann,
    deviceInfo: place === 1 ? null : 'Safari 18 on macOS 10.15',
    ipAddress: `203.0.113.${place + 1}`,
    location: null,
    lastActiveAt: new Date(Date.now() - place * minute).toISOString(),
    createdAt: new Date(Date.now() - 99 * minute).toISOString(),
    expiresAt: new Date(Date.now() + 99 * minute).toISOString(),
    isRevoked: false,
    ...more,
  });
  const over = { expiresAt: new Date(Date.now() - minute).toISOString() };
  return [
    ...Array.from({ length: annsSessions }, (_, place) => row(place)),
    ...[row(20, over), row(21, { isRevoked: true }), row(30, { userId: bruno })],
  ];
}

let app: TestHost;
beforeAll(async () => {
  app = await openTestHost();
});
afterAll(() => app.close());
afterEach(() => expect(app.faults).toEqual([]));

let rows: NestRow[];
let real: RealNest;
let connectionId: string;

async function open(options: NestOptions = {}): Promise<void> {
  rows = seed();
  real = await startRealNest(rows, options);
  const draft = {
    id: null,
    api: 'nest-sessions',
    name: 'peer',
    kind: 'development',
    colour: 'blue',
  } as const;
  const at = { baseUrl: real.base, settings: { currentSessionId: idOf(0) }, filters: {} };
  connectionId = (await app.bridge('connections.save', { ...draft, ...at })).id;
  await putToken(await real.token(ann));
}
async function close(): Promise<void> {
  await app.bridge('connections.remove', { connectionId });
  await real.close();
}

const putToken = (accessToken: string) => app.bridge('keys.put', { connectionId, secrets: { accessToken } });
const list = () => app.bridge('sessions.list', { connectionId, filters: {} });
const live = () =>
  rows.filter((row) => row.userId === ann && !row.isRevoked && Date.parse(row.expiresAt) > Date.now());
const liveIds = () => live().map(({ id }) => id);

async function rowId(nativeId: string): Promise<string> {
  return (await list()).sessions.find((session) => session.nativeId === nativeId)?.id ?? '';
}
/** Reads the list, as a person does, before anything of it is ended. */
async function end(scope: Scope, nativeId?: string): Promise<Run> {
  const { sessions } = await list();
  const sessionIds = sessions.filter((one) => one.nativeId === nativeId).map(({ id }) => id);
  return endSessions(app.bridge, { connectionId, scope, sessionIds });
}
const verdicts = ({ items }: Run) => items.map(({ verdict }) => verdict);
const all = <Value>(count: number, value: Value): Value[] => Array.from({ length: count }, () => value);

describe('a Nest application', () => {
  beforeEach(() => open());
  afterEach(close);

  test('lists its live sessions of the token’s person, and knows the current one', async () => {
    const page = await list();
    expect(page).toMatchObject({ total: annsSessions, unreadable: 0, notes: [], gaps: [] });
    expect(page.sessions.map(({ nativeId }) => nativeId).sort()).toEqual(liveIds().sort());
    expect(page.sessions.filter(({ current }) => current).map(({ nativeId }) => nativeId)).toEqual([idOf(0)]);
    expect(page.sessions.find(({ nativeId }) => nativeId === idOf(2))).toMatchObject({
      device: { browser: 'Safari', browserVersion: '18', os: 'macOS 10.15' },
      ip: '203.0.113.3',
      lastActiveAt: Date.parse(rows[2]?.lastActiveAt ?? ''),
    });
    expect(await app.bridge('sessions.count', { connectionId })).toMatchObject({ count: annsSessions });
  });

  test('ends one, and says what proved it', async () => {
    const { items } = await end('one', idOf(3));
    expect(items).toMatchObject([
      { verdict: 'ended', evidence: { request: expect.any(String) as string, gaps: [] } },
    ]);
    expect(liveIds()).not.toContain(idOf(3));
    expect(liveIds()).toHaveLength(annsSessions - 1);
  });

  test('ends the others and keeps the current one', async () => {
    expect(verdicts(await end('others'))).toEqual(all(annsSessions - 1, 'ended'));
    expect(liveIds()).toEqual([idOf(0)]);
  });

  test('ends all of the person’s, the current one included, and nobody else’s', async () => {
    expect(verdicts(await end('everything'))).toEqual(all(annsSessions, 'ended'));
    expect(liveIds()).toEqual([]);
    expect(rows.find(({ userId }) => userId === bruno)?.isRevoked).toBe(false);
  });

  test('is not believed when it only says that it ends sessions', async () => {
    real.lie();
    expect(verdicts(await end('one', idOf(3)))).toEqual(['still-there']);
    expect(verdicts(await end('everything'))).toEqual(all(annsSessions, 'still-there'));
    expect(liveIds()).toHaveLength(annsSessions);
  });

  test('verifies a session as live, and as ended once its row is revoked elsewhere', async () => {
    const target = { connectionId, sessionId: await rowId(idOf(4)), token: '' };
    expect(await app.bridge('sessions.verify', target)).toMatchObject({
      state: 'active',
      statusGiven: 'Session is active',
    });
    for (const row of rows) if (row.id === idOf(4)) row.isRevoked = true;
    expect(await app.bridge('sessions.verify', target)).toMatchObject({
      state: 'ended',
      statusGiven: 'Session is expired, revoked, or does not exist',
    });
  });

  test.each([
    ['that is over', () => real.token(ann, -minute)],
    ['that it did not sign', () => Promise.resolve('eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl')],
  ])('refuses a token %s: the key is rejected, in its words', async (_, token) => {
    await putToken(await token());
    const failed = await failureOf(list());
    expect(failed).toMatchObject({ code: 'key-rejected', status: 401, next: 'enter-key' });
    expect(failed.got).toContain('User not authenticated');
  });

  test.each<[string, string, (row: NestRow) => void, string]>([
    [
      'is another person’s by now',
      'forbidden',
      (row) => (row.userId = bruno),
      'Cannot revoke session belonging to another user',
    ],
    ['is gone from its table', 'not-found', (row) => rows.splice(rows.indexOf(row), 1), 'Session not found'],
  ])('refuses to end a session that %s, in its words', async (_, code, change, words) => {
    const sessionIds = [await rowId(idOf(5))];
    const row = rows.find(({ id }) => id === idOf(5));
    if (row) change(row);
    const { items } = await endSessions(app.bridge, { connectionId, scope: 'one', sessionIds });
    expect(items[0]?.callFailure).toMatchObject({ code, got: expect.stringContaining(words) as string });
  });

  test('at another path is a wrong address, not a session that is gone', async () => {
    const own = (await app.bridge('connections.list', {})).find(({ id }) => id === connectionId);
    if (!own) throw new Error('the connection is gone');
    await app.bridge('connections.save', { ...own, kind: 'development', baseUrl: `${real.base}/api` });
    await putToken(await real.token(ann));
    const failed = await failureOf(list());
    expect(failed).toMatchObject({ code: 'wrong-address', status: 404 });
    expect(failed.got).toContain('Cannot GET /api/sessions');
  });
});

test('a Nest application with a ValidationPipe takes what Sessiondeck sends', async () => {
  await open({ validates: true });
  expect((await list()).sessions).toHaveLength(annsSessions);
  await close();
});

test('a Nest application with a throttler is waited for as long as it says', async () => {
  await open({ throttle: { limit: 1, ttl: 300_000 } });
  await list();
  app.allow(5_000);
  const before = Date.now();
  const failed = await failureOf(list());
  app.allow(patient);
  expect(failed).toMatchObject({ code: 'rate-limited', status: 429, next: 'wait' });
  expect(failed.got).toContain('Too Many Requests');
  expect(failed.retryAt).toBeGreaterThan(before + 4 * minute);
  expect(failed.retryAt).toBeLessThan(before + 6 * minute);
  await close();
});
