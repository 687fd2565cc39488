import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { started } from './support/started.ts';
import type { Started } from './support/started.ts';

interface Row {
  id: string;
  createdAt: string;
  current: boolean;
  deviceInfo: object | null;
  ipAddress: string | null;
  userAgent: string | null;
}

const sessions = '/users/me/sessions';
let vault: Started;

beforeEach(async () => {
  vault = await started('vault');
});
afterEach(() => vault.close());

async function list(): Promise<Row[]> {
  return (await vault.call('GET', sessions)).value as Row[];
}

function strangerId(): string {
  const rows = vault.api.db.get('sessions').value() as { id: string }[];
  return rows.at(-1)?.id ?? '';
}

describe('the list', () => {
  test('has the seven living sessions of the person, newest first, one of them current', async () => {
    const rows = await list();
    expect(rows).toHaveLength(7);
    expect(rows.filter(({ current }) => current)).toHaveLength(1);
    const times = rows.map(({ createdAt }) => Date.parse(createdAt));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(rows.some((row) => row.id === strangerId())).toBe(false);
  });

  test('has rows without address, without user agent, without device, and with devices of other fields', async () => {
    const rows = await list();
    for (const field of ['ipAddress', 'userAgent', 'deviceInfo'] as const) {
      expect(rows.some((row) => row[field] === null)).toBe(true);
    }
    const fields = new Set(rows.flatMap(({ deviceInfo }) => Object.keys(deviceInfo ?? {})));
    expect([...fields]).toEqual(expect.arrayContaining(['deviceType', 'oauth_provider', 'device_type']));
  });

  test.each([
    ['sessions', { sessions: [], currentSessions: 7, maxSessions: 8, warning: 'near_limit' }],
    ['items', { items: [], total: 7 }],
    ['data', { data: [] }],
    ['data-sessions', { success: true, data: { sessions: [] } }],
  ] as const)('comes as %s when behaviour say so', async (shape, wrapped) => {
    const rows = await list();
    vault.api.behaviour.shape = shape;
    const { value } = await vault.call('GET', sessions);
    expect(value).toEqual(JSON.parse(JSON.stringify(wrapped).replace('[]', JSON.stringify(rows))));
  });
});

test('times have microseconds, as the server reads them from its database', async () => {
  for (const row of await list()) expect(row.createdAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6}Z$/);
});

test.each([
  ['limit_reached', 8],
  ['near_limit', 7],
  ['near_limit', 6],
  [null, 5],
] as const)('the warning is %s at %i of 8 sessions', async (warning, count) => {
  vault.api.behaviour.shape = 'sessions';
  const mine = (vault.api.db.get('sessions').value() as { expiresAt: string; status: string }[]).slice(0, 8);
  mine.forEach((row, place) => {
    row.expiresAt = new Date(Date.now() + 60_000).toISOString();
    row.status = place < count ? 'active' : 'revoked';
  });
  const { value } = await vault.call('GET', sessions);
  expect(value).toMatchObject({ currentSessions: count, maxSessions: 8, warning });
});

test('a token names its session by the claim session_id; one without a session has it as null', () => {
  const claims = (token: string) =>
    JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
  const own = (vault.api.db.get('sessions').value() as { id: string }[])[1]?.id;
  expect(claims(vault.api.access.secrets['accessToken'] ?? '')).toMatchObject({ session_id: own });
  expect(claims(vault.api.hints[0]?.split(' ').at(-1) ?? '')).toMatchObject({ session_id: null });
});

describe('ending', () => {
  test('one session takes it off the list; again it is found, and answered the same', async () => {
    const [first] = await list();
    const path = `${sessions}/${first?.id ?? ''}`;
    const ended = { status: 200, value: { message: 'Session revoked' } };
    expect(await vault.call('DELETE', path)).toMatchObject(ended);
    expect((await list()).map(({ id }) => id)).not.toContain(first?.id);
    expect(await vault.call('DELETE', path)).toMatchObject(ended);
  });

  test('all sessions keeps the current one, as the server does', async () => {
    expect((await vault.call('DELETE', sessions)).value).toEqual({ message: 'Revoked 6 sessions' });
    expect((await list()).map(({ current }) => current)).toEqual([true]);
  });

  test('all sessions ends the current one too, as the document has it, when behaviour say so', async () => {
    vault.api.behaviour.all = 'includes-current';
    expect((await vault.call('DELETE', sessions)).value).toEqual({ message: 'All sessions revoked' });
    expect(await list()).toEqual([]);
  });

  test('all sessions but the current one needs a token that names a session', async () => {
    const authorization = `Bearer ${vault.api.hints[0]?.split(' ').at(-1) ?? ''}`;
    expect(await vault.call('DELETE', sessions, { authorization })).toMatchObject({
      status: 400,
      value: { error: { code: 'BAD_REQUEST', message: 'No active session' } },
    });
    expect(await list()).toHaveLength(7);
  });

  test.each(['does-nothing', 'ends-another'] as const)(
    'one session %s when behaviour say so',
    async (end) => {
      vault.api.behaviour.end = end;
      const before = await list();
      const asked = before.find(({ current }) => !current)?.id ?? '';
      expect((await vault.call('DELETE', `${sessions}/${asked}`)).status).toBe(200);
      const left = await list();
      expect(left).toHaveLength(end === 'does-nothing' ? 7 : 5);
      expect(left.some(({ current }) => current)).toBe(true);
      expect(left.some(({ id }) => id === asked)).toBe(end === 'does-nothing');
    },
  );

  test.each([
    ['does-nothing', 7],
    ['ends-another', 0],
  ] as const)('all sessions %s when behaviour say so', async (end, left) => {
    vault.api.behaviour.end = end;
    expect((await vault.call('DELETE', sessions)).status).toBe(200);
    expect(await list()).toHaveLength(left);
  });
});

describe('what goes wrong', () => {
  test.each([
    ['no token', 401, { authorization: '' }],
    ['a forged token', 401, { authorization: 'Bearer a.b.c' }],
    ['no tenant', 400, { 'x-tenant-id': '' }],
    ['an unknown tenant', 400, { 'x-tenant-id': 'somewhere' }],
  ] as const)('before the operations has a bare status: %s is %i', async (_, status, headers) => {
    const reply = await vault.call('GET', sessions, headers);
    expect(reply).toMatchObject({ status, text: '' });
    expect(reply.headers['content-type']).toBeUndefined();
  });

  test('in the operations has a body: someone else’s session is forbidden, an unknown one not found', async () => {
    expect(await vault.call('DELETE', `${sessions}/${strangerId()}`)).toMatchObject({
      status: 403,
      value: { error: { code: 'FORBIDDEN', message: 'Access denied' } },
    });
    expect(await vault.call('DELETE', `${sessions}/sess_none`)).toMatchObject({
      status: 404,
      value: { error: { code: 'NOT_FOUND' } },
    });
  });

  test.each([
    ['GET', '/users/me/session'],
    ['DELETE', `${sessions}/a/b`],
    ['GET', '/'],
  ])('on a route that is not there is said as JSON: %s %s', async (method, path) => {
    expect(await vault.call(method, path)).toMatchObject({
      status: 404,
      value: { error: { code: 'NOT_FOUND', message: 'The requested resource was not found' } },
    });
  });

  test('does not hang on a tenant that is named by its slug', async () => {
    const reply = await vault.call('GET', sessions, { 'x-tenant-id': '', 'x-tenant-slug': 'mock' });
    expect(reply.status).toBe(200);
  });
});
