import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Behaviour } from '../../mock-server/index.ts';
import { endSessions } from '../../scripts/end-sessions.ts';
import { openTestHost, patient, saveOwn, mockOf, type TestHost } from '../support/host.ts';

// What is odd about the two APIs that a person uses on their own sessions.

let app: TestHost;
let connectionId: string;

async function open(api: string): Promise<void> {
  app = await openTestHost();
  connectionId = await saveOwn(app, mockOf(app, api));
}
afterEach(async () => {
  expect(app.faults).toEqual([]);
  await app.close();
});

const list = () => app.bridge('sessions.list', { connectionId, filters: {} });
const behaviour = (api: string): Behaviour => mockOf(app, api).behaviour;

describe('NestJS sessions', () => {
  beforeEach(() => open('nest-sessions'));

  test('are read to the last page, though the server gives 50 at once whatever is asked', async () => {
    const page = await list();
    expect(page.sessions.length).toBe(page.total);
    const { requests } = mockOf(app, 'nest-sessions');
    const pages = requests.map(({ path }) => new URL(path, 'http://x').searchParams.get('page'));
    expect(pages).toEqual(['1', '2', '3']);
  });

  test.each(['array', 'sessions', 'items', 'data', 'data-sessions'] as const)(
    'are found in the shape “%s”',
    async (shape) => {
      const whole = (await list()).sessions.length;
      behaviour('nest-sessions').shape = shape;
      expect((await list()).sessions).toHaveLength(whole);
    },
  );

  test('have one current session, known by the id that signing in gave', async () => {
    expect((await list()).sessions.filter(({ current }) => current)).toHaveLength(1);
  });

  test('without that id do not claim that none is current: it is not known', async () => {
    const own = (await app.bridge('connections.list', {})).find(({ id }) => id === connectionId);
    if (!own) throw new Error('the connection is gone');
    await app.bridge('connections.save', {
      ...own,
      kind: 'development',
      settings: { currentSessionId: '' },
    });
    expect(new Set((await list()).sessions.map(({ current }) => current))).toEqual(new Set([null]));
  });

  test('are counted by the server as they are listed', async () => {
    const { count } = await app.bridge('sessions.count', { connectionId });
    expect(count).toBe((await list()).sessions.length);
  });

  test('say until when a token of an ended session may still work', async () => {
    const target = (await list()).sessions.find(({ current }) => !current);
    const before = Date.now();
    const { items } = await endSessions(app.bridge, {
      connectionId,
      scope: 'one',
      sessionIds: [target?.id ?? ''],
    });
    expect(items[0]?.mayWorkUntil).toBeGreaterThanOrEqual(before + 15 * 60_000);
  });

  test('end all at once, this one included, and the read-back says so', async () => {
    const { sessions } = await list();
    const report = await endSessions(app.bridge, { connectionId, scope: 'everything' });
    expect(report.items).toHaveLength(sessions.length);
    expect(new Set(report.items.map(({ verdict }) => verdict))).toEqual(new Set(['ended']));
    const { requests } = mockOf(app, 'nest-sessions');
    expect(requests.filter(({ method }) => method === 'DELETE').map(({ path }) => path)).toEqual([
      '/sessions',
    ]);
  });

  test('tell the browser, its version and the system out of one sentence', async () => {
    const { device } = (await list()).sessions.find(({ device: { browser } }) => browser === 'Chrome') ?? {};
    expect(device?.browserVersion).toMatch(/^\d+/);
    expect(device?.os).toMatch(/macOS|Windows|Linux|Android|iOS/);
  });

  test('when verified are asked after one by one, and an ended one is no error', async () => {
    const [first] = (await list()).sessions.filter(({ current }) => !current);
    const sessionId = first?.id ?? '';
    const verify = () => app.bridge('sessions.verify', { connectionId, sessionId, token: '' });
    expect(await verify()).toMatchObject({ state: 'active', method: 'verify' });
    await endSessions(app.bridge, { connectionId, scope: 'one', sessionIds: [sessionId] });
    expect(await verify()).toMatchObject({ state: 'ended', method: 'verify' });
  });
});

describe('Vault', () => {
  beforeEach(() => open('vault'));

  test.each(['array', 'sessions', 'items'] as const)(
    'sessions are found in the shape “%s”',
    async (shape) => {
      behaviour('vault').shape = shape;
      const { sessions } = await list();
      expect(sessions).toHaveLength(7);
      expect(sessions.filter(({ current }) => current)).toHaveLength(1);
    },
  );

  test.each([
    ['keeps-current', 'still-there'],
    ['includes-current', 'ended'],
  ] as const)(
    'that %s when all are ended is told by the read-back: the current one is %s',
    async (all, verdict) => {
      behaviour('vault').all = all;
      const current = (await list()).sessions.find((session) => session.current);
      const report = await endSessions(app.bridge, { connectionId, scope: 'everything' });
      const own = report.items.find(({ session }) => session.id === current?.id);
      const others = report.items.filter(({ session }) => session.id !== current?.id);
      expect(new Set(others.map((result) => result.verdict))).toEqual(new Set(['ended']));
      // Where the session of the token itself is gone, the list may be refused: that is said, not glossed over.
      expect([verdict, 'cannot-be-checked']).toContain(own?.verdict);
    },
  );

  test('sends the tenant, and only when there is one', async () => {
    await list();
    const { requests, access } = mockOf(app, 'vault');
    expect(requests.at(-1)?.headers['x-tenant-id']).toBe(access.settings['tenantId']);
  });

  test('errors with an empty body are told by their status alone', async () => {
    behaviour('vault').refuse['listSessions'] = { status: 429, times: 1 };
    // Less than is waited after a 429 that names no time, so that it is told at once.
    app.allow(5_000);
    await expect(list()).rejects.toMatchObject({ failure: { code: 'rate-limited', got: '429' } });
    app.allow(patient);
  });
});
