import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startMockServer } from '../../mock-server/index.ts';
import type { MockServer, MockApi } from '../../mock-server/index.ts';
import { documentedOperations } from '../support/servers/openapi.ts';
import type { DocumentedOperation, HttpReply } from '../support/servers/openapi.ts';
import { send } from './support/device.ts';
import type { Reply } from './support/device.ts';
import { apiOf, headersOf } from './support/started.ts';

type Sending = readonly [method: string, path: string, value?: object];

/** How each of the 22 operations is called; one that needs more than its row has it made by a call before. */
const calls: Record<string, Record<string, (api: MockApi) => Sending | Promise<Sending>>> = {
  'better-auth': {
    multi_session_list_device_sessions_get: () => ['GET', '/multi-session/list-device-sessions'],
    multi_session_set_active_post: (api) => ['POST', '/multi-session/set-active', tokenOf(api)],
    multi_session_revoke_post: (api) => ['POST', '/multi-session/revoke', tokenOf(api)],
  },
  clerk: {
    get_session_list: ({ access }) => {
      const userId = access.filters['userId']?.split(' ')[0] ?? '';
      return ['GET', `/sessions?user_id=${userId}&limit=100`];
    },
    get_session: (api) => ['GET', `/sessions/${idOf(api)}`],
    revoke_session: (api) => ['POST', `/sessions/${idOf(api)}/revoke`],
    verify_session: async (api) => {
      const minted = await call(api, ['POST', `/sessions/${idOf(api)}/tokens`]);
      const { jwt: token } = minted.value as { jwt: string };
      return ['POST', `/sessions/${idOf(api)}/verify`, { token }];
    },
    create_session_token_from_template: (api) => ['POST', `/sessions/${idOf(api)}/tokens/supabase`],
  },
  'nest-sessions': {
    sessionControllerGetActiveSessions: ({ access }) => {
      const { currentSessionId = '' } = access.settings;
      return ['GET', `/sessions?currentSessionId=${currentSessionId}&page=2&limit=50`];
    },
    sessionControllerGetSessionCount: () => ['GET', '/sessions/count'],
    sessionControllerRevokeAllSessions: () => ['DELETE', '/sessions'],
    sessionControllerRevokeSession: (api) => ['DELETE', `/sessions/${idOf(api)}`],
    sessionControllerValidateSession: (api) => ['GET', `/sessions/validate/${idOf(api)}`],
  },
  vault: {
    listSessions: () => ['GET', '/users/me/sessions'],
    logoutAllSessions: () => ['DELETE', '/users/me/sessions'],
    revokeSession: (api) => ['DELETE', `/users/me/sessions/${idOf(api)}`],
  },
  nextauth: {
    get_session: (api) => ['GET', `${serverOf(api)}/sessions/`],
    get_qr_login: (api) => ['GET', `${serverOf(api)}/sessions/qr/login?img=png&s=200`, context],
    logout: (api) => ['POST', `${serverOf(api)}/sessions/logout`],
    provoke_login: (api) => ['POST', `${serverOf(api)}/sessions/provokelogin`, context],
    provoke_login_on_account: (api) => ['POST', `${serverOf(api)}/accounts/42/provokelogin`, context],
    provoke_login_on_user: (api) => ['POST', `${serverOf(api)}/users/alice/provokelogin`, context],
  },
};
const context = {
  sessioninfo: { ip: '192.0.2.7', useragent: 'Test', info: { Reason: 'Test' }, logo: 'AAAA' },
};

function rowOf({ db }: MockApi): { id: string; token: string } {
  return db.get('sessions').first().value() as { id: string; token: string };
}

function idOf(api: MockApi): string {
  return rowOf(api).id;
}

function tokenOf(api: MockApi): object {
  return { sessionToken: rowOf(api).token };
}

function serverOf({ access }: MockApi): string {
  return `/servers/${encodeURIComponent(access.settings['serverId'] ?? '')}`;
}

function call(api: MockApi, [method, path, value]: Sending, headers = headersOf(api)): Promise<Reply> {
  const body = value === undefined ? undefined : JSON.stringify(value);
  const described: Record<string, string> =
    body === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
  return send(method, `${api.baseUrl}${path}`, { ...headers, ...described }, body);
}

async function operate(api: MockApi, operation: string, headers?: Record<string, string>): Promise<Reply> {
  const prepare = calls[api.id]?.[operation];
  if (prepare === undefined) throw new Error(`${operation} has no call here`);
  return call(api, await prepare(api), headers);
}

let mock: MockServer;
test('the documents have 22 operations, each with a call here', async () => {
  const all = await Promise.all(Object.keys(calls).map(documentedOperations));
  const names = all.flat().map(({ operation }) => operation);
  expect(names).toHaveLength(22);
  expect(names.toSorted()).toEqual(Object.values(calls).flatMap(Object.keys).toSorted());
});

