import { isDeepStrictEqual } from 'node:util';
import { CookieJar, type SerializedCookie } from 'tough-cookie';
import { largestInAll, most } from '../http/cookies.ts';

/** One cookie set or removed. */
export type CookieChange =
  { kind: 'set-cookie'; cookie: SerializedCookie } | { kind: 'remove-cookie'; cookie: SerializedCookie };

/** All cookies of a jar, including those for paths that are never requested. */
export function cookiesIn(jar: CookieJar): SerializedCookie[] {
  return jar.serializeSync()?.cookies ?? [];
}

/** The changes that turn one set of cookies into the other. A new `lastAccessed` alone is no change. */
export function cookieChanges(before: SerializedCookie[], after: SerializedCookie[]): CookieChange[] {
  const old = new Map(before.map((cookie) => [placeOf(cookie), cookie]));
  const now = new Set(after.map(placeOf));
  const set = after.filter((cookie) => !isSame(cookie, old.get(placeOf(cookie))));
  const removed = before.filter((cookie) => !now.has(placeOf(cookie)));
  return [
    ...removed.map((cookie): CookieChange => ({ kind: 'remove-cookie', cookie })),
    ...set.map((cookie): CookieChange => ({ kind: 'set-cookie', cookie })),
  ];
}

/** A jar with one cookie changed; returns the same jar where a new cookie would not fit. */
export function withCookie(jar: CookieJar, { kind, cookie }: CookieChange): CookieJar {
  const all = jar.serializeSync();
  if (!all) throw new Error('a jar that cannot be serialized');
  const others = all.cookies.filter((kept) => placeOf(kept) !== placeOf(cookie));
  const isNew = others.length === all.cookies.length;
  const size = others.reduce((sum, kept) => sum + sizeOf(kept), sizeOf(cookie));
  if (kind === 'set-cookie' && ((isNew && others.length >= most) || size > largestInAll)) return jar;
  const cookies = kind === 'set-cookie' ? [...others, cookie] : others;
  return CookieJar.deserializeSync(JSON.stringify({ ...all, cookies }));
}

function placeOf({ key, ...rest }: SerializedCookie): string {
  return JSON.stringify([rest['domain'], rest['path'], key]);
}

function isSame(one: SerializedCookie, other: SerializedCookie | undefined): boolean {
  return isDeepStrictEqual(lasting(one), other && lasting(other));
}

function lasting({ lastAccessed: _, ...cookie }: SerializedCookie): object {
  return cookie;
}

function sizeOf({ key = '', value = '' }: SerializedCookie): number {
  return key.length + value.length;
}
