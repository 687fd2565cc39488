import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Fault, MockServer, MockApi } from '../../mock-server/index.ts';
import { befall, read, startFaulty, valueOf } from './support/faulty.ts';
import { apiOf } from './support/started.ts';

// Lies are well-formed answers that are untrue. The truth stays in the mock's own tables, where a judge can look it up.

interface Row {
  id: string;
  isCurrent?: boolean;
  current?: boolean;
}
interface NestPage {
  sessions: Row[];
  total: number;
}
interface ClerkPage {
  data: Row[];
  total_count: number;
}

let mock: MockServer;
let auth: MockApi;
let clerk: MockApi;
let nest: MockApi;
let vault: MockApi;

beforeEach(async () => {
  mock = await startFaulty();
  auth = apiOf(mock, 'better-auth');
  clerk = apiOf(mock, 'clerk');
  nest = apiOf(mock, 'nest-sessions');
  vault = apiOf(mock, 'vault');
});
afterEach(() => mock.close());

const always = (fault: object): Fault => ({ operation: '*', times: Infinity, ...fault }) as Fault;
const nestPage = (page = 1, limit = 50) =>
  valueOf(nest, `/sessions?limit=${limit}&page=${page}`) as Promise<NestPage>;
const clerkPage = (offset = 0, limit = 500) =>
  valueOf(
    clerk,
    `/sessions?paginated=true&user_id=USER&limit=${limit}&offset=${offset}`,
  ) as Promise<ClerkPage>;
const idsOf = (rows: readonly Row[]) => rows.map(({ id }) => id);

describe('a list that leaves a session out', () => {
  test('counts it all the same', async () => {
    const honest = await clerkPage();
    const hidden = honest.data[4]?.id ?? '';
    befall(clerk, 'hidden-row', { ids: [hidden] });
    const short = await clerkPage();
    expect(idsOf(short.data)).toEqual(idsOf(honest.data).filter((id) => id !== hidden));
    expect(short.total_count).toBe(honest.total_count);
  });

  test('or does not count it, and gives nothing away', async () => {
    const honest = await clerkPage();
    befall(clerk, 'hidden-row-uncounted');
    const short = await clerkPage();
    expect(idsOf(short.data)).toEqual(idsOf(honest.data).slice(0, -1));
    expect(short.total_count).toBe(honest.total_count - 1);
  });

  test('lists another one twice in its place', async () => {
    const honest = await clerkPage();
    befall(clerk, 'duplicate-row');
    const { data, total_count } = await clerkPage();
    expect([data.length, total_count]).toEqual([honest.data.length, honest.total_count]);
    expect(data.at(-1)).toEqual(data[0]);
  });

  test('lists it without its name: unreadable', async () => {
    befall(clerk, 'unreadable-row');
    expect((await clerkPage()).data.at(-1)?.id).toBeNull();
    befall(auth, 'unreadable-row');
    const rows = (await valueOf(auth)) as { session: Row; user: object }[];
    expect(rows.at(-1)).toMatchObject({ session: { id: null, token: null } });
  });

  test.each(['nest-sessions', 'vault', 'better-auth'])('is the caller’s own, at %s', async (id) => {
    const api = apiOf(mock, id);
    const path =
      id === 'nest-sessions'
        ? `/sessions?limit=50&currentSessionId=${api.access.settings['currentSessionId'] ?? ''}`
        : undefined;
    const own = ownOf(api);
    const before = (await read(api)).bytes.toString();
    expect(JSON.stringify(await valueOf(api, path))).toContain(own);
    befall(api, 'own-row-missing');
    expect(JSON.stringify(await valueOf(api, path))).not.toContain(own);
    expect((await read(api)).bytes.toString()).toBe(before);
  });

  test('takes effect on the sessions that it was given, and on no other list', async () => {
    const honest = await clerkPage();
    clerk.behaviour.faults = [always({ kind: 'hidden-row', ids: ['sess_of_somebody_else'] })];
    expect(await clerkPage()).toEqual(honest);
  });
});

function ownOf({ id, access, db }: MockApi): string {
  if (id === 'nest-sessions') return access.settings['currentSessionId'] ?? '';
  return (db.getState()['sessions'] as Row[] | undefined)?.[id === 'vault' ? 1 : 0]?.id ?? '';
}

