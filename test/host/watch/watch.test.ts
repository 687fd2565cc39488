import { afterEach, describe, expect, test } from 'vitest';
import type { Session } from '../../../electron/bridge/session.ts';
import { Known } from '../../../electron/host/watch/known.ts';
import { saveOwn } from '../../support/host.ts';
import {
  closeAll,
  connectionId,
  openStage,
  own,
  readings,
  rowsOf,
  signInElsewhere,
  watch,
  type Row,
  type Watching,
} from '../../support/watching.ts';

afterEach(closeAll);

describe('what is new', () => {
  test('a session that comes up is found once and told once; those of the first reading are not', async () => {
    const watching = await watch();
    const { api, told, read } = watching;
    expect((await read()).found).toEqual([]);
    const id = signInElsewhere(api);
    await expect.poll(() => told).toEqual([{ connectionId, count: 1 }]);
    await readings(watching);
    expect(told).toHaveLength(1);
    const [found, ...more] = (await read()).found;
    expect(more).toEqual([]);
    expect(found?.session).toMatchObject({ nativeId: id, device: { browser: 'Firefox', os: 'Linux' } });
    expect(found?.missedAt).toBeLessThanOrEqual(found?.foundAt ?? 0);
    expect(found?.listed).toBe(true);
  });

  test('a session that ends is no news, and the page is told that its list is another one', async () => {
    const watching = await watch();
    const { api, told, changes } = watching;
    await readings(watching);
    expect(changes).toEqual([]);
    const gone = rowsOf(api).find(
      ({ isRevoked, id }) => !isRevoked && id !== api.access.settings['currentSessionId'],
    );
    if (gone) gone.isRevoked = true;
    await expect.poll(() => changes).toEqual([connectionId]);
    await readings(watching);
    expect(changes).toHaveLength(1);
    expect(told).toEqual([]);
  });

  test('a found session that ends stays found, and is said to be gone', async () => {
    const { api, read, foundIds } = await watch();
    const id = signInElsewhere(api);
    await expect.poll(foundIds).toEqual([id]);
    rowsOf(api).splice(
      rowsOf(api).findIndex((row) => row.id === id),
      1,
    );
    await expect.poll(async () => (await read()).found.map(({ listed }) => listed)).toEqual([false]);
    expect(await foundIds()).toEqual([id]);
  });

  test('what the person has settled is not told again while the others stay, the newest first', async () => {
    const watching = await watch();
    const { api, bridge, told, read, foundIds } = watching;
    const first = signInElsewhere(api);
    await expect.poll(foundIds).toEqual([first]);
    const second = signInElsewhere(api);
    await expect.poll(foundIds).toEqual([second, first]);
    const mine = (await read()).found.find(({ session }) => session.nativeId === first)?.session.id ?? '';
    await bridge('watch.settle', { ...own, sessionIds: [mine] });
    await readings(watching);
    expect(await foundIds()).toEqual([second]);
    expect(told).toHaveLength(2);
  });

  test('a session that an incomplete list had left out is not new for that', async () => {
    const { app, api, foundIds, bridge, read } = await openStage();
    const [hidden] = rowsOf(api).splice(3, 1);
    // A row that cannot be read: the list leaves something out.
    const broken = { ...rowsOf(api)[0], id: null } as unknown as Row;
    rowsOf(api).push(broken);
    await bridge('watch.set', { ...own, on: true });
    await readings({ read }, 1);
    if (hidden) rowsOf(api).push(hidden);
    const id = signInElsewhere(api);
    await expect.poll(foundIds).toEqual([id]);
    expect(app.faults).toEqual([]);
  });

  test('another key begins anew: what it is shown is not new, what was found stays', async () => {
    const watching = await openStage();
    const { app, bridge, api } = watching;
    const id = await saveOwn(app, api);
    const read = () => bridge('watch.read', { connectionId: id });
    await bridge('watch.set', { connectionId: id, on: true });
    await readings({ read }, 1);
    signInElsewhere(api);
    await expect.poll(async () => (await read()).found).toHaveLength(1);
    // While there is no key, sessions come up that the first reading with a key will hold.
    await bridge('keys.forget', { connectionId: id });
    signInElsewhere(api);
    await bridge('keys.put', { connectionId: id, secrets: api.access.secrets });
    await readings({ read });
    expect((await read()).found).toHaveLength(1);
    signInElsewhere(api);
    await expect.poll(async () => (await read()).found).toHaveLength(2);
  });
});

