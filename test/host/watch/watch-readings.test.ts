import { afterEach, describe, expect, test } from 'vitest';
import { newFolder, saveOwn, mockOf } from '../../support/host.ts';
import {
  closeAll,
  connectionId,
  list,
  openStage,
  own,
  readings,
  signInElsewhere,
  still,
  watch,
} from '../../support/watching.ts';

afterEach(closeAll);

describe('when it is read', () => {
  test('not while a run is ending sessions of the connection: that reads the list itself', async () => {
    const { api, bridge, read, told } = await watch();
    const { sessions } = await bridge('sessions.list', { ...own, filters: {} });
    const sessionIds = sessions.filter(({ current }) => !current).map(({ id }) => id);
    const slow = { kind: 'latency', operation: 'sessionControllerRevokeSession', times: Infinity } as const;
    api.behaviour.faults.push({ ...slow, ms: 300, jitterMs: 0 });
    const plan = await bridge('revocation.plan', {
      ...own,
      scope: 'selected',
      sessionIds: sessionIds.slice(0, 12),
    });
    const said = { name: '', reason: 'a test', currentUnknown: false, sendNow: true };
    const { run } = await bridge('revocation.confirm', { planId: plan.id, ...said });
    const stateOf = async () => (await bridge('revocation.run', { runId: run?.id ?? '' })).state;
    await expect.poll(stateOf).toBe('done');
    const asked = { connectionId, text: '', before: null, limit: 500 };
    const { entries } = await bridge('timeline.list', asked);
    const sent = entries.filter(({ method }) => method === 'DELETE').map(({ at }) => at);
    const within = ({ at, cause, path }: { at: number; cause: string; path: string }) =>
      cause === 'watch' && path.includes('page=1') && at > Math.min(...sent) && at < Math.max(...sent);
    expect(sent).toHaveLength(12);
    // The one that had begun already when the run did.
    expect(entries.filter(within).length).toBeLessThanOrEqual(1);
    await readings({ read });
    expect(told).toEqual([]);
  });

  test('the requests are in the timeline as those of the watch, and nothing changes anything', async () => {
    const watching = await watch();
    await readings(watching);
    const { bridge } = watching;
    const asked = { connectionId, text: '', before: null, limit: 500 };
    const { entries } = await bridge('timeline.list', asked);
    expect(entries.length).toBeGreaterThan(3);
    expect(new Set(entries.map(({ cause }) => cause))).toEqual(new Set(['watch']));
    expect(new Set(entries.map(({ method }) => method))).toEqual(new Set(['GET']));
    const filter = { text: '', action: null, connectionId: null };
    expect((await bridge('audit.list', { filter, before: null, limit: 10 })).entries).toEqual([]);
  });

  test('off, and closed, nothing is asked any more', async () => {
    const { bridge, api, app, read } = await watch();
    await bridge('watch.set', { ...own, on: false });
    const asked = () => api.requests.length;
    await still(asked);
    expect(await read()).toMatchObject({ on: false, nextAt: null, found: [] });
    await bridge('watch.set', { ...own, on: true });
    await readings({ read }, 1);
    await closeAll();
    await still(asked);
    expect(app.faults).toEqual([]);
  });

  test('it goes on while Sessiondeck is locked', async () => {
    const { bridge, api, told } = await watch();
    await bridge('shell.lock', {});
    signInElsewhere(api);
    await expect.poll(() => told).toHaveLength(1);
  });

  test('it goes on after a restart, and its first reading then is the one that others are told against', async () => {
    const folder = newFolder();
    const first = await openStage({ folder });
    await first.bridge('watch.set', { ...own, on: true });
    await readings(first, 1);
    signInElsewhere(first.api);
    await expect.poll(() => first.told).toHaveLength(1);
    await closeAll();
    const second = await openStage({ folder });
    await readings(second);
    expect(await second.read()).toMatchObject({ on: true, found: [] });
    expect(second.told).toEqual([]);
    signInElsewhere(second.api);
    await expect.poll(() => second.told).toHaveLength(1);
  });

  test('a connection that is removed is neither read nor remembered any more; one that is renamed is', async () => {
    const { app, bridge, api } = await openStage();
    const id = await saveOwn(app, api);
    const state = () => bridge('watch.read', { connectionId: id });
    await bridge('watch.set', { connectionId: id, on: true });
    await readings({ read: state }, 1);
    signInElsewhere(api);
    await expect.poll(async () => (await state()).found).toHaveLength(1);
    const saved = (await bridge('connections.list', {})).find((one) => one.id === id);
    if (!saved || saved.kind === 'demo') throw new Error('the connection is gone');
    await bridge('connections.save', { ...saved, kind: saved.kind, name: 'renamed' });
    expect((await state()).found).toHaveLength(1);
    await bridge('connections.save', { ...saved, kind: 'production' });
    expect(await state()).toMatchObject({ on: true, found: [] });
    await bridge('connections.remove', { connectionId: id });
    expect((await bridge('settings.read', {})).watched).toEqual([]);
    await still(() => api.requests.length);
  });

  test('what the settings say is what is watched, whoever sets it', async () => {
    const { bridge, read } = await openStage();
    await bridge('settings.save', { watched: [connectionId, 'nobody'] });
    await readings({ read }, 1);
    await bridge('settings.save', { watched: ['nobody'] });
    expect((await read()).on).toBe(false);
  });

  test('another list than the page’s is read without changing what the page’s plans are made of', async () => {
    const { app, bridge } = await openStage();
    const clerk = { connectionId: 'demo-clerk' };
    const api = mockOf(app, 'clerk');
    const { sessions } = await bridge('sessions.list', { ...clerk, filters: api.access.filters });
    const client = sessions.find(({ status }) => status === 'active')?.extra['client_id'] ?? '';
    const shown = await bridge('sessions.list', { ...clerk, filters: { clientId: client } });
    expect(shown.sessions.length).toBeLessThan(sessions.length);
    await bridge('watch.set', { ...clerk, on: true });
    await readings({ read: () => bridge('watch.read', clerk) });
    const plan = await bridge('revocation.plan', { ...clerk, scope: 'everything', sessionIds: [] });
    const ids = new Set(shown.sessions.map(({ id }) => id));
    expect(plan.items.length).toBeGreaterThan(0);
    expect(plan.items.filter(({ session }) => !ids.has(session.id))).toEqual([]);
  });
});

