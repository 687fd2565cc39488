import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startClerk } from './support/clerk.ts';
import type { ClerkMock, Row } from './support/clerk.ts';
import { send } from './support/device.ts';

let clerk: ClerkMock;

beforeEach(async () => {
  clerk = await startClerk();
});
afterEach(() => clerk.close());

describe('the seed', () => {
  test('has 240 sessions of twenty users on several clients, in all eight statuses, most of them active', () => {
    const count = (field: keyof Row): number => new Set(clerk.rows.map((row) => row[field])).size;
    expect([clerk.rows.length, count('id'), count('user_id'), count('client_id'), count('status')]).toEqual([
      ...[240, 240, 20, 60, 8],
    ]);
    expect(clerk.rows.filter(({ status }) => status === 'active').length).toBeGreaterThan(150);
    expect(clerk.userIds).toHaveLength(20);
  });

  test('has sessions that are idle for 90 days, end soon, have no activity, or were opened by someone else', () => {
    const all = clerk.rows;
    const day = 24 * 60 * 60 * 1000;
    const living = all.filter(({ status }) => status === 'active');
    const counts = [
      living.filter((row) => row.last_active_at < Date.now() - 90 * day),
      living.filter((row) => row.expire_at < Date.now() + 2 * day),
      all.filter((row) => row.latest_activity === null),
      all.filter((row) => row.actor !== null),
    ].map(({ length }) => length);
    expect(counts.every((length) => length >= 5)).toBe(true);
  });

  test('has no time that contradicts another', () => {
    for (const { created_at: created, last_active_at: used, expire_at: end, status } of clerk.rows) {
      expect(created).toBeLessThanOrEqual(used);
      expect(used).toBeLessThanOrEqual(Math.min(end, Date.now()));
      if (status === 'active') expect(end).toBeGreaterThan(Date.now());
    }
  });
});

describe('ending a session', () => {
  test('with the behaviour "does-nothing" says revoked and changes nothing', async () => {
    clerk.api.behaviour.end = 'does-nothing';
    const { id } = clerk.active;
    const before = JSON.stringify(clerk.rows);
    expect((await clerk.sdk.sessions.revokeSession(id)).status).toBe('revoked');
    expect(JSON.stringify(clerk.rows)).toBe(before);
  });

  test('with the behaviour "ends-another" also ends one session of another user', async () => {
    clerk.api.behaviour.end = 'ends-another';
    const { id, user_id: userId } = clerk.active;
    const before = new Map(clerk.rows.map((row) => [row.id, row.status]));
    await clerk.sdk.sessions.revokeSession(id);
    const changed = clerk.rows.filter((row) => before.get(row.id) !== row.status);
    expect(changed.map((row) => row.id)).toContain(id);
    expect(changed.filter((row) => row.user_id !== userId)).toHaveLength(1);
    expect(changed).toHaveLength(2);
  });

  test('that is over already answers 200 and leaves it as it was', async () => {
    const ended = clerk.rows.find(({ status }) => status === 'ended');
    expect((await clerk.sdk.sessions.revokeSession(ended?.id ?? '')).status).toBe('ended');
  });
});

describe('every documented error status', () => {
  const documented = [
    ['get_session_list', 'GET', '/sessions', [400, 401, 422]],
    ['get_session', 'GET', '/sessions/SESSION', [400, 401, 404]],
    ['revoke_session', 'POST', '/sessions/SESSION/revoke', [400, 401, 404]],
    ['verify_session', 'POST', '/sessions/SESSION/verify', [400, 401, 404, 410]],
    ['create_session_token_from_template', 'POST', '/sessions/SESSION/tokens/hasura', [401, 404]],
  ] as const;
  const cases = documented.flatMap(([operation, method, path, statuses]) =>
    [...statuses, 429, 500, 503].map((status) => [operation, method, path, status] as const),
  );

  test.each(cases)('of %s (%s %s) can be asked for: %i', async (operation, method, path, status) => {
    expect(clerk.api.errorStatuses[operation]).toContain(status);
    clerk.api.behaviour.refuse[operation] = { status, times: 1, retryAfterSeconds: 3 };
    const url = `${clerk.api.baseUrl}${path.replace('SESSION', clerk.active.id)}`;
    const refused = await send(method, url, clerk.authorization);
    expect(refused.status).toBe(status);
    expect(refused.value).toMatchObject({ errors: [{ code: expect.any(String) as string }] });
    expect(refused.headers['retry-after']).toBe(status === 429 ? '3' : undefined);
    const next = await send(method, url, clerk.authorization);
    expect(next.status).toBe(operation === 'verify_session' ? 400 : 200);
  });
});
