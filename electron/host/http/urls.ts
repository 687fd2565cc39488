import { fail } from '../../bridge/failure.ts';
import { isRefusedAddress } from './addresses.ts';

const loopback =
  /^(([a-z0-9_-]+\.){0,10}localhost\.?|127(\.\d{1,3}){3}|\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\])$/;
/** Whether a URL's host name is this machine. */
export function isThisMachine(hostname: string): boolean {
  return loopback.test(hostname);
}

/** Google's name for the link-local address of its metadata service. */
const metadata = /^metadata\.google\.internal\.?$/;

/**
 * The canonical form of a base URL, without a trailing slash. Throws `invalid` for anything but https, or http to this
 * machine; for user info, a query or a fragment; for port 0; and for link-local and metadata addresses.
 */
export function parseBaseUrl(typed: string): string {
  const text = withScheme(typed);
  const refuse = (got: string): never =>
    fail({ code: 'invalid', tried: 'connections.save', got, field: 'baseUrl' });
  if (/[\s\\\u0000-\u001f]/.test(text))
    return refuse('the base URL has a space, a backslash or a control character in it');
  if (!URL.canParse(text))
    return refuse('the base URL is not a URL: it looks like https://api.example.com/v1');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return refuse('the base URL must start with https://');
  if (url.protocol === 'http:' && !isThisMachine(url.hostname)) {
    return refuse('plain http is for this machine only (127.0.0.1, localhost): use https://');
  }
  if (url.username || url.password) return refuse('the base URL must not hold a user name or a password');
  if (/[?#]/.test(text)) return refuse('the base URL must not have a query or a fragment');
  if (url.port === '0') return refuse('the base URL must not have the port 0');
  if (isRefusedAddress(url.hostname) || metadata.test(url.hostname))
    return refuse('link-local and metadata addresses are not session APIs');
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** Adds the required scheme to an address as people type it: `localhost:3000` or `api.example.com/v1`. */
function withScheme(typed: string): string {
  const host = /^([\w.-]+|\[[\da-f:.]+\])(?=(:\d{1,5})?(\/|$))/i.exec(typed)?.[1];
  if (host === undefined || (!host.includes('.') && !isThisMachine(host.toLowerCase()))) return typed;
  return `${isThisMachine(host.toLowerCase()) ? 'http' : 'https'}://${typed}`;
}

/** How often proxies between us and the API may decode a path. */
const mostDecodings = 10;

/**
 * One path segment, percent-encoded. Throws `invalid` for a value that could change the path despite its encoding: '',
 * '.', '..', also within it and encoded any number of times, control characters, lone surrogates, over 256 characters.
 * Never quotes the value: it may be a credential.
 */
function segment(value: string, name: string, tried: string): string {
  const dangerous =
    value === '' ||
    value.length > 256 ||
    !value.isWellFormed() ||
    /[\u0000-\u001f\u007f]/.test(value) ||
    hasDots(value);
  if (dangerous)
    fail({ code: 'invalid', tried, got: `this ${name} cannot be part of an address`, field: name });
  return encodeURIComponent(value);
}

/**
 * Whether some server reads a segment of the value as "one folder up": `..;x` (Tomcat), `..\`, `%252e%252e`; or `..?x`,
 * `..%00` and `.. `, where a proxy decodes the URL and parses its path again.
 */
function hasDots(value: string): boolean {
  let decoded = value;
  for (let times = 0; times <= mostDecodings; times += 1) {
    if (/(^|[/\\])\.\.?($|[/\\;?#\u0000-\u0020])/.test(decoded)) return true;
    // Decode only dots and the characters around them: the rest need not be valid percent-encoding.
    decoded = decoded.replace(/%(25|2e|2f|5c|3b|3f|23|20|[01][\da-f])/gi, decodeURIComponent);
  }
  return false;
}

interface UrlParts {
  path: string;
  params: Record<string, string>;
  query: Record<string, string | number | boolean | undefined>;
}

/** Fills a path template and adds the query. Throws `invalid` unless the URL parser leaves the path as assembled. */
export function buildUrl(baseUrl: string, parts: UrlParts, tried: string): URL {
  const path = parts.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    segment(parts.params[name] ?? '', name, tried),
  );
  const base = new URL(baseUrl);
  const url = new URL(baseUrl + path);
  // Compared as text: the same number of segments, each of which decodes to its id.
  const expected = base.pathname.replace(/\/$/, '') + path;
  if (url.origin !== base.origin || url.pathname !== expected) {
    fail({ code: 'invalid', tried, got: 'an id would have changed the address that is called' });
  }
  for (const [name, value] of Object.entries(parts.query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
}
