import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Output } from '../../../electron/bridge/contract.ts';
import type { Session } from '../../../electron/bridge/session.ts';
import { failureOf, openTestHost, type TestHost } from '../../support/host.ts';
import {
  clerkRows,
  pagingServer,
  type PageAnswer,
  type PagingServer,
} from '../../support/servers/paging-server.ts';

// A list of several pages is handed over as it comes.

const filters = { userId: 'user_1' };
const pageSize = 500;

let host: TestHost;
beforeEach(async () => {
  host = await openTestHost({ apis: { apis: [] } });
});
afterEach(() => host.close());

async function connectionTo({ baseUrl }: PagingServer): Promise<string> {
  const draft = {
    id: null,
    api: 'clerk',
    name: 'big',
    kind: 'development',
    colour: 'blue',
    baseUrl,
  } as const;
  const { id } = await host.bridge('connections.save', { ...draft, settings: {}, filters });
  await host.bridge('keys.put', {
    connectionId: id,
    secrets: { secretKey: 'sk_test_abcdefghijklmnopqrstuvwx' },
  });
  return id;
}

/** A page of a list of `total` rows, in pages of 500. */
function pageOf(total: number, offset: number, size = pageSize): PageAnswer {
  return { body: { data: clerkRows(offset, Math.min(total, offset + size)), total_count: total } };
}

interface Whole {
  sessions: Map<string, Session>;
  parts: number;
  page: NonNullable<Output<'sessions.more'>['page']>;
}

/** Reads a list to its end, as the page does. */
async function readToTheEnd(connectionId: string): Promise<Whole> {
  const { reading, sessions: first, ...page } = await list(connectionId);
  const sessions = new Map(first.map((session) => [session.id, session]));
  if (!reading) return { sessions, parts: 1, page };
  for (let parts = 2; ; parts += 1) {
    const part = await host.bridge('sessions.more', { connectionId, reading });
    for (const session of part.sessions) sessions.set(session.id, session);
    for (const id of part.dropped) sessions.delete(id);
    if (part.page) return { sessions, parts, page: part.page };
  }
}

const list = (connectionId: string) => host.bridge('sessions.list', { connectionId, filters, inParts: true });

/** A gate for each offset: what is asked for stays open until it is let through. */
function gates() {
  const waiting = new Map<number, PromiseWithResolvers<undefined>>();
  const at = (offset: number) => {
    const known = waiting.get(offset) ?? Promise.withResolvers<undefined>();
    waiting.set(offset, known);
    return known;
  };
  return {
    pass: (offset: number) => at(offset).promise,
    open: (offset: number) => at(offset).resolve(undefined),
  };
}

describe('a list of several pages', () => {
  test('gives its first rows while the other pages are still on their way', async () => {
    const gate = gates();
    const server = await pagingServer(async (offset) => {
      if (offset > 0) await gate.pass(offset);
      return pageOf(1200, offset);
    });
    const connectionId = await connectionTo(server);
    const first = await list(connectionId);
    expect(first.sessions).toHaveLength(500);
    expect(first.total).toBe(1200);
    const more = host.bridge('sessions.more', { connectionId, reading: first.reading ?? '' });
    gate.open(500);
    expect((await more).sessions).toHaveLength(500);
    gate.open(1000);
    const last = await host.bridge('sessions.more', { connectionId, reading: first.reading ?? '' });
    expect(last.sessions).toHaveLength(200);
    expect(last.page).toMatchObject({ gaps: [], total: 1200 });
    expect(
      (await failureOf(host.bridge('sessions.more', { connectionId, reading: first.reading ?? '' }))).code,
    ).toBe('not-found');
  });

  test('is asked for four pages at once, and for each of them once', async () => {
    const four = Promise.withResolvers<undefined>();
    const server = await pagingServer(async (offset) => {
      if (server.asked.length === 6) four.resolve(undefined);
      // A list that is read page by page never gets past this.
      if (offset >= 1000) await four.promise;
      return pageOf(5000, offset);
    });
    const { sessions, page } = await readToTheEnd(await connectionTo(server));
    expect(sessions.size).toBe(5000);
    expect(page.gaps).toEqual([]);
    expect(server.asked.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 10 }, (_, nth) => nth * 500));
    expect(server.atOnce()).toBe(4);
  });

  test('of one page is whole at once', async () => {
    const server = await pagingServer((offset) => pageOf(20, offset));
    const { reading, sessions } = await list(await connectionTo(server));
    expect(reading).toBeUndefined();
    expect(sessions).toHaveLength(20);
    expect(server.asked).toEqual([0]);
  });

  test('loses no row where a page in the middle is shorter than the others', async () => {
    const server = await pagingServer((offset) => pageOf(3000, offset, offset === 1000 ? 300 : 500));
    const { sessions, page } = await readToTheEnd(await connectionTo(server));
    expect(sessions.size).toBe(3000);
    expect(page.gaps).toEqual([]);
  });
});

