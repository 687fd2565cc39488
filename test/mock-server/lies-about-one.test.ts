import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Fault, MockServer, MockApi } from '../../mock-server/index.ts';
import { send } from './support/device.ts';
import { exchange } from './support/exchange.ts';
import { befall, read, startFaulty, urlOf, valueOf } from './support/faulty.ts';
import { apiOf, headersOf } from './support/started.ts';

// Lies are well-formed answers that are untrue. The truth stays in the mock's own tables, where a judge can look it up.

interface Row {
  id: string;
  isCurrent?: boolean;
  current?: boolean;
}
interface ClerkPage {
  data: Row[];
  total_count: number;
}

let mock: MockServer;
let auth: MockApi;
let clerk: MockApi;
let nest: MockApi;

beforeEach(async () => {
  mock = await startFaulty();
  auth = apiOf(mock, 'better-auth');
  clerk = apiOf(mock, 'clerk');
  nest = apiOf(mock, 'nest-sessions');
});
afterEach(() => mock.close());

const always = (fault: object): Fault => ({ operation: '*', times: Infinity, ...fault }) as Fault;
const clerkPage = (offset = 0, limit = 500) =>
  valueOf(
    clerk,
    `/sessions?paginated=true&user_id=USER&limit=${limit}&offset=${offset}`,
  ) as Promise<ClerkPage>;
const idsOf = (rows: readonly Row[]) => rows.map(({ id }) => id);

describe('an answer about one session', () => {
  test.each([
    ['html', 'text/html', /nginx/],
    ['empty', undefined, /^$/],
    ['json', 'application/json', /no Route matched/],
  ] as const)('is a gateway’s 404 as %s', async (form, type, body) => {
    for (const api of mock.apis.values()) {
      befall(api, 'gateway-404', { form });
      const reply = await read(api);
      expect([reply.status, reply.headers['content-type']]).toEqual([404, type]);
      expect(reply.bytes.toString()).toMatch(body);
    }
  });

  const paths: Record<string, () => string> = {
    clerk: () => `/sessions/${(clerk.db.getState()['sessions'] as Row[])[0]?.id ?? ''}`,
    'nest-sessions': () => `/sessions/validate/${nest.access.settings['currentSessionId'] ?? ''}`,
    nextauth: () => '/servers/SERVER/sessions/',
  };

  test.each([
    ['clerk', 'missing', (value: object) => expect(value).not.toHaveProperty('status')],
    ['clerk', 'number', (value: object) => expect(value).toHaveProperty('status', 0)],
    ['clerk', 'empty', (value: object) => expect(value).toEqual({})],
    ['clerk', 'error', (value: object) => expect(value).toEqual({ error: 'upstream timed out' })],
    ['nest-sessions', 'missing', (value: object) => expect(value).toEqual({ message: 'Session is active' })],
    ['nest-sessions', 'number', (value: object) => expect(value).toHaveProperty('valid', 0)],
    ['nextauth', 'empty', (value: object) => expect(value).toEqual({})],
    ['nextauth', 'error', (value: object) => expect(value).toEqual({ error: 'upstream timed out' })],
    ['nextauth', 'missing', (value: object) => expect(value).not.toHaveProperty('loggedin')],
    ['nextauth', 'number', (value: object) => expect(value).toHaveProperty('loggedin', 0)],
  ] as const)('of %s does not decide: %s', async (id, form, expected) => {
    const api = apiOf(mock, id);
    befall(api, 'partial-status', { form });
    expected((await valueOf(api, paths[id]?.())) as object);
  });

  test('of Clerk is about another session, which has ended', async () => {
    const { id } = (await valueOf(clerk, paths['clerk']?.())) as Row;
    befall(clerk, 'partial-status', { form: 'other-id' });
    const other = (await valueOf(clerk, paths['clerk']?.())) as Row;
    expect(other).toMatchObject({ object: 'session', status: 'revoked' });
    expect(other.id).not.toBe(id);
  });
});

test('200 and nothing done, at every API, while the list leaves the session out', async () => {
  const sessionId =
    (await clerkPage()).data.find((row) => (row as { status?: string }).status === 'active')?.id ?? '';
  clerk.behaviour.faults = [
    always({ kind: 'does-nothing', operation: 'revoke_session' }),
    always({ kind: 'hidden-row', ids: [sessionId], operation: 'get_session_list' }),
  ];
  const { status } = await exchange('POST', urlOf(clerk, `/sessions/${sessionId}/revoke`), headersOf(clerk));
  expect(status).toBe(200);
  expect(idsOf((await clerkPage()).data)).not.toContain(sessionId);
  expect(await valueOf(clerk, `/sessions/${sessionId}`)).toMatchObject({ status: 'active' });
});

test('only-cookie-deleted: the cookie goes, the session lives', async () => {
  const rows = auth.db.get('sessions').value() as { token: string }[];
  const headers = { ...headersOf(auth), 'content-type': 'application/json' };
  const body = JSON.stringify({ sessionToken: rows[1]?.token });
  befall(auth, 'only-cookie-deleted');
  const reply = await send('POST', `${auth.baseUrl}/multi-session/revoke`, headers, body);
  expect(reply.value).toEqual({ status: true });
  expect(reply.headers['set-cookie']?.[0]).toContain('Max-Age=0');
  expect(await valueOf(auth)).toHaveLength(4);
});
