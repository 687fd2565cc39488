import { type Answer, json } from '../answer.ts';
import type { ApiDefinition, Documented, Route } from '../api.ts';
import type { SessionEvent } from '../faults/fault.ts';
import type { Refusal } from '../behaviour.ts';
import { randomFor } from '../random.ts';
import * as errors from './clerk/errors.ts';
import { authenticated, bodyOf, type ClerkCall, namedSession, wholeNumber } from './clerk/requests.ts';
import { type ClerkTables, seed, type Session } from './clerk/seed.ts';
import { createTokenSigner, type TokenSigner } from './clerk/tokens.ts';

const secretKey = `sk_test_${randomFor('clerk secret key').text(42)}`;
const issuer = 'https://mock.clerk.accounts.dev';
const filterStatuses = ['abandoned', 'active', 'ended', 'expired', 'removed', 'replaced', 'revoked'];
const filterRequiredSince = '2024-10-01';
const tasksSince = '2025-03-12';
const verifyDeprecatedSince = '2025-04-10';
const tokenSeconds = 60;

/** The JWT templates of this instance, by name, with the claims each adds. */
const templates = new Map<string, Record<string, unknown>>([
  ['integration_firebase', { aud: 'https://identitytoolkit.googleapis.com/' }],
  ['supabase', { aud: 'authenticated', role: 'authenticated' }],
  ['hasura', { 'https://hasura.io/jwt/claims': { 'x-hasura-default-role': 'user' } }],
]);

const documented: Documented[] = [
  ['get_session_list', 'list', ['client_id', 'user_id', 'status', 'limit', 'offset']],
  ['get_session', 'get', ['authorization']],
  ['verify_session', 'verify', ['token']],
  ['create_session_token_from_template', 'mint', ['expires_in_seconds']],
  ['revoke_session', 'end', ['authorization']],
];

/** Clerk's Backend API, its sessions (document 004). */
export default function clerk(): ApiDefinition<ClerkTables> {
  return {
    title: 'Clerk Backend API',
    port: 4805,
    basePath: '/v1',
    checksOrigin: false,
    seed,
    access: ({ users }) => ({
      settings: {},
      secrets: { secretKey },
      filters: { userId: users.map(({ id }) => id).join(' ') },
    }),
    hints: () => [`templates  ${[...templates.keys()].join(', ')}`],
    routes: routes(createTokenSigner(issuer)),
    documented,
    happen,
    notFound: authenticated(secretKey, () => {
      throw new errors.ClerkError(404, 'resource_not_found', 'Resource not found');
    }),
    errorStatuses: {
      get_session_list: [400, 401, 422, 429, 500, 503],
      get_session: [400, 401, 404, 429, 500, 503],
      revoke_session: [400, 401, 404, 429, 500, 503],
      verify_session: [400, 401, 404, 410, 429, 500, 503],
      create_session_token_from_template: [401, 404, 422, 429, 500, 503],
    },
    refuse,
  };
}

function routes(signer: TokenSigner): Route<ClerkTables>[] {
  const route = (
    operation: string,
    method: 'GET' | 'POST',
    path: string,
    handle: (call: ClerkCall, version: string) => Answer,
  ): Route<ClerkTables> => ({ operation, method, path, answer: authenticated(secretKey, handle) });
  const session = '/sessions/:session_id';
  return [
    route('get_session_list', 'GET', '/sessions', listSessions),
    route('get_session', 'GET', session, (call, version) => found(namedSession(call), version)),
    route('revoke_session', 'POST', `${session}/revoke`, revoke),
    route('verify_session', 'POST', `${session}/verify`, (call, version) => verify(call, version, signer)),
    route('create_session_token_from_template', 'POST', `${session}/tokens/:template_name`, (call) =>
      mintFromTemplate(call, signer),
    ),
    // Outside the document, but in the SDK: the only way to a session token, which verify_session asks for.
    route('create_session_token', 'POST', `${session}/tokens`, (call) => mintSessionToken(call, signer)),
    route('get_jwks', 'GET', '/jwks', () => json(200, signer.keySet())),
  ];
}

function listSessions({ request, tables }: ClerkCall, version: string): Answer {
  const { query } = request;
  const [userId, clientId, status] = [query.get('user_id'), query.get('client_id'), query.get('status')];
  if (!userId && !clientId && version >= filterRequiredSince)
    throw errors.queryMissing(['user_id', 'client_id']);
  if (status !== null && !filterStatuses.includes(status)) {
    throw errors.valueInvalid('status', filterStatuses.join(', '));
  }
  const limit = wholeNumber('limit', query.get('limit') ?? 10, [1, 500]);
  const offset = wholeNumber('offset', query.get('offset') ?? 0, [0, Number.MAX_SAFE_INTEGER]);
  const paginated = query.get('paginated') ?? 'false';
  if (!['true', 'false'].includes(paginated)) throw errors.valueInvalid('paginated', 'true, false');
  const matching = matchingSessions({ request, tables });
  const data = matching.slice(offset, offset + limit).map((session) => visible(session, version));
  return json(200, paginated === 'true' ? { data, total_count: matching.length } : data);
}

