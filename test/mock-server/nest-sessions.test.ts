import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { headersOf, started } from './support/started.ts';
import type { Started } from './support/started.ts';

interface Row {
  id: string;
  userId: string;
  lastActiveAt: string;
  expiresAt: string;
  isRevoked: boolean;
}

interface Page {
  sessions: {
    id: string;
    lastActiveAt: string;
    isCurrent: boolean;
    location: null;
    deviceInfo: string | null;
  }[];
  total: number;
  page: number;
  limit: number;
  totalPages: number;
}

let nest: Started;

beforeEach(async () => {
  nest = await started('nest-sessions');
});
afterEach(() => nest.close());

function rows(): Row[] {
  return nest.api.db.get('sessions').value() as unknown as Row[];
}

function own(): Row[] {
  return rows().filter(({ userId, isRevoked, expiresAt }) => {
    return userId === rows()[0]?.userId && !isRevoked && Date.parse(expiresAt) > Date.now();
  });
}

async function page(query = ''): Promise<Page> {
  return (await nest.call('GET', `/sessions${query}`)).value as Page;
}

describe('paths are routed as Express routes them', () => {
  test('in any case and with a slash at the end, and no others', async () => {
    for (const path of ['/sessions', '/sessions/', '/Sessions'])
      expect((await nest.call('GET', path)).status, path).toBe(200);
    expect((await nest.call('GET', '//sessions')).status).toBe(403);
    for (const path of ['/sessions//', '/session'])
      expect((await nest.call('GET', path)).status, path).toBe(404);
  });

  test('a percent sign that encodes nothing is a bad request, and says where', async () => {
    const { status, value } = await nest.call('DELETE', '/sessions/%zz');
    expect([status, value]).toMatchObject([400, { message: "Failed to decode param '%zz'" }]);
  });

  test('unlike those of an API with a router of its own', async () => {
    const vault = await started('vault');
    const statuses = ['', '/', '/%zz'].map(
      async (end) => (await vault.call('GET', `/users/me/sessions${end}`)).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 404, 404]);
    await vault.close();
  });
});

describe('the list', () => {
  test('has ten sessions a page, or as many as asked for, but never more than fifty', async () => {
    expect(await page()).toMatchObject({ page: 1, limit: 10, total: 129, totalPages: 13 });
    expect(await page('?limit=7&page=2')).toMatchObject({ page: 2, limit: 7 });
    const widest = await page('?limit=5000');
    expect(widest).toMatchObject({ limit: 50, totalPages: 3 });
    expect(widest.sessions).toHaveLength(50);
    expect(await page('?limit=-3')).toMatchObject({ limit: 1 });
    expect(await page('?limit=many&page=0')).toMatchObject({ limit: 10, page: 1 });
  });

  test('needs three of the largest pages, has each living session once, the last active first', async () => {
    const pages = await Promise.all([1, 2, 3, 4].map((number) => page(`?limit=50&page=${number}`)));
    expect(pages.map(({ sessions }) => sessions.length)).toEqual([50, 50, 29, 0]);
    const all = pages.flatMap(({ sessions }) => sessions);
    expect(new Set(all.map(({ id }) => id))).toEqual(new Set(own().map(({ id }) => id)));
    expect(all.map((row) => row.lastActiveAt)).toEqual(
      all
        .map((row) => row.lastActiveAt)
        .toSorted()
        .reverse(),
    );
  });

  test('marks the current session only when it is told which that is', async () => {
    const id = nest.api.access.settings['currentSessionId'] ?? '';
    const current = (found: Page): string[] =>
      found.sessions.filter(({ isCurrent }) => isCurrent).map((row) => row.id);
    expect(current(await page('?limit=50'))).toEqual([]);
    expect(current(await page(`?limit=50&currentSessionId=${id}`))).toEqual([id]);
  });

  test('names macOS by its first two numbers, as the server reads them from a user agent', async () => {
    const pages = await Promise.all([1, 2, 3].map((number) => page(`?limit=50&page=${number}`)));
    const told = pages.flatMap(({ sessions }) => sessions.map(({ deviceInfo }) => deviceInfo ?? ''));
    const versions = new Set(told.flatMap((text) => /macOS (.*)$/.exec(text)?.[1] ?? []));
    expect([...versions]).toEqual(['10.15']);
  });

  test('is JSON with a charset', async () => {
    const { headers } = await nest.call('GET', '/sessions');
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
  });

  test.each([
    ['array', []],
    ['items', { items: [] }],
    ['data', { data: [] }],
    ['data-sessions', { data: { sessions: [] } }],
  ] as const)('comes as %s when behaviour say so', async (shape, wrapped) => {
    nest.api.behaviour.shape = shape;
    const { value } = await nest.call('GET', '/sessions?page=99');
    expect(value).toMatchObject(wrapped);
  });
});

