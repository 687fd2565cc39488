import { cachedIn } from './cookie-cache.ts';
import { cookieNames } from './cookies.ts';
import {
  deleteSessionCookies,
  expireCookie,
  setCacheCookie,
  setSessionCookie,
  signedCookie,
  userOf,
} from './exchange.ts';
import type { Exchange } from './exchange.ts';
import { lifetime } from './seed.ts';
import type { BetterAuthTables, Session, SessionAndUser } from './seed.ts';

const renewAfter = 24 * 60 * 60 * 1000;

/** The live sessions among these tokens, in the order of the data. */
export function liveSessions(exchange: Exchange, tokens: readonly string[]): SessionAndUser[] {
  return exchange.tables.sessions
    .filter(({ token }) => tokens.includes(token))
    .filter((session) => isLive(session, exchange.now))
    .map((session) => withUser(exchange.tables, session));
}

/** Removes the row of a session; one that is gone already is no error. */
export function deleteSession(tables: BetterAuthTables, token: string): void {
  tables.sessions = tables.sessions.filter((session) => session.token !== token);
}

/**
 * The active session, as better-auth reads it: a dead one loses its cookies, and one that was last renewed more
 * than a day ago is renewed — which moves `updatedAt` and `expiresAt` and sets the cookie again. With a cookie cache,
 * the session in the request's cookie counts, also when it has ended.
 */
export function activeSession(exchange: Exchange): SessionAndUser | undefined {
  const token = signedCookie(exchange, cookieNames.session);
  if (token === undefined) return undefined;
  const cached = cachedSession(exchange, token);
  if (cached !== undefined) return cached;
  const session = exchange.tables.sessions.find((candidate) => candidate.token === token);
  if (session === undefined || !isLive(session, exchange.now)) {
    deleteSessionCookies(exchange);
    deleteSession(exchange.tables, token);
    return undefined;
  }
  const isForgetful = signedCookie(exchange, cookieNames.dontRemember) !== undefined;
  const renewedAt = Date.parse(session.expiresAt) - lifetime;
  if (!isForgetful && renewedAt + renewAfter <= exchange.now) {
    session.updatedAt = new Date(exchange.now).toISOString();
    session.expiresAt = new Date(exchange.now + lifetime).toISOString();
    setSessionCookie(exchange, session, false);
  } else setCacheCookie(exchange, session, isForgetful);
  return withUser(exchange.tables, session);
}

/** A cookie that does not hold this session, or not any more, is deleted. */
function cachedSession(exchange: Exchange, token: string): SessionAndUser | undefined {
  const value = exchange.cookies.get(cookieNames.sessionData);
  if (exchange.behaviour.cookieCacheSeconds === 0 || value === undefined) return undefined;
  const cached = cachedIn(value, token, exchange.now);
  if (cached === undefined) expireCookie(exchange, cookieNames.sessionData);
  return cached;
}

/** One more live session to end by mistake: of another user and not the caller's active one, if there is such. */
export function bystander(exchange: Exchange, token: string): string | undefined {
  const { sessions } = exchange.tables;
  const userId = sessions.find((session) => session.token === token)?.userId;
  const active = signedCookie(exchange, cookieNames.session);
  const others = sessions.filter((session) => session.token !== token && isLive(session, exchange.now));
  const strangers = others.filter((session) => session.userId !== userId);
  const chosen = strangers.find((session) => session.token !== active) ?? strangers[0] ?? others[0];
  return chosen?.token;
}

function isLive(session: Session, now: number): boolean {
  return Date.parse(session.expiresAt) > now;
}

function withUser(tables: BetterAuthTables, session: Session): SessionAndUser {
  return { session, user: userOf(tables, session) };
}
