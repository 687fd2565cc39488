import type { Answer } from '../answer.ts';
import type { ApiDefinition, Documented, Call, Route } from '../api.ts';
import type { SessionEvent } from '../faults/fault.ts';
import { type Refusal, shaped } from '../behaviour.ts';
import { randomFor } from '../random.ts';
import { accessTokens, bearerToken } from '../tokens.ts';
import { errorAnswer, internalError, NestError, nestJson, unauthenticated } from './nest-sessions/errors.ts';
import { type NestTables, seed, type Session } from './nest-sessions/seed.ts';

type Handler = (call: Call<NestTables>, userId: string) => Answer;

const tokens = accessTokens(randomFor('nest token secret').text(32));
/** Real tokens live for fifteen minutes; these last as long as a demo may stay open. */
const tokenSeconds = 7 * 24 * 60 * 60;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const documented: Documented[] = [
  ['sessionControllerGetActiveSessions', 'list', ['currentSessionId', 'page', 'limit']],
  ['sessionControllerGetSessionCount', 'count', []],
  ['sessionControllerValidateSession', 'verify', []],
  ['sessionControllerRevokeSession', 'end', []],
  ['sessionControllerRevokeAllSessions', 'end all', []],
];

/** What Express says of a path that cannot be decoded, with the segment that it fails at. */
function undecodable(path: string): string {
  const segment = path.split('/').find((one) => !isDecodable(one));
  return `Failed to decode param '${segment}'`;
}

function isDecodable(segment: string): boolean {
  try {
    return decodeURIComponent(segment) !== '' || segment === '';
  } catch {
    return false;
  }
}

/** The sessions controller of a NestJS server (document 001). The answers' fields are those of its only known server. */
export default function nestSessions(): ApiDefinition<NestTables> {
  return {
    title: 'NestJS sessions controller',
    port: 4802,
    basePath: '',
    checksOrigin: false,
    behaviour: { all: 'includes-current', shape: 'sessions' },
    seed,
    access: ({ users: [user], sessions: [session] }, now) => {
      const iat = Math.floor(now / 1000);
      const claims = { sub: user?.id, email: user?.email, role: user?.role, iat, exp: iat + tokenSeconds };
      return {
        settings: { currentSessionId: session?.id ?? '' },
        secrets: { accessToken: tokens.mint(claims) },
        filters: {},
      };
    },
    hints: () => [],
    routes: routes(),
    documented,
    happen,
    isLenient: true,
    badPath: ({ request: { path } }) => errorAnswer(new NestError(400, undecodable(path))),
    notFound: ({ request: { method, path } }) => errorAnswer(new NestError(404, `Cannot ${method} ${path}`)),
    errorStatuses: {
      sessionControllerGetActiveSessions: [400, 401, 429, 500],
      sessionControllerGetSessionCount: [401, 429, 500],
      sessionControllerRevokeAllSessions: [401, 429, 500],
      sessionControllerRevokeSession: [400, 401, 403, 404, 429, 500],
      sessionControllerValidateSession: [400, 401, 429, 500],
    },
    refuse,
  };
}

function routes(): Route<NestTables>[] {
  const route = (
    operation: string,
    method: 'GET' | 'DELETE',
    path: string,
    handle: Handler,
  ): Route<NestTables> => ({ operation, method, path, answer: guarded(handle) });
  return [
    route('sessionControllerGetActiveSessions', 'GET', '/sessions', listSessions),
    route('sessionControllerGetSessionCount', 'GET', '/sessions/count', countSessions),
    route('sessionControllerRevokeAllSessions', 'DELETE', '/sessions', revokeAll),
    route('sessionControllerRevokeSession', 'DELETE', '/sessions/:sessionId', revoke),
    route('sessionControllerValidateSession', 'GET', '/sessions/validate/:sessionId', validate),
  ];
}

/** A live token opens every operation; no session is looked up, so the token of a revoked session works on. */
function guarded(handle: Handler): (call: Call<NestTables>) => Answer {
  return (call) => {
    try {
      const claims = tokens.read(bearerToken(call.request.headers['authorization']) ?? '', call.now);
      if (claims === undefined) throw unauthenticated();
      return handle(call, String(claims['sub']));
    } catch (error) {
      if (!(error instanceof NestError)) throw error;
      return errorAnswer(error);
    }
  };
}

function listSessions(call: Call<NestTables>, userId: string): Answer {
  const { query } = call.request;
  const limit = Math.min(Math.max(wholeNumber(query.get('limit'), 10), 1), 50);
  const page = Math.max(wholeNumber(query.get('page'), 1), 1);
  const rows = newestFirst(liveSessions(call, userId));
  const shown = rows
    .slice((page - 1) * limit, page * limit)
    .map((row) => visible(row, query.get('currentSessionId')));
  const totals = { total: rows.length, page, limit, totalPages: Math.ceil(rows.length / limit) };
  return nestJson(200, shaped(call.behaviour.shape, shown, totals));
}

function countSessions(call: Call<NestTables>, userId: string): Answer {
  return nestJson(200, { count: liveSessions(call, userId).length });
}

