import type { Bridge } from '../electron/bridge/crossing/connect.ts';
import type { Session } from '../electron/bridge/session.ts';
import type { MockApi } from '../mock-server/index.ts';
import type { Subject } from './operation-table.ts';

/**
 * A user and another user's account that the mock server of nextAuth knows; its first session is a third person's, so
 * that one push to each is three people's first. And a role that may do everything.
 */
const phoneOwner = { userId: 'chiara', accountId: '57' };
const settings: Record<string, Record<string, string>> = { nextauth: { roleId: 'operator' } };

/** better-auth's document asks for a bearer token: here it stands in for the cookie of the active session. */
function secretsFor({ id, access }: MockApi): Record<string, string> {
  if (id !== 'better-auth') return access.secrets;
  const pairs = (access.secrets['cookies'] ?? '').split('; ');
  const active = pairs.find((pair) => !pair.includes('_multi-')) ?? '';
  const cookies = pairs.filter((pair) => pair !== active).join('; ');
  return { cookies, bearer: active.slice(active.indexOf('=') + 1) };
}

/** Saves a connection to a mock server, with its key, and returns its id. */
export async function saveConnection(
  bridge: Bridge,
  { id, baseUrl, access }: MockApi,
  { settings, secrets }: Partial<Pick<MockApi['access'], 'settings' | 'secrets'>> = {},
): Promise<string> {
  const draft = {
    id: null,
    api: id,
    name: `own ${id}`,
    kind: 'development',
    colour: 'blue',
    baseUrl,
  } as const;
  const { filters } = access;
  const whole = { ...draft, settings: { ...access.settings, ...settings }, filters };
  const connection = await bridge('connections.save', whole);
  await bridge('keys.put', { connectionId: connection.id, secrets: secrets ?? access.secrets });
  return connection.id;
}

/** A connection to a mock server with its sessions read, and one of them to try every operation on. */
export async function openSubject(bridge: Bridge, mock: MockApi): Promise<Subject> {
  const connectionId = await saveConnection(bridge, mock, {
    settings: settings[mock.id] ?? {},
    secrets: secretsFor(mock),
  });
  const { filters } = mock.access;
  const { sessions } = await bridge('sessions.list', { connectionId, filters });
  const target = sessions.find(({ status, current }) => status === 'active' && !current);
  if (!target) throw new Error(`the mock server of ${mock.id} has no session to try things on`);
  const sessionToken = mock.id === 'clerk' ? await clerkToken(mock, target.nativeId ?? '') : '';
  const narrowed = mock.id === 'clerk' ? filtersFor(target) : filters;
  const idleSessionId = sessions.find(({ status }) => status !== 'active')?.id ?? null;
  const ids = { sessionId: target.id, idleSessionId };
  return { bridge, connectionId, filters: narrowed, ...ids, sessionToken, ...phoneOwner };
}

/** The filters that name just this session's user, client and status. */
function filtersFor({ user, extra, statusGiven }: Session): Record<string, string> {
  return { userId: user.id ?? '', clientId: extra['client_id'] ?? '', status: statusGiven ?? '' };
}

/**
 * A session's own token, as Clerk's frontend would hold it: the documented operations cannot get one. It lasts an hour,
 * so that a slow machine does not outlive it.
 */
async function clerkToken({ baseUrl, access }: MockApi, sessionId: string): Promise<string> {
  const headers = {
    Authorization: `Bearer ${access.secrets['secretKey']}`,
    'Content-Type': 'application/json',
  };
  const body = JSON.stringify({ expires_in_seconds: 3600 });
  const reply = await fetch(`${baseUrl}/sessions/${sessionId}/tokens`, { method: 'POST', headers, body });
  return ((await reply.json()) as { jwt: string }).jwt;
}
