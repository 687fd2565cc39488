import { Cookie, CookieJar, canonicalDomain, defaultPath, type SerializedCookie } from 'tough-cookie';
import type { Cookies } from '../adapters/adapter.ts';

/** The jar as an adapter sees it: the cookies that would be sent to the base URL. */
export function cookiesOf(jar: CookieJar, baseUrl: string): Cookies {
  return {
    all: () => jar.getCookiesSync(baseUrl).map(({ key, value }) => ({ name: key, value })),
    set: (name, value) => void jar.setCookieSync(cookieOf(name, value, baseUrl), baseUrl),
  };
}

/** A cookie for the whole host of the base URL, as the jar keeps it. */
export function serializedCookie(name: string, value: string, baseUrl: string): SerializedCookie {
  return cookieOf(name, value, baseUrl).toJSON();
}

function cookieOf(name: string, value: string, baseUrl: string): Cookie {
  const { hostname, protocol } = new URL(baseUrl);
  const domain = canonicalDomain(hostname) ?? hostname;
  const secure = protocol === 'https:';
  return new Cookie({ key: name, value, domain, path: '/', secure, httpOnly: true, hostOnly: true });
}

/** The Cookie header for a URL, with some more cookies for this once; '' when there are none. */
export function cookieHeader(jar: CookieJar, url: URL, extra: Record<string, string>): string {
  const own = jar.getCookiesSync(url.href).map(({ key, value }): [string, string] => [key, value]);
  const pairs = new Map([...own, ...Object.entries(extra)]);
  return [...pairs].map(([name, value]) => `${name}=${value}`).join('; ');
}

/**
 * The largest cookie that is kept (RFC 6265 6.1), and how much of them in all: more than any server takes in a header. And
 * how many: as Chromium keeps of a site. Each is looked for, as a secret, in whatever leaves the host.
 */
const largest = 4096;
export const largestInAll = 64 * 1024;
export const most = 180;

/**
 * Keeps what a server sets. Left out is a cookie that the rules refuse (foreign domain, say), as in a browser; and one that
 * could not be sent back, or would make the jar larger than a keychain takes: either would make every later request fail.
 */
export function storeCookies(jar: CookieJar, url: URL, setCookies: string[]): void {
  if (setCookies.length === 0) return;
  // All of the jar: a server may also set cookies for paths that are never asked for.
  const kept = (jar.serializeSync()?.cookies ?? []).flatMap((each) => Cookie.fromJSON(each) ?? []);
  const places = new Set(kept.map((cookie) => placeOf(cookie, url)));
  const sizes = kept.map(({ key, value }) => key.length + value.length);
  let room = largestInAll - sizes.reduce((sum, size) => sum + size, 0);
  for (const line of setCookies) {
    const cookie = Cookie.parse(line);
    const size = cookie ? cookie.key.length + cookie.value.length : 0;
    if (!cookie || size > Math.min(largest, room) || !isSendable(cookie)) continue;
    const place = placeOf(cookie, url);
    if (places.size >= most && !places.has(place)) continue;
    if (!jar.setCookieSync(cookie, url.href, { ignoreError: true })) continue;
    places.add(place);
    room -= size;
  }
}

/** Two cookies of one place are one: the later takes the place of the earlier (RFC 6265 5.3, 11). */
function placeOf({ domain, path, key }: Pick<Cookie, 'domain' | 'path' | 'key'>, url: URL): string {
  return [domain ?? canonicalDomain(url.hostname), path ?? defaultPath(url.pathname), key].join(' ');
}

function isSendable({ key, value }: Cookie): boolean {
  return /^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(`${key}=${value}`);
}
