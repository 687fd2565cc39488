import { describe, expect, test } from 'vitest';
import type { Api, ApiRequest, KeptHandle } from '../../electron/adapters/adapter.ts';
import { adapters } from '../../electron/adapters/index.ts';
import { fail } from '../../electron/bridge/failure.ts';
import { undivided } from '../../electron/bridge/crossing/slices.ts';
import { parseJson } from '../../electron/host/http/json.ts';

// What an adapter makes of answers that no honest server gives.

type Answer = (request: ApiRequest<unknown>, nth: number) => string;

/** An API that answers each request with this text, read as the wire reads it; and how often it was asked. */
function apiThat(answer: Answer, handles: KeptHandle[] = []) {
  let asked = 0;
  const api: Api = {
    settings: { serverId: 'server' },
    has: () => true,
    cookies: { all: () => [], set: () => undefined, unkept: () => '' },
    learned: { outlives: null },
    handles: () => handles,
    bytesRead: () => 0,
    restartDeadline: () => undefined,
    newSlices: () => undivided,
    async request(request) {
      asked += 1;
      const read = request.answer.safeParse(await parseJson(Buffer.from(answer(request, asked))));
      return read.success
        ? read.data
        : fail({ code: 'bad-answer', tried: request.path, got: 'no such shape' });
    },
  };
  return { api, asked: () => asked };
}

function adapterOf(id: string) {
  return adapters.get(id) ?? fail({ code: 'internal', tried: 'a test', got: 'no such adapter' });
}

const filters = { userId: 'user' };
const clerkRow = (id: string) => `{"id":${id},"status":"active"}`;

/** Whole lists of one row, by the JSON of its id. */
const lists: Record<string, (id: string) => string> = {
  clerk: (id) => `{"data":[${clerkRow(id)},${clerkRow('"good"')}],"total_count":2}`,
  'nest-sessions': (id) => `{"data":[{"id":${id}},{"id":"good"}],"total":2}`,
  vault: (id) => `{"data":{"sessions":[{"id":${id}},{"id":"good"}]}}`,
  'better-auth': (id) =>
    `[{"session":{"id":${id},"token":"a"},"user":{"id":"u"}},{"session":{"id":"good","token":"b"},"user":{"id":"u"}}]`,
};

describe.each(Object.entries(lists))('an id of %s', (id, body) => {
  const list = async (json: string) => adapterOf(id).list?.(apiThat(() => body(json)).api, filters);

  test('that is a text is read: the claim below can fail', async () => {
    expect(await list('"9007199254740993"')).toMatchObject({
      rows: [{ session: { nativeId: '9007199254740993' } }, {}],
      unreadable: 0,
    });
  });

  test.each(['9007199254740993', '9007199254740992', '-9007199254740993', '12345678901234567890'])(
    'that is the number %s is kept digit by digit, and is not rounded to its neighbour',
    async (json) => {
      const listing = await list(json);
      expect(listing).toMatchObject({ rows: [{ session: { nativeId: json } }, {}], unreadable: 0 });
    },
  );

  test.each(['1e999', '0.1', '1e21', 'null', '""'])('that is %s makes its row unreadable', async (json) => {
    const listing = await list(json);
    expect(listing).toMatchObject({ rows: [{ session: { nativeId: 'good' } }], unreadable: 1 });
  });
});

describe('an account id of nextauth, which is a number', () => {
  const status = async (account: string) => {
    const { api } = apiThat(() => `{"loggedin":true,"userid":"u","accountid":${account}}`);
    return adapterOf('nextauth').loginStatus?.(api, 'nonce');
  };

  test('that can be told exactly is read', async () => {
    expect(await status('9007199254740991')).toMatchObject({ accountId: '9007199254740991' });
  });

  test.each(['9007199254740993', '9007199254740992'])('%s is kept digit by digit', async (account) => {
    expect(await status(account)).toMatchObject({ accountId: account });
  });

  test.each(['1e999', '1.5'])('%s is none: nothing is pushed to it', async (account) => {
    expect(await status(account)).toMatchObject({ signedIn: true, accountId: null });
  });
});

