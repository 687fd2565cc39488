import { afterAll, beforeAll, expect, test } from 'vitest';
import { json, listBody, openField, rowWith, type Field, type FieldApi } from '../support/field.ts';

let field: Field;
beforeAll(async () => {
  field = await openField();
});
afterAll(() => field.close());

// What a verdict rests on keeps its documented type: generous reading must not reach it.
test.each<[FieldApi, string, unknown]>([
  ['nextauth', 'loggedin', 1],
  ['nextauth', 'loggedin', 'true'],
  ['clerk', 'status', 1],
  ['clerk', 'id', 42],
  ['better-auth', 'session.token', 42],
  ['vault', 'id', null],
  ['nest-sessions', 'id', ''],
])('%s: %s as %j names no session', async (api, path, value) => {
  const page = await field.list(api, json(listBody(api, [rowWith(api, path, value)])));
  expect([page.sessions.length, page.unreadable]).toEqual([0, 1]);
});

const good = (api: FieldApi) => rowWith(api, 'x', 1);
test.each<[FieldApi, string, unknown]>([
  ['vault', 'null', null],
  ['vault', 'a text', 'gone'],
  ['vault', 'a list', []],
  ['nest-sessions', 'an error', { error: 'row could not be loaded' }],
  ['nest-sessions', 'a number', 17],
  ['clerk', 'without its status', { id: 's2' }],
  ['better-auth', 'without its session', { user: { id: 'u1' } }],
  ['better-auth', 'a null session', { session: null, user: null }],
])('%s: a row that is %s costs only itself', async (api, _, odd) => {
  const page = await field.list(api, json(listBody(api, [good(api), odd])));
  expect([page.sessions.length, page.unreadable]).toEqual([1, 1]);
});

test.each([400, 403, 404, 422, 500])('nextauth: one of three nonces is refused with %d', async (status) => {
  const secrets = { apiKey: 'key_nextauth_123', nonces: 'nonceAAAAAAAAAA nonceBBBBBBBBBB nonceCCCCCCCCCC' };
  const page = await field.list(
    'nextauth',
    (request, response) =>
      request.headers['x-nonce'] === 'nonceBBBBBBBBBB'
        ? json({ error: 'no' }, status)(request, response)
        : json({ loggedin: true, userid: 'alice' })(request, response),
    { secrets },
  );
  expect(page.sessions.map(({ user }) => user.id)).toEqual(['alice', 'alice']);
  expect(page.gaps).toEqual([{ why: 'refused-parts', count: 1 }]);
});

test.each([404, 422, 400, 500])('clerk: one of three user ids is refused with %d', async (status) => {
  const { connectionId } = await field.connect('clerk', (request, response) => {
    const id = new URL(request.url ?? '', 'http://a.test').searchParams.get('user_id');
    if (id === 'typo') json({ errors: [{ code: 'resource_not_found' }] }, status)(request, response);
    else json([{ id: `sess_${id}`, status: 'active', user_id: id }])(request, response);
  });
  const page = await field.bridge('sessions.list', { connectionId, filters: { userId: 'a typo b' } });
  expect(page.sessions.map(({ nativeId }) => nativeId)).toEqual(['sess_a', 'sess_b']);
  expect(page.gaps).toContainEqual({ why: 'refused-parts', count: 1 });
});

test('4,000 sessions of Vault load, and so do 10,000', async () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, nth) => ({
      ...{ id: `session-${nth}`, ipAddress: '203.0.113.7', userAgent: 'Mozilla/5.0 (X11; Linux x86_64)' },
      deviceInfo: { deviceType: 'desktop', os: 'Linux', browser: 'Firefox', isMobile: false },
      ...{ mfaVerified: true, createdAt: '2026-01-15T10:30:00Z', current: false },
      ...{ lastActivityAt: '2026-01-15T10:30:00Z', expiresAt: '2030-01-15T10:30:00Z' },
    }));
  for (const count of [4000, 10_000]) {
    const page = await field.list('vault', json(many(count)));
    expect([page.sessions.length, page.gaps]).toEqual([count, []]);
  }
});

test.each([
  ...[{ count: '3' }, { total: 3 }, { data: { count: 3 } }, '"3"', 3, { count: 3 }, [{ count: '3' }]],
  ...[{ data: 3 }, { success: true, data: { total: 3 } }, { _count: { _all: 3 } }, { activeSessions: 3 }],
])('nest-sessions: %j counts three', async (body) => {
  const { connectionId } = await field.connect('nest-sessions', json(typeof body === 'number' ? '3' : body));
  expect(await field.bridge('sessions.count', { connectionId })).toEqual({ count: 3 });
});

test.each([{ count: -1 }, { count: 'three' }, {}, [], { ok: true }])(
  'nest-sessions: %j counts nothing',
  async (body) => {
    const { connectionId } = await field.connect('nest-sessions', json(body));
    await expect(field.bridge('sessions.count', { connectionId })).rejects.toThrow(/bad-answer/);
  },
);
