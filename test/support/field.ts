import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Session, SessionPage } from '../../electron/bridge/session.ts';
import { openTestHost, type TestHost } from './host.ts';

// How the rows of test/field are tried: a whole host, and a server over HTTP that says what the row says.

export type FieldApi = 'better-auth' | 'nest-sessions' | 'vault' | 'nextauth' | 'clerk';

/** A row's wording for a field that several APIs have; each calls it something else. */
export type FieldName = keyof typeof fieldsOf.vault | keyof (typeof fieldsOf)['better-auth'];

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export const signedToken = 'Abcdefgh12345678Abcdefgh12345678';
const signature = 'c2lnbmF0dXJlc2lnbmF0dXJl';

const fieldsOf = {
  'better-auth': {
    id: 'session.id',
    created: 'session.createdAt',
    active: 'session.updatedAt',
    expires: 'session.expiresAt',
    ip: 'session.ipAddress',
    agent: 'session.userAgent',
    user: 'user',
    userId: 'user.id',
    name: 'user.name',
    email: 'user.email',
    image: 'user.image',
    flag: 'user.emailVerified',
  },
  'nest-sessions': {
    id: 'id',
    created: 'createdAt',
    active: 'lastActiveAt',
    device: 'deviceInfo',
    place: 'location',
    ip: 'ipAddress',
    current: 'isCurrent',
  },
  vault: {
    id: 'id',
    created: 'createdAt',
    active: 'lastActivityAt',
    expires: 'expiresAt',
    device: 'deviceInfo',
    ip: 'ipAddress',
    agent: 'userAgent',
    current: 'current',
    flag: 'mfaVerified',
  },
  clerk: {
    created: 'created_at',
    active: 'last_active_at',
    expires: 'expire_at',
    ip: 'latest_activity.ip_address',
    city: 'latest_activity.city',
    browser: 'latest_activity.browser_name',
    mobile: 'latest_activity.is_mobile',
    userId: 'user_id',
  },
  nextauth: { userId: 'userid', flag: 'canprovoke' },
} as const satisfies Record<FieldApi, Record<string, string>>;

/** The APIs that have a field of this name. */
export function apisWith(name: string): FieldApi[] {
  return (Object.keys(fieldsOf) as FieldApi[]).filter((api) => Object.hasOwn(fieldsOf[api], name));
}

/** What the API's documents call the field. */
export function wireName(api: FieldApi, name: string): string {
  return (fieldsOf[api] as Record<string, string>)[name] ?? name;
}

const long = '2026-06-01T08:00:00.000Z';
const plain: Record<FieldApi, () => Record<string, unknown>> = {
  'better-auth': () => ({
    session: { id: 's1', token: signedToken, userId: 'u1', expiresAt: '2030-01-01T00:00:00.000Z' },
    user: { id: 'u1', name: 'Ann', email: 'ann@example.org', emailVerified: false },
  }),
  'nest-sessions': () => ({ id: 's1', deviceInfo: 'Chrome 150 on Linux', createdAt: long }),
  vault: () => ({ id: 's1', mfaVerified: true, createdAt: long, current: false }),
  clerk: () => ({ id: 's1', status: 'active', user_id: 'u1', latest_activity: {} }),
  nextauth: () => ({ loggedin: true, userid: 'u1' }),
};

/** An ordinary row of the API, with one field, by its path in the row, set to something else. */
export function rowWith(api: FieldApi, path: string, value: unknown): Record<string, unknown> {
  const row = plain[api]();
  const names = path.split('.');
  const last = names.pop() ?? path;
  let place = row;
  for (const name of names) place = (place[name] ??= {}) as Record<string, unknown>;
  place[last] = value;
  return row;
}

/** Rows as a whole answer of the API. */
export function listBody(api: FieldApi, rows: unknown[]): unknown {
  if (api === 'nextauth') return rows[0];
  return api === 'nest-sessions' ? { sessions: rows, total: rows.length } : rows;
}

const secrets: Record<FieldApi, Record<string, string>> = {
  'better-auth': { cookies: `${signedToken}.${signature}` },
  'nest-sessions': { accessToken: 'tok_nest_123456' },
  vault: { accessToken: 'tok_vault_123456' },
  nextauth: { apiKey: 'key_nextauth_123', nonces: 'nonce1234567890abcdef' },
  clerk: { secretKey: 'sk_test_abcdefghij' },
};
const settings: Partial<Record<FieldApi, Record<string, string>>> = {
  nextauth: { serverId: 'c2VydmVy' },
  'nest-sessions': { currentSessionId: 's1' },
};
const filters: Partial<Record<FieldApi, Record<string, string>>> = { clerk: { userId: 'u1' } };

export interface Field extends TestHost {
  /** Opens a server for this answer and a connection to it, with an ordinary key unless another is given. */
  connect(
    api: FieldApi,
    answer: Answer,
    given?: { secrets?: Record<string, string>; path?: string; host?: string },
  ): Promise<{ connectionId: string; heard: IncomingMessage[] }>;
  /** What Sessiondeck reads where a server answers as told. */
  list(api: FieldApi, answer: Answer, given?: Parameters<Field['connect']>[2]): Promise<SessionPage>;
}

/** Answers everything with this, as JSON. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

export async function openField(): Promise<Field> {
  const app = await openTestHost();
  const servers: Server[] = [];
  const connect: Field['connect'] = async (api, answer, given = {}) => {
    const heard: IncomingMessage[] = [];
    const server = createServer((request, response) => {
      heard.push(request);
      answer(request, response);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { id: connectionId } = await app.bridge('connections.save', {
      ...{ id: null, api, name: api, kind: 'development', colour: 'blue', filters: filters[api] ?? {} },
      baseUrl: `http://${given.host ?? '127.0.0.1'}:${port}${given.path ?? ''}`,
      settings: settings[api] ?? {},
    });
    await app.bridge('keys.put', { connectionId, secrets: given.secrets ?? secrets[api] });
    return { connectionId, heard };
  };
  const list: Field['list'] = async (api, answer, given) => {
    // A list of pages ends: beyond the first there is nothing.
    const paged: Answer = (request, response) => {
      const isLater = /[?&](offset=[1-9]|page=[2-9])/.test(request.url ?? '');
      (isLater ? json(listBody(api, [])) : answer)(request, response);
    };
    const { connectionId } = await connect(api, paged, given);
    return app.bridge('sessions.list', { connectionId, filters: filters[api] ?? {} });
  };
  const close = async () => {
    for (const server of servers) server.close().closeAllConnections();
    await app.close();
  };
  return { ...app, connect, list, close };
}

/** The one session of a page; throws when there is another number of them. */
export function only({ sessions, unreadable }: SessionPage): Session {
  const [session] = sessions;
  if (session && sessions.length === 1 && unreadable === 0) return session;
  throw new Error(`${sessions.length} sessions, ${unreadable} unreadable`);
}