describe('a list that contradicts itself', () => {
  test.each([3, -2])('counts %i sessions more than it lists', async (by) => {
    const honest = await clerkPage();
    befall(clerk, 'wrong-total', { by });
    expect(await clerkPage()).toEqual({ ...honest, total_count: honest.total_count + by });
    vault.behaviour.shape = 'sessions';
    befall(vault, 'wrong-total', { by });
    expect(await valueOf(vault)).toMatchObject({ currentSessions: 7 + by });
  });

  test('has no session of the list before, and ids of the same form', async () => {
    const tokens = async () =>
      ((await valueOf(auth)) as { session: { token: string } }[]).map(({ session }) => session.token);
    const [before, own] = [await nestPage(), await tokens()];
    befall(nest, 'foreign-list');
    befall(auth, 'foreign-list');
    const after = await nestPage();
    expect(idsOf(after.sessions).filter((id) => idsOf(before.sessions).includes(id))).toEqual([]);
    expect(idsOf(after.sessions).every((id) => /^[0-9a-f-]{36}$/.test(id))).toBe(true);
    const others = await tokens();
    expect([others.length, others.filter((token) => own.includes(token))]).toEqual([own.length, []]);
  });
});

describe('pages', () => {
  test('are capped below the limit that was asked for; the total is right', async () => {
    clerk.behaviour.faults = [always({ kind: 'page-cap', rows: 5 })];
    const [first, second] = [await clerkPage(), await clerkPage(5)];
    expect([first.data.length, first.total_count, second.data.length]).toEqual([5, 12, 5]);
    expect(idsOf(first.data)).not.toContain(second.data[0]?.id);
    vault.behaviour.faults = [always({ kind: 'page-cap', rows: 5 })];
    expect(await valueOf(vault)).toHaveLength(5);
  });

  test('are empty in the middle, and only there', async () => {
    nest.behaviour.faults = [always({ kind: 'empty-page' })];
    const lengths = await Promise.all([1, 2, 3].map(async (page) => (await nestPage(page)).sessions.length));
    expect(lengths).toEqual([50, 0, 29]);
    clerk.behaviour.faults = [always({ kind: 'empty-page' })];
    expect((await clerkPage(0, 5)).data).toHaveLength(5);
    expect((await clerkPage(5, 5)).data).toHaveLength(0);
    expect((await clerkPage(10, 5)).data).toHaveLength(2);
    befall(vault, 'empty-page');
    expect(await valueOf(vault)).toEqual([]);
  });

  test('are the first one again', async () => {
    nest.behaviour.faults = [always({ kind: 'repeated-page' })];
    const [first, third] = [await nestPage(1), await nestPage(3)];
    expect(third).toEqual(first);
    expect(first.total).toBe(129);
  });

  test('move: a session that is used while page 1 is read is on no page', async () => {
    nest.behaviour.faults = [always({ kind: 'rows-move' })];
    const pages = [await nestPage(1), await nestPage(2), await nestPage(3)];
    const seen = new Set(pages.flatMap(({ sessions }) => idsOf(sessions)));
    expect(pages.map(({ sessions }) => sessions.length)).toEqual([50, 50, 29]);
    expect(seen.size).toBeLessThan(129);
    expect(await valueOf(nest, '/sessions/count')).toEqual({ count: 129 });
  });

  test.each([
    ['clerk', async () => [await clerkPage(0, 5), await clerkPage(5, 5)].flatMap(({ data }) => data)],
    [
      'nest-sessions',
      async () => [await nestPage(1, 5), await nestPage(2, 5)].flatMap(({ sessions }) => sessions),
    ],
  ] as const)('of %s move up when a session ends: one is skipped', async (id, two) => {
    const before = idsOf(await two());
    const api = apiOf(mock, id);
    if (id === 'clerk')
      for (const row of api.db.getState()['sessions'] as object[]) Object.assign(row, { status: 'active' });
    const path = id === 'clerk' ? '/sessions?paginated=true&status=active&user_id=USER' : '/sessions?page=1';
    api.behaviour.faults = [always({ kind: 'row-ends', ids: [before[2] ?? ''] })];
    const skipped = before[5] ?? '';
    const first = JSON.stringify(await valueOf(api, `${path}&limit=5`));
    const next = id === 'clerk' ? `${path}&limit=5&offset=5` : '/sessions?page=2&limit=5';
    const second = JSON.stringify(await valueOf(api, next));
    expect([first, second].filter((page) => page.includes(skipped))).toEqual([]);
    expect(first).toContain(before[2]);
  });
});
