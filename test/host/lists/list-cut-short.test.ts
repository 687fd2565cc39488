import { describe, expect, test } from 'vitest';
import { failureOf } from '../../support/host.ts';
import { pagingServer, type PageAnswer } from '../../support/servers/paging-server.ts';
import { connectionTo, gatedServer, gates, host, list, pageOf, readToTheEnd } from './in-parts.ts';

// A list of several pages that a person stops, that a server breaks off, or that is read again.

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
    // The pages that nobody waits for any more are no failures of the server.
    const asked = { connectionId, text: 'offset=1500', before: null, limit: 10 };
    await expect
      .poll(async () =>
        (await host.bridge('timeline.list', asked)).entries.map(({ failure }) => failure?.got),
      )
      .toEqual(['broken off: the operation had ended without this answer']);
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

test('what has come of a first list can be ended while it is asked for once more', async () => {
  const { server, gate } = await gatedServer(1500);
  const connectionId = await connectionTo(server);
  const { reading = '' } = await list(connectionId);
  gate.open(500);
  const { sessions } = await host.bridge('sessions.more', { connectionId, reading });
  await list(connectionId);
  const sessionIds = [sessions.at(-1)?.id ?? ''];
  const plan = await host.bridge('revocation.plan', { connectionId, scope: 'one', sessionIds });
  expect(plan.items).toHaveLength(1);
  gate.open(1000);
});

describe('a list that is read again', () => {
  /** A list that was read whole, on a server that holds up or fails what is asked for next. */
  async function readOnce(then: (offset: number) => Promise<PageAnswer>) {
    let isAgain = false;
    const server = await pagingServer((offset) =>
      isAgain && offset > 0 ? then(offset) : pageOf(1000, offset),
    );
    const connectionId = await connectionTo(server);
    const { sessions } = await readToTheEnd(connectionId);
    isAgain = true;
    return { connectionId, last: [...sessions.keys()].at(-1) ?? '' };
  }
  const planOf = (connectionId: string, sessionId: string) =>
    host.bridge('revocation.plan', { connectionId, scope: 'one', sessionIds: [sessionId] });

  test('stays as it was until all of it is there: its sessions can be ended meanwhile', async () => {
    const gate = gates();
    const { connectionId, last } = await readOnce(async (offset) => {
      await gate.pass(offset);
      return pageOf(1000, offset);
    });
    const { reading } = await list(connectionId);
    expect(reading).toBeDefined();
    const { items, listed } = await planOf(connectionId, last);
    expect(items).toHaveLength(1);
    expect(listed).toMatchObject({ rows: 1000, gaps: [] });
    gate.open(500);
  });

  test('stays as it was when a later page fails', async () => {
    const { connectionId, last } = await readOnce(async () => ({ status: 403 }));
    const { reading = '' } = await list(connectionId);
    const failed = await failureOf(host.bridge('sessions.more', { connectionId, reading }));
    expect(failed.code).toBe('forbidden');
    // A plan reads a stale list first, which fails in the same way: nothing is planned from half a list.
    expect((await failureOf(planOf(connectionId, last))).code).toBe('forbidden');
  });
});
