import { randomBytes } from 'node:crypto';
import { type Answer, empty, json } from '../answer.ts';
import type { ApiDefinition, Documented } from '../api.ts';
import type { Refusal } from '../behaviour.ts';
import { ApiError, checkSignInOrigin, type Fields, jsonOnly } from './better-auth/checks.ts';
import { cookieNames, isMultiCookie, multiCookieName, setCookie, sign } from './better-auth/cookies.ts';
import {
  deleteSessionCookies,
  deviceTokens,
  endpoint,
  type Exchange,
  expireCookie,
  setSessionCookie,
  signedCookie,
} from './better-auth/exchange.ts';
import {
  type BetterAuthTables,
  deviceAccounts,
  lifetime,
  seed,
  type Session,
  type SessionAndUser,
} from './better-auth/seed.ts';
import { activeSession, bystander, deleteSession, liveSessions } from './better-auth/sessions.ts';

const sessionToken: Fields = { sessionToken: { type: 'string' } };
const noStore = { 'cache-control': 'no-store', pragma: 'no-cache' };

const routes: ApiDefinition<BetterAuthTables>['routes'] = [
  {
    operation: 'multi_session_list_device_sessions_get',
    method: 'GET',
    path: '/multi-session/list-device-sessions',
    answer: endpoint({}, listDeviceSessions),
  },
  {
    operation: 'multi_session_set_active_post',
    method: 'POST',
    path: '/multi-session/set-active',
    answer: endpoint({ fields: sessionToken }, setActive),
  },
  {
    operation: 'multi_session_revoke_post',
    method: 'POST',
    path: '/multi-session/revoke',
    answer: endpoint({ fields: sessionToken }, revoke),
  },
  { operation: 'sign_in_email_post', method: 'POST', path: '/sign-in/email', answer: signInEndpoint() },
  {
    operation: 'sign_out_post',
    method: 'POST',
    path: '/sign-out',
    answer: endpoint({ fields: {}, bodyMayBeMissing: true }, signOut),
  },
  { operation: 'get_session_get', method: 'GET', path: '/get-session', answer: endpoint({}, getSession) },
];

const errorStatuses = {
  multi_session_list_device_sessions_get: [400, 401, 403, 404, 429, 500],
  multi_session_set_active_post: [400, 401, 403, 404, 415, 429, 500],
  multi_session_revoke_post: [400, 401, 403, 404, 415, 429, 500],
};

const documented: Documented[] = [
  ['multi_session_list_device_sessions_get', 'list', ['authorization']],
  ['multi_session_set_active_post', 'switch', ['sessionToken']],
  ['multi_session_revoke_post', 'end', ['sessionToken']],
];

/** better-auth 1.7 with the plugins `multiSession()` and `bearer()` (document 000). */
export default function betterAuth(): ApiDefinition<BetterAuthTables> {
  return {
    title: 'better-auth multi-session',
    port: 4801,
    basePath: '/api/auth',
    checksOrigin: true,
    seed,
    access: ({ sessions }) => ({
      settings: {},
      secrets: { cookies: deviceCookies(sessions), bearer: '' },
      filters: {},
    }),
    hints: (tables) => tables.accounts.map((account, index) => accountHint(tables, account, index)),
    routes,
    documented,
    notFound: () => empty(404),
    errorStatuses,
    refuse,
  };
}

function listDeviceSessions(exchange: Exchange): Answer {
  const users = new Set<string>();
  const rows = liveSessions(exchange, deviceTokens(exchange)).filter(({ user }) => {
    const isFirst = !users.has(user.id);
    users.add(user.id);
    return isFirst;
  });
  return json(200, rows);
}

function setActive(exchange: Exchange, body: Record<string, unknown>): Answer {
  const cookieName = multiCookieName(String(body['sessionToken']));
  const token = requireDeviceToken(exchange, cookieName);
  const [found] = liveSessions(exchange, [token]);
  if (found === undefined) {
    expireCookie(exchange, cookieName);
    throw invalidSessionToken();
  }
  setSessionCookie(exchange, found.session);
  return json(200, found);
}

/** Ending a session that is gone already answers 200 too: this answer proves nothing. */
function revoke(exchange: Exchange, body: Record<string, unknown>): Answer {
  const active = activeSession(exchange);
  if (active === undefined) throw new ApiError(401, 'UNAUTHORIZED', 'Unauthorized');
  const cookieName = multiCookieName(String(body['sessionToken']));
  const token = requireDeviceToken(exchange, cookieName);
  if (exchange.behaviour.end === 'does-nothing') return json(200, { status: true });
  const another = exchange.behaviour.end === 'ends-another' ? bystander(exchange, token) : undefined;
  if (another !== undefined) deleteSession(exchange.tables, another);
  deleteSession(exchange.tables, token);
  expireCookie(exchange, cookieName);
  if (active.session.token === token) switchToNext(exchange);
  return json(200, { status: true });
}

