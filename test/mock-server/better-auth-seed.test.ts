import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startMockServer } from '../../mock-server/index.ts';
import type { MockServer, MockApi } from '../../mock-server/index.ts';
import { Device, send } from './support/device.ts';

const list = '/multi-session/list-device-sessions';
const revoke = '/multi-session/revoke';

interface Row {
  session: { token: string; userId: string; expiresAt: string };
  user: { email: string };
}

let mock: MockServer;
let api: MockApi;

beforeEach(async () => {
  mock = await startMockServer({ apis: ['better-auth'] });
  const found = mock.apis.get('better-auth');
  if (found === undefined) throw new Error('better-auth was not started');
  api = found;
});
afterEach(() => mock.close());

describe('the device of the seed', () => {
  test('has four people signed in, and the cookies to paste show them all', async () => {
    const rows = await listed();
    expect(new Set(rows.map(({ session }) => session.userId)).size).toBe(4);
    expect(rows.every(({ session }) => Date.parse(session.expiresAt) > Date.now())).toBe(true);
  });

  test('has an active session that reading does not renew', async () => {
    const before = structuredClone(await listed());
    const active = await send('GET', `${api.baseUrl}/get-session`, { cookie: cookies() });
    expect((active.value as Row).session.token).toBe(before[0]?.session.token);
    expect(await listed()).toEqual(before);
  });

  test('can be joined by each account named at the terminal', async () => {
    const accounts = api.hints.map((hint) => /(\S+@\S+) \/ (\S+)/.exec(hint) ?? []);
    expect(accounts).toHaveLength(8);
    for (const [, email = '', password = ''] of accounts) {
      expect((await new Device(api.baseUrl).signIn(email, password)).status).toBe(200);
    }
  });
});

describe('ending a session', () => {
  test('honestly ends that one and no other', async () => {
    const [, second] = await listed();
    expect((await revoked(second)).value).toEqual({ status: true });
    expect(await tokens()).not.toContain(second?.session.token);
    expect(await tokens()).toHaveLength(3);
  });

  test('with the behaviour "does-nothing" answers 200 and leaves session and cookie alone', async () => {
    api.behaviour.end = 'does-nothing';
    const [, second] = await listed();
    const reply = await revoked(second);
    expect(reply).toMatchObject({ status: 200, value: { status: true } });
    expect(reply.headers['set-cookie']).toBeUndefined();
    expect(await tokens()).toContain(second?.session.token);
    expect(await tokens()).toHaveLength(4);
  });

  test('with the behaviour "ends-another" also ends the session of someone else, not the active one', async () => {
    api.behaviour.end = 'ends-another';
    const [active, second] = await listed();
    expect((await revoked(second)).status).toBe(200);
    const left = await tokens();
    expect(left).toHaveLength(2);
    expect(left).toContain(active?.session.token);
  });
});

describe('every documented error status', () => {
  const operations = [
    ['multi_session_list_device_sessions_get', 'GET', list],
    ['multi_session_set_active_post', 'POST', '/multi-session/set-active'],
    ['multi_session_revoke_post', 'POST', revoke],
  ] as const;
  const documented = operations.flatMap((operation) =>
    [400, 401, 403, 404, 429, 500].map((status) => [...operation, status] as const),
  );

  test.each(documented)('of %s (%s %s) can be asked for: %i', async (operation, method, path, status) => {
    expect(api.errorStatuses[operation]).toContain(status);
    api.behaviour.refuse[operation] = { status, times: 1, retryAfterSeconds: 2 };
    const device = new Device(api.baseUrl);
    const refused = await device.raw(method, path);
    const next = await device.raw(method, path);
    expect(refused.status).toBe(status);
    expect(refused.headers['x-retry-after']).toBe(status === 429 ? '2' : undefined);
    expect(next.status).toBe(method === 'GET' ? 200 : 400);
  });
});

function cookies(): string {
  return api.access.secrets['cookies'] ?? '';
}

async function listed(): Promise<Row[]> {
  const reply = await send('GET', `${api.baseUrl}${list}`, { cookie: cookies() });
  return reply.value as Row[];
}

async function tokens(): Promise<string[]> {
  return (await listed()).map(({ session }) => session.token);
}

function revoked(row: Row | undefined): ReturnType<typeof send> {
  const { origin } = new URL(api.baseUrl);
  const headers = { cookie: cookies(), origin, 'content-type': 'application/json' };
  const body = JSON.stringify({ sessionToken: row?.session.token });
  return send('POST', `${api.baseUrl}${revoke}`, headers, body);
}