describe('ending', () => {
  test('one session takes it off the list and answers the same again', async () => {
    const id = own()[5]?.id ?? '';
    const ended = { status: 200, value: { success: true, message: 'Session revoked successfully' } };
    expect(await nest.call('DELETE', `/sessions/${id}`)).toMatchObject(ended);
    expect(await nest.call('DELETE', `/sessions/${id}`)).toMatchObject(ended);
    expect((await nest.call('GET', '/sessions/count')).value).toEqual({ count: 128 });
  });

  test('all sessions ends the own one too, counts those that were over, and leaves the token working', async () => {
    const unrevoked = rows().filter(
      ({ userId, isRevoked }) => userId === rows()[0]?.userId && !isRevoked,
    ).length;
    expect(unrevoked).toBeGreaterThan(own().length);
    const { value } = await nest.call('DELETE', '/sessions');
    expect(value).toEqual({
      success: true,
      message: `Logged out from ${unrevoked} device(s)`,
      revokedCount: unrevoked,
    });
    expect(await page()).toMatchObject({ sessions: [], total: 0, totalPages: 0 });
    const others = rows().filter(({ userId }) => userId !== rows()[0]?.userId);
    expect(others.some(({ isRevoked }) => isRevoked)).toBe(false);
  });

  test('all sessions keeps the own one when behaviour say so', async () => {
    nest.api.behaviour.all = 'keeps-current';
    await nest.call('DELETE', '/sessions');
    const left = (await page()).sessions.map(({ id }) => id);
    expect(left).toEqual([nest.api.access.settings['currentSessionId']]);
  });

  test.each(['/sessions', '/sessions/ONE'])('DELETE %s does nothing when behaviour say so', async (path) => {
    nest.api.behaviour.end = 'does-nothing';
    const before = JSON.stringify(rows());
    const { value } = await nest.call('DELETE', path.replace('ONE', own()[3]?.id ?? ''));
    expect(value).toMatchObject({ success: true });
    expect(JSON.stringify(rows())).toBe(before);
  });

  test('one session ends another visible one as well when behaviour say so, never the own one', async () => {
    nest.api.behaviour.end = 'ends-another';
    const before = own().map(({ id }) => id);
    await nest.call('DELETE', `/sessions/${before[4] ?? ''}`);
    const ended = before.filter((id) => !own().some((row) => row.id === id));
    expect(ended).toHaveLength(2);
    expect(ended).toContain(before[4]);
    expect(ended).not.toContain(nest.api.access.settings['currentSessionId']);
  });
});

describe('validating', () => {
  test('a living session says valid; a dead one, an unknown one and a stranger’s say 200 and invalid', async () => {
    const validity = async (id: string): Promise<unknown> =>
      (await nest.call('GET', `/sessions/validate/${id}`)).value;
    const dead = { valid: false, message: 'Session is expired, revoked, or does not exist' };
    expect(await validity(own()[0]?.id ?? '')).toEqual({ valid: true, message: 'Session is active' });
    const revoked = rows().find(({ isRevoked }) => isRevoked);
    const expired = rows().find(({ expiresAt }) => Date.parse(expiresAt) < Date.now());
    for (const id of [revoked?.id, expired?.id, rows().at(-1)?.id, 'b3d1c0de-6a1e-4a53-9d8e-0a7c8c1f2b11']) {
      expect(await validity(id ?? '')).toEqual(dead);
    }
  });
});

describe('what goes wrong', () => {
  test('is said in NestJS’s words', async () => {
    const stranger = rows().at(-1)?.id ?? '';
    const unknown = 'b3d1c0de-6a1e-4a53-9d8e-0a7c8c1f2b11';
    expect((await nest.call('DELETE', `/sessions/${stranger}`)).value).toEqual({
      message: 'Cannot revoke session belonging to another user',
      error: 'Forbidden',
      statusCode: 403,
    });
    expect((await nest.call('DELETE', `/sessions/${unknown}`)).value).toEqual({
      message: 'Session not found',
      error: 'Not Found',
      statusCode: 404,
    });
    expect((await nest.call('GET', `/sessions/${unknown}`)).value).toMatchObject({
      message: `Cannot GET /sessions/${unknown}`,
      statusCode: 404,
    });
  });

  test.each(['DELETE /sessions/', 'GET /sessions/validate/'])(
    '%s with an id that is no UUID is a 500',
    async (call) => {
      const [method = '', path = ''] = call.split(' ');
      expect(await nest.call(method, `${path}not-a-uuid`)).toMatchObject({
        status: 500,
        value: { statusCode: 500, message: 'Internal server error' },
      });
    },
  );

  test('is a token that is missing, forged, or over', async () => {
    const { authorization = '' } = headersOf(nest.api);
    for (const wrong of ['', 'Basic abc', `${authorization.slice(0, -4)}AAAA`, `${authorization}.x`]) {
      const reply = await nest.call('GET', '/sessions', { authorization: wrong });
      expect(reply).toMatchObject({ status: 401, value: { error: 'Unauthorized', statusCode: 401 } });
    }
    const nextMonth = await started('nest-sessions', { now: Date.now() + 30 * 24 * 60 * 60 * 1000 });
    expect((await nextMonth.call('GET', '/sessions', { authorization })).status).toBe(401);
    await nextMonth.close();
  });

  test('may be a list of messages', async () => {
    nest.api.behaviour.refuse['sessionControllerGetActiveSessions'] = { status: 400, times: 1 };
    const { value } = await nest.call('GET', '/sessions');
    expect(value).toMatchObject({ message: [expect.any(String), expect.any(String)], error: 'Bad Request' });
  });
});
