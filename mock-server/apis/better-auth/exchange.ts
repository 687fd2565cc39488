import { type Answer, json } from '../../answer.ts';
import type { Call } from '../../api.ts';
import { ApiError, checkOrigin, type Fields, jsonOnly, parseBody, validate } from './checks.ts';
import { cacheOf } from './cookie-cache.ts';
import {
  cookieNames,
  decoded,
  isMultiCookie,
  multiCookieName,
  parseCookies,
  setCookie,
  sign,
  verify,
  withOwnName,
  withUsualNames,
} from './cookies.ts';
import { type BetterAuthTables, lifetime, type Session, type User } from './seed.ts';

/** One request being answered: what it brought, and the cookies that go back. */
export interface Exchange extends Call<BetterAuthTables> {
  cookies: Map<string, string>;
  setCookies: string[];
  /** The session that this request made the active one. */
  newSession: Session | undefined;
}

interface EndpointChecks {
  mediaTypes?: readonly string[];
  fields?: Fields;
  bodyMayBeMissing?: boolean;
  /** A check that the real server makes after the fields. */
  then?: (exchange: Exchange) => void;
}

type Handler = (exchange: Exchange, body: Record<string, unknown>) => Answer;

const maximumSessions = 5;
const maxAge = lifetime / 1000;

/** An endpoint with everything better-auth does around one, in its order: body, origin, bearer, fields, hooks. */
export function endpoint(checks: EndpointChecks, handle: Handler): (call: Call<BetterAuthTables>) => Answer {
  return (call) => {
    const received = parseCookies(call.request.headers['cookie'] ?? '');
    const cookies = withUsualNames(received, call.behaviour.sessionCookie);
    const exchange: Exchange = { ...call, cookies, setCookies: [], newSession: undefined };
    return finish(exchange, answerOf(exchange, checks, handle));
  };
}

/** The verified value of a signed cookie of the request. */
export function signedCookie(exchange: Exchange, name: string): string | undefined {
  return verify(exchange.cookies.get(name) ?? '');
}

/** The tokens in the request's multi-session cookies, signatures verified. */
export function deviceTokens(exchange: Exchange): string[] {
  return [...exchange.cookies.keys()]
    .filter(isMultiCookie)
    .map((name) => signedCookie(exchange, name))
    .filter((token) => token !== undefined);
}

/** Makes a session the active one. A session that must not be remembered gets a browser-session cookie. */
export function setSessionCookie(exchange: Exchange, session: Session, dontRemember?: boolean): void {
  const forgetful = dontRemember ?? signedCookie(exchange, cookieNames.dontRemember) !== undefined;
  exchange.setCookies.push(
    setCookie(cookieNames.session, sign(session.token), forgetful ? undefined : maxAge),
  );
  if (forgetful) exchange.setCookies.push(setCookie(cookieNames.dontRemember, sign('true')));
  setCacheCookie(exchange, session, forgetful);
  exchange.newSession = session;
}

/** Keeps a session in a cookie, where the server has a cookie cache. */
export function setCacheCookie(exchange: Exchange, session: Session, isForgetful: boolean): void {
  const { behaviour, tables, now } = exchange;
  const seconds = behaviour.cookieCacheSeconds;
  if (seconds === 0) return;
  const cache = cacheOf({ session, user: userOf(tables, session) }, now, isForgetful ? 60 : seconds);
  expireCookie(exchange, cookieNames.sessionData);
  exchange.setCookies[exchange.setCookies.length - 1] = setCookie(
    cookieNames.sessionData,
    cache,
    isForgetful ? undefined : seconds,
  );
}

/** The person whose session it is. */
export function userOf({ users }: BetterAuthTables, { id, userId }: Session): User {
  const user = users.find((known) => known.id === userId);
  if (user === undefined) throw new Error(`The session ${id} has no user`);
  return user;
}

/** Deletes a cookie, and takes back a value that the same answer was about to set. */
export function expireCookie(exchange: Exchange, name: string): void {
  const others = exchange.setCookies.filter((cookie) => !cookie.startsWith(`${name}=`));
  exchange.setCookies = [...others, setCookie(name, '', 0)];
}

/** Deletes the three cookies of the active session, whether or not the request had them. */
export function deleteSessionCookies(exchange: Exchange): void {
  for (const name of Object.values(cookieNames)) expireCookie(exchange, name);
}

function answerOf(exchange: Exchange, checks: EndpointChecks, handle: Handler): Answer {
  const { request, origin } = exchange;
  try {
    const body = parseBody(request, checks.mediaTypes ?? jsonOnly);
    checkOrigin(request, origin);
    acceptBearer(exchange);
    const isMissing = checks.bodyMayBeMissing && body === undefined;
    const values = checks.fields === undefined || isMissing ? {} : validate(body, checks.fields);
    checks.then?.(exchange);
    return handle(exchange, values);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return json(error.status, { message: error.message, code: error.code });
  }
}

/** The bearer plugin: a raw or a signed token stands in for the session cookie; a bad one is ignored. */
function acceptBearer({ request, cookies }: Exchange): void {
  const token = /^bearer (.*)$/i.exec(request.headers['authorization'] ?? '')?.[1]?.trim() ?? '';
  if (token === '') return;
  const signed = token.includes('.') ? decoded(token) : sign(token);
  if (verify(signed) !== undefined) cookies.set(cookieNames.session, signed);
}

function finish(exchange: Exchange, answer: Answer): Answer {
  rememberOnDevice(exchange);
  const headers: Answer['headers'] = { ...answer.headers };
  const active = exchange.setCookies.find((cookie) => cookie.startsWith(`${cookieNames.session}=`));
  const signed = decoded(active?.slice(cookieNames.session.length + 1).split(';')[0] ?? '');
  if (signed !== '') {
    headers['set-auth-token'] = signed;
    headers['access-control-expose-headers'] = 'set-auth-token';
  }
  if (exchange.setCookies.length > 0) {
    const { sessionCookie } = exchange.behaviour;
    headers['set-cookie'] = exchange.setCookies.map((cookie) => withOwnName(cookie, sessionCookie));
  }
  return { ...answer, headers };
}

/** The multi-session plugin: a new session gets its cookie, and the same user's older one on this device goes. */
function rememberOnDevice(exchange: Exchange): void {
  const { newSession, tables, cookies } = exchange;
  if (newSession === undefined || cookies.has(multiCookieName(newSession.token))) return;
  const replaced = deviceTokens(exchange).filter((token) =>
    tables.sessions.some((session) => session.token === token && session.userId === newSession.userId),
  );
  for (const token of replaced) exchange.setCookies.push(setCookie(multiCookieName(token), '', 0));
  tables.sessions = tables.sessions.filter(({ token }) => !replaced.includes(token));
  const others = [...cookies.keys()].filter(isMultiCookie).length - replaced.length;
  if (others + 1 > maximumSessions) return;
  exchange.setCookies.push(setCookie(multiCookieName(newSession.token), sign(newSession.token), maxAge));
}
