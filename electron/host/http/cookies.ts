import {
  Cookie,
  CookieJar,
  canonicalDomain,
  defaultPath,
  domainMatch,
  pathMatch,
  type SerializedCookie,
} from 'tough-cookie';
import type { ApiRequest, Cookies } from '../../adapters/adapter.ts';

/** The jar as an adapter sees it: the cookies that would be sent to the base URL. */
export function cookiesOf(
  jar: CookieJar,
  baseUrl: string,
  lastSet: { lines: string[] } = { lines: [] },
): Cookies {
  return {
    all: () =>
      sentTo(jar, below(baseUrl)).map(({ key, value, maxAge }) => ({
        name: key,
        value,
        maxAge: typeof maxAge === 'number' ? maxAge * 1000 : null,
      })),
    set(name, value, like) {
      const cookie = cookieOf(name, value, baseUrl);
      const model = sentTo(jar, below(baseUrl)).find(({ key }) => key === like);
      if (model) Object.assign(cookie, { domain: model.domain, path: model.path, hostOnly: model.hostOnly });
      jar.setCookieSync(cookie, below(baseUrl));
    },
    unkept: () => unkeptWords(lastSet.lines, new URL(below(baseUrl))),
  };
}

/** Why cookies that a server set are not sent back to it, in words; each reason once. */
function unkeptWords(lines: readonly string[], url: URL): string {
  if (lines.length === 0) return 'the answer set none';
  const reasons = lines.map((line) => {
    const cookie = Cookie.parse(line);
    if (!cookie) return 'one cannot be read';
    if (cookie.domain && !domainMatch(url.hostname, cookie.domain)) return 'its Domain is another host’s';
    if (cookie.path && !pathMatch(url.pathname, cookie.path)) return 'its Path is not that of the base URL';
    if (cookie.expiryTime() !== undefined && Number(cookie.expiryTime()) <= Date.now())
      return 'it was over when it came: does this computer’s clock agree with the server’s?';
    return 'it was refused';
  });
  return [...new Set(reasons)].join('; ');
}

/** A cookie for every path of the base URL's host, in the jar's stored form. */
export function serializedCookie(name: string, value: string, baseUrl: string): SerializedCookie {
  return cookieOf(name, value, baseUrl).toJSON();
}

function cookieOf(name: string, value: string, baseUrl: string): Cookie {
  const { hostname, protocol } = new URL(baseUrl);
  const domain = canonicalDomain(hostname) ?? hostname;
  // Browsers send such cookies to this machine over plain HTTP too; a jar drops a cookie of such a name that is not secure.
  const secure = protocol === 'https:' || /^__(Secure|Host)-/i.test(name);
  return new Cookie({ key: name, value, domain, path: '/', secure, httpOnly: true, hostOnly: true });
}

/** The base URL with a trailing slash: a cookie for the path `/api/` is not sent to `/api`. */
function below(baseUrl: string): string {
  return `${baseUrl.replace(/\/$/, '')}/`;
}

/**
 * The cookies that are sent to a URL, one of each name. Of two that an earlier version stored for different paths, the
 * one with the longer path wins: a browser sends it first, and servers read the first.
 */
function sentTo(jar: CookieJar, url: string): Cookie[] {
  const byName = Map.groupBy(jar.getCookiesSync(url), ({ key }) => key);
  return [...byName.values()].flatMap(([first]) => first ?? []);
}

/** The Cookie header for a URL; '' when there are no cookies. */
export function cookieHeader(
  jar: CookieJar,
  url: URL,
  { extraCookies, withoutJar }: Pick<ApiRequest<unknown>, 'extraCookies' | 'withoutJar'> = {},
): string {
  const own = withoutJar ? [] : sentTo(jar, url.href);
  const pairs = new Map(own.map(({ key, value }): [string, string] => [key, value]));
  for (const [name, value] of Object.entries(extraCookies ?? {})) pairs.set(name, value);
  return [...pairs].map(([name, value]) => `${name}=${value}`).join('; ');
}

/**
 * The largest cookie that is kept (RFC 6265 6.1), the total size (more than any server accepts in a header), and the
 * number (Chromium's limit per site). The limits bound the search for secrets in everything that leaves the host.
 */
const largest = 4096;
export const largestInAll = 64 * 1024;
export const most = 180;

/**
 * Stores the cookies that a server sets. Skips a cookie that the rules refuse (such as a foreign domain), as browsers do;
 * and one that could not be sent back, or would make the jar too large for a keychain: every later request would fail.
 */
export function storeCookies(jar: CookieJar, url: URL, setCookies: string[]): void {
  if (setCookies.length === 0) return;
  // The whole jar: a server may also set cookies for paths that are never requested.
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
    const kept = jar.setCookieSync(cookie, url.href, { ignoreError: true });
    if (!kept) continue;
    dropOthers(jar, url, kept);
    places.add(place);
    room -= size;
  }
}

/**
 * A server that sets a cookie again for another path or domain means the new one, so remove the older. With both in the
 * jar the server might read the older, and a person cannot delete a single cookie here.
 */
function dropOthers(jar: CookieJar, url: URL, fresh: Cookie): void {
  const sameName = jar.getCookiesSync(url.href).filter(({ key }) => key === fresh.key);
  const isSent = sameName.some((cookie) => placeOf(cookie, url) === placeOf(fresh, url));
  if (!isSent) return;
  for (const { domain, path, key } of sameName)
    if (placeOf({ domain, path, key }, url) !== placeOf(fresh, url))
      jar.store.removeCookie(domain, path, key, () => undefined);
}

/** Identifies a cookie: a later one with the same domain, path and name replaces the earlier (RFC 6265 5.3, 11). */
function placeOf({ domain, path, key }: Pick<Cookie, 'domain' | 'path' | 'key'>, url: URL): string {
  return [domain ?? canonicalDomain(url.hostname), path ?? defaultPath(url.pathname), key].join(' ');
}

function isSendable({ key, value }: Cookie): boolean {
  return /^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(`${key}=${value}`);
}
