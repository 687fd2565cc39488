import { Cookie, CookieJar, canonicalDomain } from 'tough-cookie';
import type { Cookies } from '../adapters/adapter.ts';

/** The jar as an adapter sees it: the cookies that would be sent to the base URL. */
export function cookiesOf(jar: CookieJar, baseUrl: string): Cookies {
  return {
    all: () => jar.getCookiesSync(baseUrl).map(({ key, value }) => ({ name: key, value })),
    set(name, value) {
      const { hostname, protocol } = new URL(baseUrl);
      const domain = canonicalDomain(hostname) ?? hostname;
      const secure = protocol === 'https:';
      jar.setCookieSync(
        new Cookie({ key: name, value, domain, path: '/', secure, httpOnly: true, hostOnly: true }),
        baseUrl,
      );
    },
  };
}

/** The Cookie header for a URL, with some more cookies for this once; '' when there are none. */
export function cookieHeader(jar: CookieJar, url: URL, extra: Record<string, string>): string {
  const own = jar.getCookiesSync(url.href).map(({ key, value }): [string, string] => [key, value]);
  const pairs = new Map([...own, ...Object.entries(extra)]);
  return [...pairs].map(([name, value]) => `${name}=${value}`).join('; ');
}

/** The largest cookie that is kept (RFC 6265 6.1), and how much of them in all: more than any server takes in a header. */
const largest = 4096;
const largestInAll = 64 * 1024;

/**
 * Keeps what a server sets. Left out is a cookie that the rules refuse (foreign domain, say), as in a browser; and one that
 * could not be sent back, or would make the jar larger than a keychain takes: either would make every later request fail.
 */
export function storeCookies(jar: CookieJar, url: URL, setCookies: string[]): void {
  if (setCookies.length === 0) return;
  const sizes = jar.getCookiesSync(url.href).map(({ key, value }) => key.length + value.length);
  let room = largestInAll - sizes.reduce((sum, size) => sum + size, 0);
  for (const line of setCookies) {
    const cookie = Cookie.parse(line);
    const size = cookie ? cookie.key.length + cookie.value.length : 0;
    if (!cookie || size > Math.min(largest, room) || !isSendable(cookie)) continue;
    jar.setCookieSync(cookie, url.href, { ignoreError: true });
    room -= size;
  }
}

function isSendable({ key, value }: Cookie): boolean {
  return /^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(`${key}=${value}`);
}
