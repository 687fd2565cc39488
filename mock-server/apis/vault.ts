import { type Answer, empty, json } from '../answer.ts';
import type { ApiDefinition, Documented, Call } from '../api.ts';
import { type ListShape, type Refusal, shaped } from '../behaviour.ts';
import { randomFor } from '../random.ts';
import { accessTokens, bearerToken } from '../tokens.ts';
import * as errors from './vault/errors.ts';
import { seed, type Session, type User, type VaultTables } from './vault/seed.ts';

interface Caller {
  userId: string;
  /** The session that the token names, if it names one. */
  sessionId: string | undefined;
}

type VaultCall = Call<VaultTables>;
type Handler = (call: VaultCall, caller: Caller) => Answer;

const tokens = accessTokens(randomFor('vault token secret').text(32));
/** Real tokens live for fifteen minutes; these last as long as a demo may stay open. */
const tokenSeconds = 7 * 24 * 60 * 60;
/** How many live sessions a person may have. The first person's seven are close to it. */
const maximumSessions = 8;

const routes: ApiDefinition<VaultTables>['routes'] = [
  {
    operation: 'listSessions',
    method: 'GET',
    path: '/users/me/sessions',
    answer: guarded(listSessions),
  },
  {
    operation: 'logoutAllSessions',
    method: 'DELETE',
    path: '/users/me/sessions',
    answer: guarded(logoutAll),
  },
  {
    operation: 'revokeSession',
    method: 'DELETE',
    path: '/users/me/sessions/:sessionId',
    answer: guarded(revoke),
  },
];

const documented: Documented[] = [
  ['listSessions', 'list', ['authorization', 'x-tenant-id']],
  ['revokeSession', 'end', ['x-tenant-id']],
  ['logoutAllSessions', 'end all', ['x-tenant-id']],
];

/** Vault's own sessions of a signed-in person (document 002), with the server behind its published SDK. */
export default function vault(): ApiDefinition<VaultTables> {
  return {
    title: 'Vault',
    port: 4803,
    basePath: '/api/v1',
    checksOrigin: false,
    behaviour: { all: 'keeps-current', shape: 'array' },
    seed,
    access: ({ tenants, users, sessions }, now) => ({
      settings: { tenantId: tenants[0]?.id ?? '' },
      secrets: { accessToken: mint(users[0], sessions[1]?.id, now) },
      filters: {},
    }),
    hints: ({ users }, now) => [`no session ${mint(users[0], undefined, now)}`],
    routes,
    documented,
    notFound: () => errors.errorAnswer(errors.unknownRoute()),
    errorStatuses: {
      listSessions: [400, 401, 403, 429, 500],
      logoutAllSessions: [400, 401, 403, 429, 500],
      revokeSession: [400, 401, 403, 404, 429, 500],
    },
    refuse,
  };
}

function mint(user: User | undefined, sessionId: string | undefined, now: number): string {
  const iat = Math.floor(now / 1000);
  const session = { session_id: sessionId ?? null };
  return tokens.mint({ sub: user?.id, email: user?.email, ...session, iat, exp: iat + tokenSeconds });
}

/** A live token and a known tenant open every operation; the token of a revoked session works on until it is over. */
function guarded(handle: Handler): (call: VaultCall) => Answer {
  return (call) => {
    try {
      const caller = callerOf(call);
      requireTenant(call);
      return handle(call, caller);
    } catch (error) {
      if (error instanceof errors.VaultError || error instanceof errors.BareError)
        return errors.errorAnswer(error);
      throw error;
    }
  };
}

function callerOf({ request, now }: VaultCall): Caller {
  const claims = tokens.read(bearerToken(request.headers['authorization']) ?? '', now);
  if (claims === undefined) throw new errors.BareError(401);
  const { sub, session_id: sessionId } = claims;
  return { userId: String(sub), sessionId: typeof sessionId === 'string' ? sessionId : undefined };
}

