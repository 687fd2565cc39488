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
    ['sessions', { sessions: [], currentSessions: 7, maxSessions: 10, warning: null }],
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

describe('ending', () => {
  test('one session takes it off the list; again it is not found', async () => {
    const [first] = await list();
    const path = `${sessions}/${first?.id ?? ''}`;
    expect((await vault.call('DELETE', path)).value).toEqual({ message: 'Session revoked' });
    expect((await list()).map(({ id }) => id)).not.toContain(first?.id);
    expect(await vault.call('DELETE', path)).toMatchObject({
      status: 404,
      value: { error: { code: 'NOT_FOUND', message: 'Resource not found' } },
    });
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

  test('does not hang on a tenant that is named by its slug', async () => {
    const reply = await vault.call('GET', sessions, { 'x-tenant-id': '', 'x-tenant-slug': 'mock' });
    expect(reply.status).toBe(200);
  });
});
