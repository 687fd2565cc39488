import { cookieNames } from './cookies.ts';
import { deleteSessionCookies, setSessionCookie, signedCookie } from './exchange.ts';
import type { Exchange } from './exchange.ts';
import { lifetime } from './seed.ts';
import type { BetterAuthTables, Session, User } from './seed.ts';

export interface SessionAndUser {
  session: Session;
  user: User;
}

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
 * than a day ago is renewed — which moves `updatedAt` and `expiresAt` and sets the cookie again.
 */
export function activeSession(exchange: Exchange): SessionAndUser | undefined {
  const token = signedCookie(exchange, cookieNames.session);
  if (token === undefined) return undefined;
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
  }
  return withUser(exchange.tables, session);
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
  const user = tables.users.find(({ id }) => id === session.userId);
  if (user === undefined) throw new Error(`The session ${session.id} has no user`);
  return { session, user };
}