describe('when the reading fails', () => {
  test('it says why, waits longer, and goes on at the usual pace once it succeeds', async () => {
    // Much longer than a reading takes, on any machine.
    const watchEvery = 400;
    const { api, read, bridge } = await watch({ watchEvery });
    api.behaviour.refuse[list] = { status: 500, times: Infinity };
    await expect.poll(async () => (await read()).failure?.code).toBe('server-fault');
    const after = async () => {
      const { nextAt } = await read();
      const asked = { connectionId, text: '', before: null, limit: 1 };
      const [last] = (await bridge('timeline.list', asked)).entries;
      return (nextAt ?? 0) - (last?.at ?? 0);
    };
    await expect.poll(after).toBeGreaterThan(watchEvery * 6);
    api.behaviour.refuse = {};
    await expect.poll(async () => (await read()).failure).toBeNull();
    const { readAt, nextAt } = await read();
    expect((nextAt ?? 0) - (readAt ?? 0)).toBeLessThan(watchEvery * 6);
  });

  test('a server that limits us is not asked before it wants, nor more than once', async () => {
    const { api, read } = await watch();
    api.behaviour.refuse[list] = { status: 429, times: Infinity, retryAfterSeconds: 3600 };
    await expect.poll(async () => (await read()).failure?.code).toBe('rate-limited');
    const { nextAt, failure } = await read();
    expect(nextAt).toBe(failure?.retryAt);
    await still(() => api.requests.length);
  });

  test.each([
    ['nest-sessions', list, 401],
    ['vault', 'listSessions', 403],
  ])(
    '%s: after a refused %s (%i) it asks no more until a person has read the list',
    async (id, name, status) => {
      const { app, bridge } = await openStage();
      const refused = { connectionId: `demo-${id}` };
      const api = mockOf(app, id);
      const read = () => bridge('watch.read', refused);
      await bridge('watch.set', { ...refused, on: true });
      await readings({ read }, 1);
      api.behaviour.refuse[name] = { status, times: Infinity };
      await expect.poll(async () => (await read()).failure?.status).toBe(status);
      expect(await read()).toMatchObject({ on: true, nextAt: null });
      await still(() => api.requests.length);
      api.behaviour.refuse = {};
      await bridge('sessions.list', { ...refused, filters: {} });
      await expect.poll(async () => (await read()).failure).toBeNull();
      await readings({ read });
    },
  );

  test('what came up while it could not be read is told once it can', async () => {
    const { api, read, told } = await watch();
    api.behaviour.refuse[list] = { status: 500, times: Infinity };
    await expect.poll(async () => (await read()).failure?.code).toBe('server-fault');
    signInElsewhere(api);
    api.behaviour.refuse = {};
    await expect.poll(() => told).toEqual([{ connectionId, count: 1 }]);
  });

  test('Clerk without a user or client says what is missing, and asks the server nothing', async () => {
    const { app, bridge } = await openStage();
    const api = mockOf(app, 'clerk');
    const { id } = await bridge('connections.save', {
      ...{ id: null, api: 'clerk', name: 'without', kind: 'development', colour: 'blue' },
      ...{ baseUrl: api.baseUrl, settings: api.access.settings, filters: {} },
    });
    await bridge('keys.put', { connectionId: id, secrets: api.access.secrets });
    await bridge('watch.set', { connectionId: id, on: true });
    const failure = async () => (await bridge('watch.read', { connectionId: id })).failure;
    await expect.poll(failure).toMatchObject({ code: 'invalid', field: 'userId' });
    expect(api.requests).toEqual([]);
  });
});
