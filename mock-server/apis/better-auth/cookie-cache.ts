import type { Session, SessionAndUser } from './seed.ts';
import { signatureOf } from './cookies.ts';

interface Cached {
  session: SessionAndUser & { updatedAt: number; version: string };
  expiresAt: number;
  signature: string;
}

/** The value of the cookie `session_data`, in the strategy `compact` (better-auth, cookie cache). */
export function cacheOf(found: SessionAndUser, now: number, seconds: number): string {
  const session = { ...found, updatedAt: now, version: '1' };
  const expiresAt = now + seconds * 1000;
  const signature = signatureOf(JSON.stringify({ ...session, expiresAt }));
  return Buffer.from(JSON.stringify({ session, expiresAt, signature })).toString('base64url');
}

/** The session in such a cookie, if it belongs to this token and has not expired; nothing is looked up. */
export function cachedIn(value: string, token: Session['token'], now: number): SessionAndUser | undefined {
  const cached = parse(value);
  if (cached === undefined || cached.expiresAt < now) return undefined;
  const { session, user } = cached.session;
  if (session.token !== token || Date.parse(session.expiresAt) < now) return undefined;
  return { session, user };
}

function parse(value: string): Cached | undefined {
  try {
    const cached = JSON.parse(Buffer.from(value, 'base64url').toString()) as Cached;
    const signed = JSON.stringify({ ...cached.session, expiresAt: cached.expiresAt });
    return cached.signature === signatureOf(signed) ? cached : undefined;
  } catch {
    // Not a cookie that this server set.
    return undefined;
  }
}
