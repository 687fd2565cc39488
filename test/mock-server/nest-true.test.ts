import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { send, type Reply } from './support/device.ts';
import { startRealNest, type NestOptions, type NestRow, type RealNest } from './support/real-nest.ts';
import { started, type Started } from './support/started.ts';

// The mock server beside a real Nest 11 application with the same rows: what either answers, the other answers, too.

const unknown = 'b3d1c0de-6a1e-4a53-9d8e-0a7c8c1f2b11';
const month = 30 * 24 * 60 * 60 * 1000;

let mock: Started;
let rows: NestRow[];
let userId: string;
beforeAll(async () => {
  mock = await started('nest-sessions');
  rows = mock.api.db.get('sessions').value() as unknown as NestRow[];
  userId = rows[0]?.userId ?? '';
});
afterAll(() => mock.close());

/** A real application with a copy of the mock server's rows, and how to ask it as the person of the mock's token. */
async function startTwin(options: NestOptions = {}) {
  const real = await startRealNest(structuredClone(rows), options);
  const bearer = { authorization: `Bearer ${await real.token(userId)}` };
  return {
    real,
    call: (method: string, path: string, headers: Record<string, string> = {}): Promise<Reply> =>
      send(method, `${real.base}${path}`, { ...bearer, ...headers }),
  };
}
type Twin = Awaited<ReturnType<typeof startTwin>>;

const seen = ({ status, headers, value, text }: Reply) => ({
  status,
  type: headers['content-type'],
  retryAfter: headers['retry-after'],
  body: value ?? text,
});

const firstOf = (isWanted: (row: NestRow) => boolean) => rows.find(isWanted)?.id ?? 'no such row';
const own = (row: NestRow) => row.userId === userId;
const over = (row: NestRow) => Date.parse(row.expiresAt) < Date.now();
const strangers = () => firstOf((row) => !own(row));

/** A token that each of them signed, and that is over. */
async function expired(real: RealNest): Promise<{ ours: string; theirs: string }> {
  const before = await started('nest-sessions', { now: Date.now() - month });
  const theirs = before.api.access.secrets['accessToken'] ?? '';
  await before.close();
  return { ours: await real.token(userId, -60), theirs };
}

describe('the mock server answers as Nest 11 does', () => {
  let twin: Twin;
  beforeAll(async () => {
    twin = await startTwin();
  });
  afterAll(() => twin.real.close());

  test.each<[string, number, string, () => string, Record<string, string>?]>([
    ['without a token', 401, 'GET', () => '/sessions', { authorization: '' }],
    ['with another scheme', 401, 'GET', () => '/sessions/count', { authorization: 'Basic YTpi' }],
    ['with a token of nobody', 401, 'DELETE', () => '/sessions', { authorization: 'Bearer a.b.c' }],
    ['on another’s session', 403, 'DELETE', () => `/sessions/${strangers()}`],
    ['on an unknown session', 404, 'DELETE', () => `/sessions/${unknown}`],
    ['on an id that is no UUID', 500, 'DELETE', () => '/sessions/not-a-uuid'],
    ['on validating what is no UUID', 500, 'GET', () => '/sessions/validate/not-a-uuid'],
    ['on an unknown route', 404, 'GET', () => `/sessions/${unknown}`],
    ['on an unknown method', 404, 'POST', () => '/sessions'],
    ['on the root', 404, 'GET', () => '/'],
    ['on two slashes at the end', 404, 'GET', () => '/sessions//'],
    ['on a route without its id', 404, 'GET', () => '/sessions/validate/'],
    ['on a bad percent escape', 400, 'DELETE', () => '/sessions/%zz'],
    ['on validating a bad percent escape', 400, 'GET', () => '/sessions/validate/%E0%A4%A'],
    ['on a bad percent escape without a token', 400, 'DELETE', () => '/sessions/%zz', { authorization: '' }],
    ['on a bad percent escape in another place', 404, 'GET', () => '/%zz'],
  ])('%s: %i', async (_, status, method, path, headers) => {
    const real = await twin.call(method, path(), headers);
    expect(real.status).toBe(status);
    expect(seen(await mock.call(method, path(), headers))).toEqual(seen(real));
  });

  test('with a token that is over', async () => {
    const { ours, theirs } = await expired(twin.real);
    const real = await twin.call('GET', '/sessions', { authorization: `Bearer ${ours}` });
    expect(real.status).toBe(401);
    const reply = await mock.call('GET', '/sessions', { authorization: `Bearer ${theirs}` });
    expect(seen(reply)).toEqual(seen(real));
  });

  test.each<[string, string, () => string]>([
    ['a list', 'GET', () => '/sessions'],
    ['a page', 'GET', () => `/sessions?page=2&limit=50&currentSessionId=${firstOf(own)}`],
    ['a page that is no number', 'GET', () => '/sessions?page=x&limit=y'],
    ['a path in another case, with a slash', 'GET', () => '/Sessions/?limit=1'],
    ['a count', 'GET', () => '/sessions/count'],
    ['a live session', 'GET', () => `/sessions/validate/${firstOf(own)}`],
    ['a revoked one', 'GET', () => `/sessions/validate/${firstOf((row) => own(row) && row.isRevoked)}`],
    ['an expired one', 'GET', () => `/sessions/validate/${firstOf((row) => own(row) && over(row))}`],
    ['another’s', 'GET', () => `/sessions/validate/${strangers()}`],
    ['an end', 'DELETE', () => `/sessions/${firstOf(own)}`],
    ['the same end again', 'DELETE', () => `/sessions/${firstOf(own)}`],
    ['an end of an expired one', 'DELETE', () => `/sessions/${firstOf((row) => own(row) && over(row))}`],
    ['an end, by an id in capitals', 'DELETE', () => `/sessions/${firstOf(own).toUpperCase()}`],
    ['an end of all', 'DELETE', () => '/sessions'],
    ['the list after it', 'GET', () => '/sessions'],
  ])('%s', async (_, method, path) => {
    const real = await twin.call(method, path());
    expect(real.status).toBe(200);
    expect(seen(await mock.call(method, path()))).toEqual(seen(real));
  });
});

test('a refused query is said as by Nest’s ValidationPipe', async () => {
  const twin = await startTwin({ validates: true });
  const real = await twin.call('GET', '/sessions?page=x&limit=y');
  expect(real).toMatchObject({ status: 400, value: { message: [expect.any(String), expect.any(String)] } });
  mock.api.behaviour.refuse['sessionControllerGetActiveSessions'] = { status: 400, times: 1 };
  expect(seen(await mock.call('GET', '/sessions?page=x&limit=y'))).toEqual(seen(real));
  await twin.real.close();
});

test('too many requests are refused as by @nestjs/throttler, with the wait', async () => {
  const twin = await startTwin({ throttle: { limit: 1, ttl: 45_000 } });
  await twin.call('GET', '/sessions/count');
  const real = await twin.call('GET', '/sessions/count');
  expect(real).toMatchObject({ status: 429, headers: { 'retry-after': '45' } });
  const refusal = { status: 429, times: 1, retryAfterSeconds: 45 };
  mock.api.behaviour.refuse['sessionControllerGetSessionCount'] = refusal;
  expect(seen(await mock.call('GET', '/sessions/count'))).toEqual(seen(real));
  await twin.real.close();
});