describe('a list that ends early', () => {
  test('keeps what was read when a person stops it, and does not count as complete', async () => {
    const gate = gates();
    const server = await pagingServer(async (offset) => {
      if (offset >= 1000) await gate.pass(offset);
      return pageOf(5000, offset);
    });
    const connectionId = await connectionTo(server);
    const { reading = '', sessions } = await list(connectionId);
    const second = await host.bridge('sessions.more', { connectionId, reading });
    await host.bridge('sessions.stop', { connectionId, reading });
    const last = await host.bridge('sessions.more', { connectionId, reading });
    expect(last.page?.gaps).toEqual([{ why: 'stopped', count: 1000 }]);
    const [session] = second.sessions;
    const plan = { connectionId, scope: 'one' as const, sessionIds: [session?.id ?? ''] };
    const { listed } = await host.bridge('revocation.plan', plan);
    expect(listed).toMatchObject({ rows: sessions.length + second.sessions.length, total: 5000 });
    expect(listed.gaps).toEqual([{ why: 'stopped', count: 1000 }]);
    for (const offset of [1000, 1500, 2000, 2500]) gate.open(offset);
  });

  test('keeps what was read when a later page fails, and says why', async () => {
    const server = await pagingServer((offset) => (offset >= 1500 ? { status: 403 } : pageOf(5000, offset)));
    const { sessions, page } = await readToTheEnd(await connectionTo(server));
    expect(sessions.size).toBe(1500);
    expect(page.gaps).toEqual([{ why: 'broke-off', count: 1500 }]);
    expect(page.brokeOff).toMatchObject({ code: 'forbidden', status: 403 });
  });

  test('fails as a whole when the first page fails', async () => {
    const server = await pagingServer(() => ({ status: 403 }));
    expect((await failureOf(list(await connectionTo(server)))).status).toBe(403);
  });

  test('waits as long as the server asks for, where the first rows are there', async () => {
    let refused = false;
    const server = await pagingServer((offset) => {
      if (offset !== 1000 || refused) return pageOf(1500, offset);
      refused = true;
      return { status: 429, headers: { 'retry-after': '5.1' } };
    });
    const { sessions, page } = await readToTheEnd(await connectionTo(server));
    expect(refused).toBe(true);
    expect(sessions.size).toBe(1500);
    expect(page.gaps).toEqual([]);
  }, 30_000);
});

test('sessions that have come can be ended while the rest is still being read', async () => {
  const gate = gates();
  const server = await pagingServer(async (offset) => {
    if (offset > 0) await gate.pass(offset);
    return pageOf(1000, offset);
  });
  const connectionId = await connectionTo(server);
  const { reading = '', sessions } = await list(connectionId);
  const [session] = sessions;
  const plan = await host.bridge('revocation.plan', {
    connectionId,
    scope: 'one',
    sessionIds: [session?.id ?? ''],
  });
  expect(plan.items).toHaveLength(1);
  expect(plan.listed.gaps).toEqual([{ why: 'still-reading', count: 500 }]);
  gate.open(500);
  expect((await host.bridge('sessions.more', { connectionId, reading })).page).toMatchObject({ gaps: [] });
});
