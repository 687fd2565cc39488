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

/** Keeps what a server sets. A cookie that the rules refuse (foreign domain, say) is left out, as in a browser. */
export function storeCookies(jar: CookieJar, url: URL, setCookies: string[]): void {
  for (const line of setCookies) jar.setCookieSync(line, url.href, { ignoreError: true });
}