test('nextAuth lists what Sessiondeck began itself: nothing in it is new', async () => {
  const { app, bridge } = await openStage();
  const nextauth = { connectionId: 'demo-nextauth' };
  const read = () => bridge('watch.read', nextauth);
  await bridge('watch.set', { ...nextauth, on: true });
  await readings({ read }, 1);
  const changed = new Promise((resolve) => app.bridge.on('sessions.changed', resolve));
  await bridge('signIn.qr', nextauth);
  await changed;
  await readings({ read }, 1);
  expect((await read()).found).toEqual([]);
});

test('a row differs by what is shown of it, but not by the traces that reading leaves on our own session', async () => {
  const { bridge } = await openStage();
  const page = await bridge('sessions.list', { ...own, filters: {} });
  const used = (current: boolean) => {
    const at = page.sessions.findIndex((session) => session.current === current);
    return page.sessions.map((session, index) => (index === at ? { ...session, lastActiveAt: 1 } : session));
  };
  const differs = (sessions: Session[]) => {
    const known = new Known();
    known.take(page);
    return known.take({ ...page, sessions }).differs;
  };
  expect(differs(page.sessions)).toBe(false);
  expect(differs(page.sessions.toReversed())).toBe(false);
  expect(differs(used(true))).toBe(false);
  expect(differs(used(false))).toBe(true);
  expect(differs(page.sessions.slice(1))).toBe(true);
});

describe('where a server gives every session a new id, as an update may', () => {
  /** Gives every row another id; Sessiondeck's own session stays the one that the mock server calls current. */
  function renameAll(api: Watching['api']): void {
    const { settings } = api.access;
    for (const row of rowsOf(api)) {
      const id = `new-${row.id}`;
      if (settings['currentSessionId'] === row.id) settings['currentSessionId'] = id;
      row.id = id;
    }
  }

  test('nothing is new, and what was found before is found under its new id', async () => {
    const watching = await watch();
    const { api, told, foundIds } = watching;
    const id = signInElsewhere(api);
    await expect.poll(foundIds).toEqual([id]);
    renameAll(api);
    await expect.poll(foundIds).toEqual([`new-${id}`]);
    await readings(watching);
    expect(told).toEqual([{ connectionId, count: 1 }]);
  });

  test('what began in between is found all the same', async () => {
    const { api, foundIds } = await watch();
    renameAll(api);
    const id = signInElsewhere(api);
    await expect.poll(foundIds).toEqual([id]);
  });

  test('what takes the place of one that ended, and began later, is found', async () => {
    const { api, foundIds } = await watch();
    const row = rowsOf(api).find(
      ({ isRevoked, id }) => !isRevoked && id !== api.access.settings['currentSessionId'],
    );
    if (!row) throw new Error('the mock server has too few sessions');
    row.id = `new-${row.id}`;
    row.createdAt = new Date(Date.parse(row.createdAt) + 1).toISOString();
    await expect.poll(foundIds).toEqual([row.id]);
  });

  test('between two pages of one reading, nothing is new either', async () => {
    const page = await (await openStage()).bridge('sessions.list', { ...own, filters: {} });
    const rows = page.sessions.filter(({ current }) => current !== true).slice(0, 4);
    const renamed = rows.map((row) => ({ ...row, id: `new-${row.id}` }));
    const fresh = { ...renamed[0], id: 'fresh', createdAt: page.readAt } as Session;
    const known = new Known();
    const take = (sessions: Session[]) => known.take({ ...page, total: null, sessions });
    take(rows);
    const [first, second] = [take([...rows.slice(0, 2), ...renamed.slice(2)]), take([...renamed, fresh])];
    expect([first.moved.size, second.moved.size]).toEqual([2, 2]);
    expect([first.fresh, second.fresh.map(({ id }) => id)]).toEqual([[], ['fresh']]);
  });
});