function requireTenant({ request: { headers }, tables }: VaultCall): void {
  const [id, slug] = [headers['x-tenant-id'], headers['x-tenant-slug']];
  if (!tables.tenants.some((tenant) => tenant.id === id || tenant.slug === slug))
    throw new errors.BareError(400);
}

function listSessions(call: VaultCall, caller: Caller): Answer {
  const rows = liveSessions(call, caller)
    .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
    .map((session) => visible(session, caller));
  return json(200, shaped(call.behaviour.shape, rows, beside(call.behaviour.shape, rows.length)));
}

/** What the server puts beside `sessions`, and its examples beside `items`. */
function beside(shape: ListShape, count: number): object {
  if (shape === 'sessions')
    return { currentSessions: count, maxSessions: maximumSessions, warning: warningAt(count) };
  return shape === 'items' ? { total: count } : {};
}

/** The server warns from four fifths of the limit on. */
function warningAt(count: number): string | null {
  if (count >= maximumSessions) return 'limit_reached';
  return count >= Math.floor((maximumSessions * 4) / 5) ? 'near_limit' : null;
}

/** The server keeps the caller's own session; by the document, all are revoked. */
function logoutAll(call: VaultCall, caller: Caller): Answer {
  const { behaviour, tables, now } = call;
  const keepsCurrent = behaviour.all === 'keeps-current';
  if (keepsCurrent && caller.sessionId === undefined) throw errors.noActiveSession();
  const isKept = ({ id }: Session): boolean => keepsCurrent && id === caller.sessionId;
  const live = liveSessions(call, caller);
  const revoked = live.filter((session) => !isKept(session));
  const others = tables.sessions.filter((other) => other.userId !== caller.userId && isLive(other, now));
  const another = live.find(isKept) ?? others[0];
  if (behaviour.end !== 'does-nothing') end(revoked);
  if (behaviour.end === 'ends-another' && another !== undefined) end([another]);
  return json(200, { message: keepsCurrent ? `Revoked ${revoked.length} sessions` : 'All sessions revoked' });
}

/** A session that has already ended is found all the same, and its end answered as the first one was. */
function revoke(call: VaultCall, caller: Caller): Answer {
  const { behaviour, tables, parameters } = call;
  const session = tables.sessions.find(({ id }) => id === parameters['sessionId']);
  if (session === undefined) throw errors.notFound();
  if (session.userId !== caller.userId) throw errors.forbidden();
  const others = liveSessions(call, caller).filter((other) => other !== session);
  const another = others.find(({ id }) => id !== caller.sessionId) ?? others[0];
  if (behaviour.end !== 'does-nothing') end([session]);
  if (behaviour.end === 'ends-another' && another !== undefined) end([another]);
  return json(200, { message: 'Session revoked' });
}

function end(sessions: readonly Session[]): void {
  for (const session of sessions) session.status = 'revoked';
}

function liveSessions({ tables, now }: VaultCall, { userId }: Caller): Session[] {
  return tables.sessions.filter((session) => session.userId === userId && isLive(session, now));
}

function isLive({ status, expiresAt }: Session, now: number): boolean {
  return status === 'active' && Date.parse(expiresAt) > now;
}

function visible(session: Session, { sessionId }: Caller): object {
  const { userId: _userId, status: _status, ...shown } = session;
  return { ...shown, current: session.id === sessionId };
}

/** The rate limit answers bare. Its header is not documented: a wait is sent where every client would look for one. */
function refuse({ status, retryAfterSeconds }: Refusal): Answer {
  if (status === 429) {
    return { ...empty(429), headers: { 'retry-after': String(retryAfterSeconds ?? 10) } };
  }
  const byStatus: Record<number, errors.VaultError | errors.BareError> = {
    400: new errors.BareError(400),
    401: errors.unauthorized(),
    403: errors.forbidden(),
    404: errors.notFound(),
  };
  return errors.errorAnswer(byStatus[status] ?? errors.internalError());
}
