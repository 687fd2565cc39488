import { afterAll, beforeAll, expect, test } from 'vitest';
import { failureOf } from '../support/host.ts';
import { json, listBody, openField, rowWith, type Field, type FieldApi } from '../support/field.ts';

let field: Field;
beforeAll(async () => {
  field = await openField();
});
afterAll(() => field.close());

// What a verdict rests on keeps its documented type: generous reading must not reach it.
test.each<[source: string, api: FieldApi, path: string, value: unknown]>([
  ['variation', 'nextauth', 'loggedin', 1],
  ['variation', 'nextauth', 'loggedin', 'true'],
  ['variation', 'clerk', 'status', 1],
  ['variation', 'clerk', 'id', 42],
  ['variation', 'better-auth', 'session.token', 42],
  ['variation', 'vault', 'id', null],
  ['variation', 'nest-sessions', 'id', ''],
])('%s: %s, %s as %j names no session', async (_, api, path, value) => {
  const page = await field.list(api, json(listBody(api, [rowWith(api, path, value)])));
  expect([page.sessions.length, page.unreadable]).toEqual([0, 1]);
});

const good = (api: FieldApi) => rowWith(api, 'x', 1);
test.each<[source: string, api: FieldApi, what: string, odd: unknown]>([
  ['variation', 'vault', 'null', null],
  ['variation', 'vault', 'a text', 'gone'],
  ['variation', 'vault', 'a list', []],
  ['variation', 'nest-sessions', 'an error', { error: 'row could not be loaded' }],
  ['variation', 'nest-sessions', 'a number', 17],
  ['variation', 'clerk', 'without its status', { id: 's2' }],
  ['variation', 'better-auth', 'without its session', { user: { id: 'u1' } }],
  ['variation', 'better-auth', 'a null session', { session: null, user: null }],
  ['earaujoassis/space#154', 'nest-sessions', 'null', null],
  ['uzairansaruzi/hermex#266', 'vault', 'without an id', { userAgent: 'curl/8', current: false }],
  ['raphaeltm/simple-agent-manager#1613', 'nest-sessions', 'a broken text', '{"id":"s2","deviceInf'],
  ['stablyai/orca#12918', 'clerk', 'a row of another kind', { id: 7, title: null, color: null }],
])('%s: %s, a row that is %s costs only itself', async (_, api, __, odd) => {
  const page = await field.list(api, json(listBody(api, [good(api), odd])));
  expect([page.sessions.length, page.unreadable]).toEqual([1, 1]);
});

// A whole list in another wrapping than the documented one.
const another: Record<string, Record<string, unknown>> = {
  vault: { id: 's2', mfaVerified: true, createdAt: '2026-06-01T08:00:00.000Z', current: false },
  'nest-sessions': { id: 's2', deviceInfo: 'Chrome 150 on Linux', createdAt: '2026-06-01T08:00:00.000Z' },
};
/** `shown`: how many sessions, and how many rows that could not be read. */
interface WholeRow {
  source: string;
  apis: FieldApi[];
  what: string;
  body: (api: FieldApi) => unknown;
  shown: [sessions: number, unreadable: number];
  headers?: Record<string, string>;
}
/** PHP’s list without its first. */
const numbered = (api: FieldApi, names: [string, string]) => {
  const rows = { [names[0]]: good(api), [names[1]]: another[api] };
  return api === 'vault' ? rows : { sessions: rows, total: 2 };
};
const every: FieldApi[] = ['better-auth', 'nest-sessions', 'vault', 'nextauth', 'clerk'];
const bom = (api: FieldApi) => `\ufeff${JSON.stringify(listBody(api, [good(api)]))}`;
const one = (api: FieldApi) => listBody(api, [good(api)]);