function switchToNext(exchange: Exchange): void {
  const [next] = liveSessions(exchange, deviceTokens(exchange));
  if (next === undefined) deleteSessionCookies(exchange);
  else setSessionCookie(exchange, next.session);
}

function signInEndpoint(): ReturnType<typeof endpoint> {
  const fields: Fields = {
    email: { type: 'string' },
    password: { type: 'string' },
    callbackURL: { type: 'string', optional: true },
    rememberMe: { type: 'boolean', optional: true },
  };
  const mediaTypes = ['application/x-www-form-urlencoded', ...jsonOnly];
  return endpoint(
    { mediaTypes, fields, then: ({ request, origin }) => checkSignInOrigin(request, origin) },
    signIn,
  );
}

function signIn(exchange: Exchange, body: Record<string, unknown>): Answer {
  const { email, password, callbackURL, rememberMe } = body;
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(String(email)))
    throw new ApiError(400, 'INVALID_EMAIL', 'Invalid email');
  const user = exchange.tables.users.find((known) => known.email === String(email).toLowerCase());
  const account = exchange.tables.accounts.find(({ userId }) => userId === user?.id);
  if (user === undefined || account?.password !== password) {
    throw new ApiError(401, 'INVALID_EMAIL_OR_PASSWORD', 'Invalid email or password');
  }
  const session = createSession(exchange, user.id, rememberMe === false);
  setSessionCookie(exchange, session, rememberMe === false);
  const isRedirect = typeof callbackURL === 'string' && callbackURL !== '';
  const answer = { redirect: isRedirect, token: session.token, url: callbackURL, user };
  return json(200, answer, isRedirect ? { location: callbackURL } : {});
}

function createSession(exchange: Exchange, userId: string, isShort: boolean): Session {
  const now = new Date(exchange.now).toISOString();
  const session: Session = {
    id: newId(),
    token: newId(),
    userId,
    expiresAt: new Date(exchange.now + (isShort ? lifetime / 7 : lifetime)).toISOString(),
    createdAt: now,
    updatedAt: now,
    ipAddress: '',
    userAgent: exchange.request.headers['user-agent'] ?? '',
  };
  exchange.tables.sessions.push(session);
  return session;
}

function signOut(exchange: Exchange): Answer {
  const token = signedCookie(exchange, cookieNames.session);
  if (token !== undefined) deleteSession(exchange.tables, token);
  deleteSessionCookies(exchange);
  for (const name of [...exchange.cookies.keys()].filter(isMultiCookie)) {
    const deviceToken = signedCookie(exchange, name);
    if (deviceToken === undefined) continue;
    expireCookie(exchange, name.toLowerCase());
    deleteSession(exchange.tables, deviceToken);
  }
  return json(200, { success: true });
}

function getSession(exchange: Exchange): Answer {
  const active: SessionAndUser | null = activeSession(exchange) ?? null;
  return json(200, active, noStore);
}

function requireDeviceToken(exchange: Exchange, cookieName: string): string {
  const token = signedCookie(exchange, cookieName);
  if (token === undefined) throw invalidSessionToken();
  return token;
}

function invalidSessionToken(): ApiError {
  return new ApiError(401, 'INVALID_SESSION_TOKEN', 'Invalid session token');
}

/** The bodies that better-auth 1.7.7 was seen to send with these statuses; its 404 and 500 have none. */
function refuse({ status, retryAfterSeconds }: Refusal): Answer {
  if (status === 400) return json(400, { message: 'Invalid JSON in request body', code: 'BAD_REQUEST' });
  if (status === 401) return json(401, { message: 'Unauthorized', code: 'UNAUTHORIZED' });
  if (status === 403) return json(403, { message: 'Invalid origin', code: 'INVALID_ORIGIN' });
  if (status === 415) {
    const message = 'Content-Type "text/plain" is not allowed. Allowed types: application/json';
    return json(415, { message, code: 'UNSUPPORTED_MEDIA_TYPE' });
  }
  if (status !== 429) return empty(status);
  const seconds = String(retryAfterSeconds ?? 10);
  return json(429, { message: 'Too many requests. Please try again later.' }, { 'x-retry-after': seconds });
}

function deviceCookies(sessions: readonly Session[]): string {
  const [active, ...others] = sessions.slice(0, deviceAccounts);
  if (active === undefined) return '';
  return [
    setCookie(cookieNames.session, sign(active.token)),
    ...[active, ...others].map(({ token }) => setCookie(multiCookieName(token), sign(token))),
  ]
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

function accountHint(
  { users }: BetterAuthTables,
  { userId, password }: BetterAuthTables['accounts'][number],
  index: number,
): string {
  const email = users.find(({ id }) => id === userId)?.email ?? '';
  return `account    ${email} / ${password}${index < deviceAccounts ? ' (signed in)' : ''}`;
}

/** 32 letters and digits, as better-auth makes ids and tokens. */
function newId(): string {
  return randomBytes(48).toString('base64').replace(/[+/=]/g, '').slice(0, 32).padEnd(32, '0');
}
