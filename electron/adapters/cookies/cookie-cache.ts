import { z } from 'zod';

// better-auth's session.cookieCache: a cookie `session_data` of a few minutes holds a copy of the session, and a server
// that is shown it does not look into its database. A session that has ended goes on working until the copy is too old.

interface Cookie {
  name: string;
  value: string;
  /** Its Max-Age, ms; null when the server gave none. */
  maxAge: number | null;
}

const usualName = /(^|[.-])session_data(\.\d+)?$/;
/** What better-auth takes when nothing else is said (session.cookieCache.maxAge). */
const usualLifetime = 300_000;

const Compact = z.object({
  session: z.object({ updatedAt: z.number() }),
  expiresAt: z.number(),
  signature: z.string(),
});
const Claims = z.object({ session: z.looseObject({ token: z.string() }), iat: z.number(), exp: z.number() });

/** How long a copy of a session counts on this server, ms, as its cookies tell; null when they hold none. */
export function cacheLifetime(jar: Cookie[]): number | null {
  const lifetimes = joined(jar).flatMap((cookie) => lifetimeOf(cookie) ?? []);
  return lifetimes.length > 0 ? Math.max(...lifetimes) : null;
}

function lifetimeOf({ name, value, maxAge }: Cookie): number | null {
  const told = toldBy(value);
  if (told !== null) return maxAge ?? told;
  if (usualName.test(name)) return maxAge ?? usualLifetime;
  // An encrypted copy under a name of the server's own cannot be told by what it holds.
  return isEncrypted(value) && !name.endsWith('account_data') ? maxAge : null;
}

/** What the copy itself says; null for a cookie that is none, or cannot be read. */
function toldBy(value: string): number | null {
  const compact = Compact.safeParse(jsonIn(value));
  if (compact.success) return compact.data.expiresAt - compact.data.session.updatedAt;
  const claims = Claims.safeParse(jsonIn(value.split('.')[1] ?? ''));
  return claims.success ? (claims.data.exp - claims.data.iat) * 1000 : null;
}

function isEncrypted(value: string): boolean {
  const parts = value.split('.');
  return parts.length === 5 && z.looseObject({ enc: z.string() }).safeParse(jsonIn(parts[0] ?? '')).success;
}

function jsonIn(base64url: string): unknown {
  try {
    const bytes = z.util.base64urlToUint8Array(base64url);
    return JSON.parse(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) as unknown;
  } catch {
    // Most cookies are neither base64 nor JSON.
    return null;
  }
}

/** A copy larger than a cookie comes in pieces: `name.0`, `name.1`, … */
function joined(jar: Cookie[]): Cookie[] {
  const pieces = jar.filter(({ name }) => /\.\d+$/.test(name)).sort((a, b) => indexOf(a) - indexOf(b));
  const whole = new Map<string, Cookie>();
  for (const { name, value, maxAge } of pieces) {
    const key = name.replace(/\.\d+$/, '');
    whole.set(key, { name: key, value: `${whole.get(key)?.value ?? ''}${value}`, maxAge });
  }
  return [...jar.filter(({ name }) => !/\.\d+$/.test(name)), ...whole.values()];
}

function indexOf({ name }: Cookie): number {
  return Number(name.slice(name.lastIndexOf('.') + 1));
}