/** The sessions that a list is asked for, newest first. */
function matchingSessions({ request: { query }, tables }: Pick<ClerkCall, 'request' | 'tables'>): Session[] {
  const [userId, clientId, status] = [query.get('user_id'), query.get('client_id'), query.get('status')];
  return tables.sessions
    .filter((session) => !userId || session.user_id === userId)
    .filter((session) => !clientId || session.client_id === clientId)
    .filter((session) => status === null || session.status === status)
    .toSorted((a, b) => b.created_at - a.created_at);
}

/** A session of the list signs out. Its rows are in the order in which they were made, so that use moves none. */
function happen(call: ClerkCall, { what, ids }: SessionEvent): void {
  const live = matchingSessions(call).filter(isLive);
  const first = ids.length === 0 ? live[0] : live.find(({ id }) => ids.includes(id));
  if (what !== 'ended' || first === undefined) return;
  first.status = 'ended';
  first.updated_at = call.now;
}

/** The row stays and says "revoked". A session that was over already stays as it was; that answers 200 too. */
function revoke(call: ClerkCall, version: string): Answer {
  const session = namedSession(call);
  const { behaviour, now } = call;
  if (behaviour.end === 'does-nothing')
    return found({ ...session, status: 'revoked', updated_at: now }, version);
  const another = behaviour.end === 'ends-another' ? bystander(call.tables.sessions, session) : undefined;
  for (const ended of [session, another]) {
    if (ended === undefined || !isLive(ended)) continue;
    ended.status = 'revoked';
    ended.updated_at = now;
  }
  return found(session, version);
}

/** One more live session to end by mistake, of another user if there is such. */
function bystander(sessions: readonly Session[], asked: Session): Session | undefined {
  const others = sessions.filter((session) => session !== asked && isLive(session));
  return others.find((session) => session.user_id !== asked.user_id) ?? others[0];
}

function verify(call: ClerkCall, version: string, signer: TokenSigner): Answer {
  if (version >= verifyDeprecatedSince) throw errors.deprecated();
  const session = namedSession(call);
  const { token } = bodyOf(call);
  const claims = typeof token === 'string' ? signer.read(token, call.now) : undefined;
  if (claims?.['sid'] !== session.id || session.status !== 'active') throw errors.tokenInvalid();
  return found(session, version);
}

function mintFromTemplate(call: ClerkCall, signer: TokenSigner): Answer {
  const session = liveSession(call);
  const name = call.parameters['template_name'] ?? '';
  const claims = templates.get(name);
  if (claims === undefined) throw errors.templateNotFound(name);
  return minted(call, signer, { ...claims, sub: session.user_id });
}

function mintSessionToken(call: ClerkCall, signer: TokenSigner): Answer {
  const session = liveSession(call);
  return minted(call, signer, { sub: session.user_id, sid: session.id, sts: session.status, v: 2 });
}

function minted(call: ClerkCall, signer: TokenSigner, claims: Record<string, unknown>): Answer {
  const wanted = bodyOf(call)['expires_in_seconds'] ?? tokenSeconds;
  const seconds = wholeNumber('expires_in_seconds', wanted, [30, 315360000]);
  return json(200, { object: 'token', jwt: signer.mint(claims, call.now, seconds) });
}

function liveSession(call: ClerkCall): Session {
  const session = namedSession(call);
  if (!isLive(session)) throw errors.sessionNotFound(session.id);
  return session;
}

function isLive({ status }: Session): boolean {
  return status === 'active' || status === 'pending';
}

function found(session: Session, version: string): Answer {
  return json(200, visible(session, version));
}

/** The session as this version shows it: `tasks` came later than the document. */
function visible(session: Session, version: string): object {
  if (version < tasksSince) return session;
  return { ...session, tasks: session.status === 'pending' ? [{ key: 'choose-organization' }] : null };
}

function refuse({ status, retryAfterSeconds }: Refusal, operation: string): Answer {
  const hasBody = operation === 'verify_session';
  const byStatus: Record<number, errors.ClerkError> = {
    400: hasBody ? errors.tokenInvalid() : errors.versionInvalid(),
    401: errors.keyInvalid(),
    404: errors.sessionNotFound('sess_refused'),
    410: errors.deprecated(),
    422: errors.valueInvalid(operation === 'get_session_list' ? 'limit' : 'expires_in_seconds', 'others'),
    429: errors.tooManyRequests(),
    503: errors.unavailable(),
  };
  const retryAfter: Answer['headers'] =
    status === 429 ? { 'retry-after': String(retryAfterSeconds ?? 10) } : {};
  return errors.errorAnswer(byStatus[status] ?? errors.internalError(), retryAfter);
}