test.each(
  (
    [
      // A byte order mark before the answer.
      { source: 'aacerox/node-rest-client#197', apis: every, what: 'a BOM', body: bom, shown: [1, 0] },
      {
        source: 'forwardemail/superagent#1249',
        apis: every,
        what: 'a BOM, UTF-8 told',
        body: bom,
        shown: [1, 0],
        headers: { 'content-type': 'application/json; charset=utf-8' },
      },
      // JSON under another name.
      {
        source: 'Kengxxiao/Kyouka#20',
        apis: every,
        what: 'JSON as text/plain',
        body: one,
        shown: [1, 0],
        headers: { 'content-type': 'text/plain; charset=utf-8' },
      },
      {
        source: 'aces/Loris#2525',
        apis: every,
        what: 'JSON as text/html',
        body: one,
        shown: [1, 0],
        headers: { 'content-type': 'text/html; charset=UTF-8' },
      },
      {
        source: 'jcubic/jquery.terminal#267',
        apis: every,
        what: 'JSON as text/json',
        body: one,
        shown: [1, 0],
        headers: { 'content-type': 'text/json' },
      },
      // Nothing, as Go says it.
      {
        source: 'kenn-io/agentsview#79',
        apis: ['nest-sessions'],
        what: 'sessions: null',
        body: () => ({ sessions: null, total: 0 }),
        shown: [0, 0],
      },
      {
        source: 'flatcar/nebraska#1453',
        apis: ['vault'],
        what: 'sessions: null, counted',
        body: () => ({ currentSessions: 0, sessions: null }),
        shown: [0, 0],
      },
      // A list with gaps, as PHP says it.
      {
        source: 'laravel/framework#26439',
        apis: ['vault', 'nest-sessions'],
        what: 'a list from 1',
        body: (api) => numbered(api, ['1', '2']),
        shown: [2, 0],
      },
      {
        source: 'composer/composer#12643',
        apis: ['vault', 'nest-sessions'],
        what: 'a list without its second',
        body: (api) => numbered(api, ['0', '2']),
        shown: [2, 0],
      },
      {
        source: 'io-informatics/angular-jsonld#2',
        apis: ['vault', 'nest-sessions'],
        what: 'Hydra',
        body: (api) => ({
          '@type': 'hydra:PagedCollection',
          'hydra:totalItems': 1,
          'hydra:member': [good(api)],
        }),
        shown: [1, 0],
      },
      {
        source: 'variation',
        apis: ['vault', 'nest-sessions'],
        what: 'HAL',
        body: (api) => ({ _embedded: { sessions: [good(api)] }, _links: {} }),
        shown: [1, 0],
      },
      // An error with the status of an answer.
      {
        source: 'labelflow/labelflow#883',
        apis: ['nextauth'],
        what: 'errors with 200',
        body: () => ({ errors: [{ message: 'Couldn’t find an user', path: ['user'] }], data: null }),
        shown: [0, 1],
      },
    ] satisfies WholeRow[] as WholeRow[]
  ).flatMap((row) => row.apis.map((api) => ({ ...row, api }))),
)('$source: $api, $what', async ({ api, body, shown, headers }) => {
  const page = await field.list(api, json(body(api), 200, headers));
  expect([page.sessions.length, page.unreadable]).toEqual(shown);
});

// Absence would rest on it: a list that is missing is no empty list.
test.each<[source: string, api: FieldApi, body: unknown]>([
  ['block/frfr#14', 'vault', 'null'],
  ['block/frfr#14', 'better-auth', 'null'],
  ['block/frfr#14', 'clerk', 'null'],
  ['variation', 'nest-sessions', { sessions: null }],
  ['variation', 'vault', { sessions: null, currentSessions: 3 }],
  ['variation', 'vault', { currentSessions: 0 }],
  ['variation', 'vault', { 0: 'a', total: 1 }],
])('%s: %s, %j is no list', async (_, api, body) => {
  expect(await failureOf(field.list(api, json(body)))).toMatchObject({ code: 'bad-answer' });
});

// JSON under another name is read; a page is not, whatever it holds.
test.each<[source: string, type: string, body: string, shown: number | string]>([
  ['variation', 'application/octet-stream', '[]', 0],
  ['variation', 'application/x-javascript', '\ufeff []', 0],
  ['variation', 'text/html', '<pre>[]</pre>', 'bad-answer'],
  ['variation', 'text/plain', 'null', 'bad-answer'],
  ['variation', 'image/png', '[]', 'bad-answer'],
])('%s: %s with %s', async (_, type, body, shown) => {
  const listed = field.list('vault', json(body, 200, { 'content-type': type }));
  if (typeof shown === 'number') expect((await listed).sessions).toHaveLength(shown);
  else expect(await failureOf(listed)).toMatchObject({ code: shown });
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