/** A mock server of these APIs for each test of a suite. */
function startEach(...apis: string[]): void {
  beforeEach(async () => {
    mock = await startMockServer({ apis });
  });
  afterEach(() => mock.close());
}

describe.each(Object.keys(calls))('%s', async (id) => {
  startEach(id);
  const documented = await documentedOperations(id);
  const named = documented.map((each) => [each.operation, each] as const);
  const errors = documented.flatMap((each) =>
    each.statuses.filter((status) => status !== 200).map((status) => [each.operation, status, each] as const),
  );

  test.each(named)('%s is answered as documented', async (operation, { problemsOf }) => {
    const reply = await operate(apiOf(mock, id), operation);
    expect(reply.status).toBe(200);
    expect(problemsOf(reply)).toEqual([]);
  });

  test.each(errors)('%s is refused as documented: %i', async (operation, status, { problemsOf }) => {
    const api = apiOf(mock, id);
    api.behaviour.refuse[operation] = { status, times: 1 };
    const reply = await operate(api, operation);
    expect(reply.status).toBe(status);
    expect(problemsOf(reply)).toEqual([]);
  });

  test('has just the error statuses that can be asked of the mock server', () => {
    const statuses = documented.map(({ operation, statuses: all }) => {
      return [operation, all.filter((status) => status !== 200)] as const;
    });
    expect(Object.fromEntries(statuses)).toEqual(apiOf(mock, id).errorStatuses);
  });

  test('refuses a stranger as documented', async () => {
    const api = apiOf(mock, id);
    for (const { operation, problemsOf } of documented.filter(
      (each) => each.operation !== 'verify_session',
    )) {
      expect(problemsOf(await operate(api, operation, {}))).toEqual([]);
    }
  });
});

describe('other forms of a good answer', () => {
  startEach('clerk', 'nextauth');

  test('are documented too', async () => {
    const clerk = apiOf(mock, 'clerk');
    const nextauth = apiOf(mock, 'nextauth');
    const list = await operationOf('clerk', 'get_session_list');
    const paginated = await call(clerk, ['GET', `/sessions?client_id=nobody&paginated=true`]);
    expect([paginated.value, list.problemsOf(paginated)]).toEqual([{ data: [], total_count: 0 }, []]);
    const status = await operationOf('nextauth', 'get_session');
    const headers = { ...headersOf(nextauth), 'x-nonce': 'nobody is here' };
    expect(status.problemsOf(await operate(nextauth, 'get_session', headers))).toEqual([]);
  });
});

describe('a broken answer is reported', () => {
  startEach('nest-sessions');

  test.each([
    ['wrong-type', 'the type is text/plain'],
    ['html', 'the type is text/html'],
    ['status-502', 'status 502 is not documented'],
    ['deep-json', 'the body must be object'],
    ['proto', 'must NOT have additional properties'],
  ] as const)('%s', async (kind, problem) => {
    const nest = apiOf(mock, 'nest-sessions');
    nest.behaviour.faults = [{ kind, operation: '*', times: 1 }];
    const { problemsOf } = await operationOf('nest-sessions', 'sessionControllerGetActiveSessions');
    const problems = problemsOf(await operate(nest, 'sessionControllerGetActiveSessions'));
    expect(problems.join('\n')).toContain(problem);
  });

  const json = { 'content-type': 'application/json' };
  const good: HttpReply = {
    status: 200,
    headers: json,
    text: JSON.stringify({ message: 'Session revoked' }),
  };
  test.each<[string, Partial<HttpReply>]>([
    ['a field of another type', { text: '{"message":1}' }],
    ['a field too few', { text: '{}' }],
    ['a field too many', { text: '{"message":"done","id":1}' }],
    ['no JSON', { text: '{"message":' }],
    ['no body where there must be one', { text: '', headers: {} }],
    ['a charset where there is none', { headers: { 'content-type': 'application/json; charset=utf-8' } }],
    ['a body where there is none', { status: 429 }],
    ['a status that is not documented', { status: 204, text: '', headers: {} }],
  ])('%s', async (_, changes) => {
    const { problemsOf } = await operationOf('vault', 'revokeSession');
    expect(problemsOf(good)).toEqual([]);
    expect(problemsOf({ ...good, ...changes })).not.toEqual([]);
  });

  test('a header that is missing', async () => {
    const { problemsOf } = await operationOf('clerk', 'get_session');
    const errors = [{ message: 'm', long_message: 'm', code: 'c', meta: {} }];
    const text = JSON.stringify({ errors, clerk_trace_id: '0'.repeat(32) });
    expect(problemsOf({ status: 429, headers: json, text })).toEqual(['header Retry-After is missing']);
  });
});

async function operationOf(api: string, name: string): Promise<DocumentedOperation> {
  const found = (await documentedOperations(api)).find(({ operation }) => operation === name);
  if (found === undefined) throw new Error(`${name} is not documented`);
  return found;
}
