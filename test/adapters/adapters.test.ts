import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { adapters } from '../../electron/adapters/index.ts';
import type { Session } from '../../electron/bridge/session.ts';
import { startMockServer } from '../../mock-server/index.ts';
import { endSessions } from '../../scripts/end-sessions.ts';
import { failureOf, openTestHost, saveOwn, mockOf, type TestHost } from '../support/host.ts';

let app: TestHost;
let connectionId: string;

async function open(api: string): Promise<void> {
  app = await openTestHost();
  connectionId = await saveOwn(app, mockOf(app, api));
}

async function list(): Promise<Session[]> {
  const connection = (await app.bridge('connections.list', {})).find(({ id }) => id === connectionId);
  const page = await app.bridge('sessions.list', { connectionId, filters: connection?.filters ?? {} });
  return page.sessions;
}

test('every adapter has a mock server', async () => {
  const mock = await startMockServer();
  expect([...mock.apis.keys()].sort()).toEqual([...adapters.keys()].sort());
  await mock.close();
});

describe.each([...adapters.keys()])('%s', (api) => {
  beforeEach(() => open(api));
  afterEach(async () => {
    expect(app.faults).toEqual([]);
    await app.close();
  });

  test('reads every session of its mock server', async () => {
    const seeded = { 'better-auth': 4, 'nest-sessions': 129, vault: 7, nextauth: 4, clerk: 240 }[api];
    expect(await list()).toHaveLength(seeded ?? 0);
  });

  test('gives each session a row id of its own, the same at every reading, that does not tell its handle', async () => {
    const ids = (await list()).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect((await list()).map(({ id }) => id)).toEqual(ids);
  });

  test('says what it can do by the methods that it has', async () => {
    const info = (await app.bridge('apis.list', {})).find(({ id }) => id === api);
    const adapter = adapters.get(api);
    expect(info?.can).toEqual(info?.can.filter((ability) => adapter?.[ability]));
    expect(info?.can).toContain('list');
  });

  test('ends one session, and proves it', async () => {
    const before = await list();
    const target = before.find(({ status, current }) => status === 'active' && !current);
    const report = await endSessions(app.bridge, {
      connectionId,
      scope: 'one',
      sessionIds: [target?.id ?? ''],
    });
    expect(report.items).toMatchObject([{ verdict: 'ended', callFailure: null }]);
    expect(report.endedUnasked).toEqual([]);
    const after = (await list()).find(({ id }) => id === target?.id);
    expect(after?.status ?? 'gone').toMatch(/revoked|ended|gone/);
  });

  test('does not believe a 200 that did nothing', async () => {
    mockOf(app, api).behaviour.end = 'does-nothing';
    const [first, second] = (await list()).filter(({ status, current }) => status === 'active' && !current);
    const sessionIds = [first?.id ?? '', second?.id ?? ''];
    const report = await endSessions(app.bridge, { connectionId, scope: 'selected', sessionIds });
    expect(report.items.map(({ verdict }) => verdict)).toEqual(['still-there', 'still-there']);
    expect(report.items.map(({ callFailure }) => callFailure)).toEqual([null, null]);
  });

  test('names a session that ended though nobody asked', async () => {
    mockOf(app, api).behaviour.end = 'ends-another';
    const target = (await list()).find(({ status, current }) => status === 'active' && !current);
    const report = await endSessions(app.bridge, {
      connectionId,
      scope: 'one',
      sessionIds: [target?.id ?? ''],
    });
    expect(report.items).toMatchObject([{ verdict: 'ended' }]);
    expect(report.endedUnasked).toHaveLength(1);
    expect(report.endedUnasked[0]?.id).not.toBe(target?.id);
  });

  test('says that it cannot be checked when the list cannot be read back', async () => {
    const target = (await list()).find(({ status }) => status === 'active');
    const mock = mockOf(app, api);
    for (const name of listOperations) mock.behaviour.refuse[name] = { status: 500, times: Infinity };
    const report = await endSessions(app.bridge, {
      connectionId,
      scope: 'one',
      sessionIds: [target?.id ?? ''],
    });
    expect(report.items).toMatchObject([
      { verdict: 'cannot-be-checked', callFailure: null, checkFailure: { code: 'server-fault' } },
    ]);
  });

  // nextAuth has no list whose rows could be unreadable: each session is asked about alone.
  const hasRows = api !== 'nextauth';
  if (hasRows)
    test('leaves out a row that cannot be read, and counts it', async () => {
      const rows = (await list()).length;
      breakOneRow(api);
      const connection = (await app.bridge('connections.list', {})).find(({ id }) => id === connectionId);
      const page = await app.bridge('sessions.list', { connectionId, filters: connection?.filters ?? {} });
      expect(page).toMatchObject({ unreadable: 1 });
      expect(page.sessions).toHaveLength(rows - 1);
    });

  test('names a session that is not in its list without asking the server', async () => {
    const { requests } = mockOf(app, api);
    await list();
    const asked = requests.length;
    const ending = endSessions(app.bridge, { connectionId, scope: 'one', sessionIds: ['made-up'] });
    expect((await failureOf(ending)).code).toBe('not-found');
    expect(requests).toHaveLength(asked);
  });
});

/** What the read-back of each API goes through. */
const listOperations = [
  'multi_session_list_device_sessions_get',
  'sessionControllerGetActiveSessions',
  'listSessions',
  'get_session',
  'get_session_list',
];

/** Where each mock server keeps the rows that its sessions are made of, and a field of theirs that must be a text. */
const breakable: Record<string, [table: string, field: string]> = {
  clerk: ['sessions', 'status'],
};

/** Makes one session unreadable: a number that names nothing stands where the document has a text. */
function breakOneRow(api: string): void {
  const tables = mockOf(app, api).db.getState() as Record<string, Record<string, unknown>[]>;
  const [table, field] = breakable[api] ?? ['sessions', 'id'];
  const row = tables[table]?.[0];
  if (row) row[field] = 1.7;
}
