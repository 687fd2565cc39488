import { describe, expect, test } from 'vitest';
import { failureOf } from '../../support/host.ts';
import { clerkRows, pagingServer } from '../../support/servers/paging-server.ts';
import { connectionTo, gatedServer, host, list, pageOf, pageSize, readToTheEnd } from './in-parts.ts';

// A list of several pages is handed over as it comes.

describe('a list of several pages', () => {
  test('gives its first rows while the other pages are still on their way', async () => {
    const { server, gate } = await gatedServer(1200);
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

  test('is read whole where the server sends fewer rows a page than asked for', async () => {
    const server = await pagingServer((offset) => pageOf(1030, offset, 100));
    const { sessions, page } = await readToTheEnd(await connectionTo(server));
    expect([sessions.size, page.gaps, server.asked.length]).toEqual([1030, [], 11]);
  });

  test('does not count as complete where the number of sessions changed while it was read', async () => {
    const server = await pagingServer((offset) => {
      const total = offset >= 1000 ? 2100 : 2000;
      return pageOf(total, offset);
    });
    const { sessions, page } = await readToTheEnd(await connectionTo(server));
    expect(sessions.size).toBe(2100);
    expect(page.gaps.map(({ why }) => why)).toContain('moved');
  });

  test('has a session once that was on two of its pages', async () => {
    // Two sessions ended while the pages were read, so two rows moved up a page.
    const server = await pagingServer((offset) => {
      const from = offset === 0 ? 0 : offset - 2;
      return { body: { data: clerkRows(from, Math.min(1500, from + pageSize)), total_count: 1500 } };
    });
    const { sessions, page } = await readToTheEnd(await connectionTo(server));
    expect(sessions.size).toBe(1498);
    expect(page.gaps.map(({ why }) => why)).toContain('duplicate-rows');
  });

  test('drops a row of a first reading that the second, which is sound, no longer has', async () => {
    let readings = 0;
    const server = await pagingServer((offset) => {
      if (offset === 0) readings += 1;
      // The first reading counts one row too few; in the second, the last session is gone.
      const total = readings === 1 ? 600 : 599;
      return { body: { data: clerkRows(offset, Math.min(total, offset + pageSize)), total_count: 599 } };
    });
    const { sessions, page } = await readToTheEnd(await connectionTo(server));
    expect([sessions.size, page.gaps]).toEqual([599, []]);
  });

  test('is given only to who asks for the connection that it is of', async () => {
    const { server, gate } = await gatedServer(1000);
    const { reading = '' } = await list(await connectionTo(server));
    const other = { connectionId: await connectionTo(server), reading };
    expect((await failureOf(host.bridge('sessions.more', other))).code).toBe('not-found');
    expect((await failureOf(host.bridge('sessions.stop', other))).code).toBe('not-found');
    gate.open(500);
  });

  test('loses no row where a page in the middle is shorter than the others', async () => {
    const server = await pagingServer((offset) => pageOf(3000, offset, offset === 1000 ? 300 : 500));
    const { sessions, page } = await readToTheEnd(await connectionTo(server));
    expect(sessions.size).toBe(3000);
    expect(page.gaps).toEqual([]);
  });
});

test('sessions that have come can be ended while the rest is still being read', async () => {
  const { server, gate } = await gatedServer(1000);
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
