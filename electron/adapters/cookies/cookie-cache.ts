import { z } from 'zod';

// better-auth's session.cookieCache: a cookie `session_data`, valid for a few minutes, holds a copy of the session. A
// server that gets it does not ask its database, so an ended session keeps working until the copy expires.

interface Cookie {
  name: string;
  value: string;
  /** Its Max-Age, ms; null when the server gave none. */
  maxAge: number | null;
}

const usualName = /(^|[.-])session_data(\.\d+)?$/;
/** better-auth's default (session.cookieCache.maxAge), ms. */
const usualLifetime = 300_000;

const Compact = z.object({
  session: z.object({ updatedAt: z.number() }),
  expiresAt: z.number(),
  signature: z.string(),
});
const Claims = z.object({ session: z.looseObject({ token: z.string() }), iat: z.number(), exp: z.number() });

/** How long this server accepts cached copies of a session, ms, according to its cookies; null when there are none. */
export function cacheLifetime(jar: Cookie[]): number | null {
  const lifetimes = joined(jar).flatMap((cookie) => lifetimeOf(cookie) ?? []);
  return lifetimes.length > 0 ? Math.max(...lifetimes) : null;
}

function lifetimeOf({ name, value, maxAge }: Cookie): number | null {
  const told = toldBy(value);
  if (told !== null) return maxAge ?? told;
  if (usualName.test(name)) return maxAge ?? usualLifetime;
  // The content of an encrypted copy does not identify it when the server has renamed the cookie.
  return isEncrypted(value) && !name.endsWith('account_data') ? maxAge : null;
}

/** The lifetime stated in the copy, ms; null when the cookie is no such copy or cannot be read. */
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

/** Joins a copy that is too large for one cookie and is split into `name.0`, `name.1`, … */
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