/** Every session that is not revoked, those that are over and the caller's own included (behaviour can keep the last). */
function revokeAll(call: Call<NestTables>, userId: string): Answer {
  const { tables, behaviour } = call;
  const kept = behaviour.all === 'keeps-current' ? currentOf(call, userId) : undefined;
  const revoked = tables.sessions.filter(
    (session) => session.userId === userId && !session.isRevoked && session !== kept,
  );
  const another =
    kept ?? tables.sessions.find((session) => session.userId !== userId && isLive(session, call.now));
  const more = behaviour.end === 'ends-another' && another !== undefined ? [another] : [];
  if (behaviour.end !== 'does-nothing') for (const session of [...revoked, ...more]) session.isRevoked = true;
  const message = `Logged out from ${revoked.length} device(s)`;
  return nestJson(200, { success: true, message, revokedCount: revoked.length });
}

/** Revoking a session that is revoked already answers the same again. */
function revoke(call: Call<NestTables>, userId: string): Answer {
  const { tables, behaviour } = call;
  const session = tables.sessions.find(({ id }) => id === sessionIdOf(call));
  if (session === undefined) throw new NestError(404, 'Session not found');
  if (session.userId !== userId) throw new NestError(403, 'Cannot revoke session belonging to another user');
  const another = behaviour.end === 'ends-another' ? bystander(call, userId, session) : undefined;
  if (behaviour.end !== 'does-nothing') session.isRevoked = true;
  if (another !== undefined) another.isRevoked = true;
  return nestJson(200, { success: true, message: 'Session revoked successfully' });
}

function validate(call: Call<NestTables>, userId: string): Answer {
  const id = sessionIdOf(call);
  const isValid = liveSessions(call, userId).some((session) => session.id === id);
  const dead = 'Session is expired, revoked, or does not exist';
  return nestJson(200, { valid: isValid, message: isValid ? 'Session is active' : dead });
}

/** A refresh of its token makes a session the most recent one. */
function happen(call: Call<NestTables>, { what, ids }: SessionEvent): void {
  const claims = tokens.read(bearerToken(call.request.headers['authorization']) ?? '', call.now);
  const userId = String(claims?.['sub']);
  const own = currentOf(call, userId);
  const rows = newestFirst(liveSessions(call, userId)).filter((row) =>
    ids.length === 0 ? row !== own : ids.includes(row.id),
  );
  const [first, last] = [rows[0], rows.at(-1)];
  if (what === 'ended' && first !== undefined) first.isRevoked = true;
  if (what === 'used' && last !== undefined) last.lastActiveAt = new Date(call.now).toISOString();
}

function newestFirst(sessions: readonly Session[]): Session[] {
  return sessions.toSorted((a, b) => (a.lastActiveAt < b.lastActiveAt ? 1 : -1));
}

/** The id of the path. The server hands anything to its database, which refuses anything but a UUID. */
function sessionIdOf({ parameters }: Call<NestTables>): string {
  const id = parameters['sessionId'] ?? '';
  if (!uuid.test(id)) throw internalError();
  return id.toLowerCase();
}

function liveSessions({ tables, now }: Call<NestTables>, userId: string): Session[] {
  return tables.sessions.filter((session) => session.userId === userId && isLive(session, now));
}

function isLive({ isRevoked, expiresAt }: Session, now: number): boolean {
  return !isRevoked && Date.parse(expiresAt) > now;
}

/** The caller's own session: the seed's first. A token does not name one. */
function currentOf({ tables }: Call<NestTables>, userId: string): Session | undefined {
  return tables.sessions.find((session) => session.userId === userId);
}

/** One more live session of the same person, the only ones that the caller can see; not the caller's own. */
function bystander(call: Call<NestTables>, userId: string, asked: Session): Session | undefined {
  const own = currentOf(call, userId);
  return liveSessions(call, userId).find((session) => session !== asked && session !== own);
}

/** `isCurrent` follows the query alone. */
function visible(session: Session, currentSessionId: string | null): object {
  const { id, deviceInfo, ipAddress, location, lastActiveAt, createdAt } = session;
  const isCurrent = id === currentSessionId;
  return { id, deviceInfo, ipAddress, location, lastActiveAt, createdAt, isCurrent };
}

/** As `parseInt(value, 10) || fallback`, which the server does. */
function wholeNumber(value: string | null, fallback: number): number {
  return Number.parseInt(value ?? '', 10) || fallback;
}

/** 400 and 429 are those of other NestJS servers, with a validation pipe and a throttler: this one has neither. */
function refuse({ status, retryAfterSeconds }: Refusal): Answer {
  const messages: Record<number, string | string[]> = {
    400: ['page must be a number string', 'limit must be a number string'],
    401: 'Unauthorized',
    403: 'Cannot revoke session belonging to another user',
    404: 'Session not found',
    429: 'ThrottlerException: Too Many Requests',
  };
  const message = messages[status];
  if (message === undefined) return errorAnswer(internalError());
  const wait: Answer['headers'] = status === 429 ? { 'retry-after': String(retryAfterSeconds ?? 10) } : {};
  return errorAnswer(new NestError(status, message), wait);
}
