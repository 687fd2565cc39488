import { verifyToken } from '@clerk/backend';
import type { Session } from '@clerk/backend';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { failureOf, startClerk } from './support/clerk.ts';
import type { ClerkMock } from './support/clerk.ts';
import { send } from './support/device.ts';

let clerk: ClerkMock;

beforeEach(async () => {
  clerk = await startClerk();
});
afterEach(() => clerk.close());

describe('the Clerk SDK', () => {
  test('pages through a user’s sessions, newest first, with the total', async () => {
    const [userId = ''] = clerk.userIds;
    const first = await clerk.sdk.sessions.getSessionList({ userId, limit: 5 });
    const rest = await clerk.sdk.sessions.getSessionList({ userId, limit: 500, offset: 5 });
    expect([first.totalCount, first.data.length, rest.data.length]).toEqual([12, 5, 7]);
    const all = [...first.data, ...rest.data];
    expect(all.every((session) => session.userId === userId)).toBe(true);
    expect(all.map(({ createdAt }) => createdAt)).toEqual(
      all.map(({ createdAt }) => createdAt).toSorted((a, b) => b - a),
    );
  });

  test('gets ten sessions when it names no limit', async () => {
    expect((await clerk.sdk.sessions.getSessionList({ userId: clerk.userIds[0] ?? '' })).data).toHaveLength(
      10,
    );
  });

  test('filters by status and by client', async () => {
    const row = clerk.rows.find(({ status }) => status === 'revoked');
    const { user_id: userId = '', client_id: clientId = '' } = row ?? {};
    const byStatus = await clerk.sdk.sessions.getSessionList({ userId, status: 'revoked' });
    const byClient = await clerk.sdk.sessions.getSessionList({ clientId, limit: 100 });
    expect(byStatus.data.map(({ status }) => status)).toEqual(['revoked']);
    expect(new Set(byClient.data.map((session) => session.clientId))).toEqual(new Set([clientId]));
    expect(byClient.totalCount).toBe(4);
  });

  test('reads one session into its own class, activity and actor included', async () => {
    const row = clerk.rows.find(({ actor }) => actor !== null);
    const session = await clerk.sdk.sessions.getSession(row?.id ?? '');
    expect(session.clientId).toBe(row?.client_id);
    expect(session.actor).toEqual({ sub: clerk.userIds[0] });
    expect(session.latestActivity?.ipAddress).toMatch(/^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/);
  });

  test('revokes a session: the row stays and says so', async () => {
    const { id } = clerk.active;
    expect((await clerk.sdk.sessions.revokeSession(id)).status).toBe('revoked');
    expect((await clerk.sdk.sessions.getSession(id)).status).toBe('revoked');
    expect(clerk.rows).toHaveLength(240);
  });

  test('gets a session token whose signature it can check itself', async () => {
    const { id, user_id: userId } = clerk.active;
    const { jwt } = await clerk.sdk.sessions.getToken(id);
    const { origin } = new URL(clerk.api.baseUrl);
    const claims = await verifyToken(jwt, { secretKey: clerk.secretKey, apiUrl: origin });
    expect(claims).toMatchObject({ sid: id, sub: userId });
    expect(claims.exp - claims.iat).toBe(60);
  });

  test('gets a token from a template, living as long as it asked', async () => {
    const { id, user_id: userId } = clerk.active;
    const { jwt } = await clerk.sdk.sessions.getToken(id, 'supabase', 600);
    const claims = claimsOf(jwt);
    expect(claims).toMatchObject({ role: 'authenticated', sub: userId });
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(600);
    expect(claims).not.toHaveProperty('sid');
  });

  test('is told that verifying is deprecated, by the version that it announces', async () => {
    const { id } = clerk.active;
    const { jwt } = await clerk.sdk.sessions.getToken(id);
    await expect(failureOf(clerk.sdk.sessions.verifySession(id, jwt))).resolves.toMatchObject({
      status: 410,
      code: 'operation_deprecated',
    });
  });

  test.each([
    [
      'a wrong key',
      () => clerk.sdkWith('sk_test_wrong').sessions.getSession('sess_1'),
      401,
      'clerk_key_invalid',
    ],
    ['no filter', () => clerk.sdk.sessions.getSessionList(), 400, 'missing_query_parameter'],
    ['a limit too large', () => listWith({ limit: 501 }), 422, 'form_param_value_invalid', 'limit'],
    ['half a session', () => listWith({ limit: 1.5 }), 422, 'form_param_format_invalid', 'limit'],
    ['an offset below zero', () => listWith({ offset: -1 }), 422, 'form_param_value_invalid', 'offset'],
    [
      'a status that is none',
      () => listWith({ status: 'sleeping' as 'active' }),
      422,
      'form_param_value_invalid',
      'status',
    ],
    ['an unknown session', () => clerk.sdk.sessions.getSession('sess_unknown'), 404, 'resource_not_found'],
    [
      'revoking an unknown session',
      () => clerk.sdk.sessions.revokeSession('sess_unknown'),
      404,
      'resource_not_found',
    ],
    [
      'an unknown template',
      () => clerk.sdk.sessions.getToken(clerk.active.id, 'unknown'),
      404,
      'resource_not_found',
    ],
    [
      'a token for an unknown session',
      () => clerk.sdk.sessions.getToken('sess_unknown', 'hasura'),
      404,
      'resource_not_found',
    ],
    [
      'a token that lives too short',
      () => clerk.sdk.sessions.getToken(clerk.active.id, 'hasura', 29),
      422,
      'form_param_value_invalid',
      'expires_in_seconds',
    ],
  ])(
    'receives %s as an error with code, status and trace',
    async (_, call, status, code, paramName?: string) => {
      const error = await failureOf(call());
      expect(error).toMatchObject({ status, code, paramName });
      expect(error.traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(error.longMessage).not.toBe('');
    },
  );
});

describe('the version of the document, named by no header', () => {
  test('verifies a session by its token', async () => {
    const { id } = clerk.active;
    const { jwt } = await clerk.sdk.sessions.getToken(id);
    const reply = await clerk.post(`/sessions/${id}/verify`, { token: jwt });
    expect(reply).toMatchObject({ status: 200, value: { object: 'session', id, status: 'active' } });
    expect(reply.value).not.toHaveProperty('tasks');
  });

  test('does not verify a token that is missing, foreign, changed, or of a session that ended', async () => {
    const { id } = clerk.active;
    const { jwt } = await clerk.sdk.sessions.getToken(id);
    const other = clerk.rows.find((row) => row.status === 'active' && row.id !== id);
    const { jwt: foreign } = await clerk.sdk.sessions.getToken(other?.id ?? '');
    const fromTemplate = (await clerk.sdk.sessions.getToken(id, 'supabase')).jwt;
    const [head = '', payload = '', signature = ''] = jwt.split('.');
    const changed = `${head}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    for (const body of [
      {},
      { token: foreign },
      { token: changed },
      { token: fromTemplate },
      { token: 5 },
      { token: 'x' },
    ]) {
      const reply = await clerk.post(`/sessions/${id}/verify`, body);
      expect(reply).toMatchObject({ status: 400, value: { errors: [{ code: 'invalid_session_token' }] } });
    }
    await clerk.sdk.sessions.revokeSession(id);
    expect((await clerk.post(`/sessions/${id}/verify`, { token: jwt })).status).toBe(400);
  });

  test('does not verify a token that is a minute old', async () => {
    const { id } = clerk.active;
    const start = performance.now();
    const clock = vi.spyOn(performance, 'now').mockReturnValue(start);
    const { jwt } = await clerk.sdk.sessions.getToken(id);
    clock.mockReturnValue(start + 58_000);
    expect((await clerk.post(`/sessions/${id}/verify`, { token: jwt })).status).toBe(200);
    clock.mockReturnValue(start + 61_000);
    expect((await clerk.post(`/sessions/${id}/verify`, { token: jwt })).status).toBe(400);
    clock.mockRestore();
  });

  test('lists all sessions when no filter is given, as a bare list', async () => {
    expect((await clerk.get('/sessions?limit=500')).value).toHaveLength(240);
    expect((await clerk.get('/sessions')).value).toHaveLength(10);
  });

  test('refuses a version that is none, or that is named twice', async () => {
    for (const version of ['today', '2026-13-01', '2019-01-01']) {
      const reply = await clerk.get('/sessions', { 'clerk-api-version': version });
      expect(reply).toMatchObject({ status: 400, value: { errors: [{ code: 'api_version_invalid' }] } });
    }
    const twice = await clerk.get('/sessions?__clerk_api_version=2024-10-01', {
      'clerk-api-version': '2024-10-01',
    });
    expect(twice.status).toBe(400);
  });

  test('refuses an authorization that is missing or no bearer', async () => {
    for (const headers of [
      {},
      { authorization: clerk.secretKey },
      { authorization: `Basic ${clerk.secretKey}` },
    ]) {
      const reply = await send('GET', `${clerk.api.baseUrl}/sessions`, headers);
      expect(reply.status).toBe(401);
      expect(reply.value).toMatchObject({ errors: [{ code: 'authorization_header_format_invalid' }] });
    }
  });

  test('takes a POST that announces JSON and sends nothing', async () => {
    const headers = { 'content-type': 'application/json', 'content-length': '0' };
    const reply = await send('POST', `${clerk.api.baseUrl}/sessions/${clerk.active.id}/revoke`, {
      ...headers,
      ...clerk.authorization,
    });
    expect(reply).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
  });

  test('answers 400 to a body that is broken JSON', async () => {
    const url = `${clerk.api.baseUrl}/sessions/${clerk.active.id}/verify`;
    expect(
      (await send('POST', url, { 'content-type': 'application/json', ...clerk.authorization }, '{broken'))
        .status,
    ).toBe(400);
  });
});

function listWith(query: object): Promise<{ data: Session[] }> {
  return clerk.sdk.sessions.getSessionList({ userId: clerk.userIds[0] ?? '', ...query });
}

function claimsOf(jwt: string): Record<string, unknown> {
  const payload = Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString();
  return JSON.parse(payload) as Record<string, unknown>;
}
