import { cookieNames, multiCookieName, sign } from '../../../../mock-server/apis/better-auth/cookies.ts';
import type { Session, User } from '../../../../mock-server/apis/better-auth/seed.ts';
import type { MockApi } from '../../../../mock-server/index.ts';
import type { Random } from '../../../../mock-server/random.ts';
import { ago, inAWeek, putRows, rowsOf, times, type Kind } from './kind.ts';

/** Ids of sessions by token, also of those that are gone from the table. */
const ids = new WeakMap<MockApi, Map<string, string>>();

/** better-auth: a device with a session of each of many people. The first is the active one, and stays. */
export const betterAuth: Kind = {
  // Their cookies go into one header of 16 KiB.
  most: 40,
  fill(api, count, random) {
    const users = times(count + 1, (): User => userOf(random));
    const sessions = users.map(({ id: userId }): Session => sessionOf(userId, random));
    putRows(api, users, 'users');
    putRows(api, sessions);
    ids.set(api, new Map(sessions.map(({ id, token }) => [token, id])));
    return sessions.slice(1).map(({ id }) => id);
  },
  living: (api) => new Set(rowsOf(api).map(({ id }) => id)),
  toEnd(api, { path, body }) {
    if (!path.endsWith('/multi-session/revoke')) return null;
    const { sessionToken } = JSON.parse(body) as { sessionToken: string };
    return ids.get(api)?.get(sessionToken) ?? null;
  },
  own: (api) => rowsOf(api)[0]?.id ?? '',
  // It trusts its own origin, which is not the proxy's.
  settings: ({ access, baseUrl }) => ({ ...access.settings, origin: new URL(baseUrl).origin }),
  secrets: (api) => {
    const tokens = rowsOf<Session>(api).map(({ token }) => token);
    const active = cookie(cookieNames.session, tokens[0] ?? '');
    const devices = tokens.map((token) => cookie(multiCookieName(token), token));
    return { ...api.access.secrets, cookies: [active, ...devices].join('; ') };
  },
  byName: true,
  operations: {
    list: 'multi_session_list_device_sessions_get',
    end: 'multi_session_revoke_post',
    lookUp: null,
  },
};

function userOf(random: Random): User {
  const name = random.text(10);
  const email = `${name.toLowerCase()}@example.com`;
  const times = { createdAt: ago(0), updatedAt: ago(0) };
  return { id: random.text(32), name, email, emailVerified: true, ...times };
}

function sessionOf(userId: string, random: Random): Session {
  const times = { createdAt: ago(0), updatedAt: ago(0), expiresAt: inAWeek() };
  const from = { ipAddress: '', userAgent: 'chaos' };
  return { id: random.text(32), token: random.text(32), userId, ...times, ...from };
}

function cookie(name: string, token: string): string {
  return `${name}=${encodeURIComponent(sign(token))}`;
}