describe('a list whose pages never end', () => {
  const pages: Record<string, (ids: string[]) => string> = {
    clerk: (ids) => JSON.stringify({ data: ids.map((id) => ({ id, status: 'active' })), total_count: 1e9 }),
    'nest-sessions': (ids) =>
      JSON.stringify({ data: ids.map((id) => ({ id })), total: 1e9, totalPages: 1e9 }),
  };
  /** Clerk’s pages are full ones, or the last. */
  const size = { clerk: 500, 'nest-sessions': 2 } as Record<string, number>;
  const idsOf = (api: string, page: number) =>
    Array.from({ length: size[api] ?? 0 }, (_, nth) => `of page ${page}, ${nth}`);

  test.each(Object.entries(pages))(
    '%s: the same page again ends it at the second, and is read once more',
    async (id, body) => {
      const { api, asked } = apiThat(() => body(idsOf(id, 1)));
      const listing = await adapterOf(id).list?.(api, filters);
      expect([listing?.rows.length, asked()]).toEqual([size[id], 4]);
    },
  );

  test.each(Object.entries(pages))(
    '%s: two pages in turn end it at the third, with three asked for ahead, and are read once more',
    async (id, body) => {
      const { api, asked } = apiThat((_, nth) => body(idsOf(id, nth % 2)));
      const listing = await adapterOf(id).list?.(api, filters);
      expect([listing?.rows.length, asked()]).toEqual([2 * (size[id] ?? 0), 12]);
    },
  );

  test('always new ones end it after 250,000 rows, and the list says that the limit is ours', async () => {
    const { api, asked } = apiThat((_, nth) =>
      JSON.stringify({ data: Array.from({ length: 5000 }, (_, at) => ({ id: `${nth}-${at}` })), total: 1e9 }),
    );
    const listing = await adapterOf('nest-sessions').list?.(api, {});
    expect([listing?.rows.length, asked(), listing?.notes]).toEqual([250_000, 50, ['limit-reached']]);
    expect(listing?.gaps).toContainEqual({ why: 'our-limit', count: 250_000 });
  });

  test('the page that goes beyond 250,000 rows is read up to there', async () => {
    const { api } = apiThat((_, nth) =>
      JSON.stringify({
        data: Array.from({ length: 24_000 }, (_, at) => ({ id: `${nth}-${at}` })),
        total: 1e9,
      }),
    );
    const listing = await adapterOf('nest-sessions').list?.(api, {});
    expect(listing?.rows.length).toBe(250_000);
    expect(listing?.gaps).toContainEqual({ why: 'our-limit', count: 250_000 });
  });

  test('all users of one list of Clerk share the limit: the rest of them are not asked about', async () => {
    const asked = new Set<string>();
    const { api } = apiThat(({ query }) => {
      const user = String(query?.['user_id']);
      const from = Number(query?.['offset']);
      asked.add(user);
      const ids = Array.from({ length: 12_000 }, (_, at) => ({
        id: `${user}-${from + at}`,
        status: 'active',
      }));
      return JSON.stringify({ data: from < 36_000 ? ids : [], total_count: 36_000 });
    });
    const userId = Array.from({ length: 40 }, (_, nth) => `user${nth}`).join();
    const listing = await adapterOf('clerk').list?.(api, { userId });
    expect(listing?.rows.length).toBe(250_000);
    expect(listing?.gaps.map(({ why }) => why)).toContain('our-limit');
    expect(listing?.notes).toEqual(['limit-reached']);
    expect(asked.size).toBeLessThan(15);
  });

  test.each(Object.entries(pages))('%s: a session on two pages is one', async (id, body) => {
    const { api } = apiThat((_, nth) => body(nth === 1 ? idsOf(id, 1) : [...idsOf(id, 1).slice(1), 'new']));
    const listing = await adapterOf(id).list?.(api, filters);
    const ids = listing?.rows.map(({ handle }) => handle) ?? [];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
