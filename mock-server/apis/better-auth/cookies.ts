import { createHmac, timingSafeEqual } from 'node:crypto';

/** The names of the cookies, with the default prefix and without https. */
export const cookieNames = {
  session: 'better-auth.session_token',
  sessionData: 'better-auth.session_data',
  dontRemember: 'better-auth.dont_remember',
};

const multiMark = '_multi-';
const signingSecret = 'the mock server signs with a secret that everyone may know';

/** The cookie that holds one account of the device. Its name has the token in lower case. */
export function multiCookieName(token: string): string {
  return `${cookieNames.session}${multiMark}${token.toLowerCase()}`;
}

/** Whether a cookie holds an account of the device, whatever its prefix. */
export function isMultiCookie(name: string): boolean {
  return name.includes(multiMark);
}

/**
 * The cookies of a request under the usual names, for a server that calls its session cookies `name`. Those that have
 * a usual name already are strangers there: only the list reads them, as it reads every cookie with `_multi-`.
 */
export function withUsualNames(cookies: Map<string, string>, name: string): Map<string, string> {
  if (name === '') return cookies;
  const known = ([cookie, value]: [string, string]): [string, string] => {
    const isStranger = isSessionCookie(cookie, cookieNames.session);
    return [isStranger ? `other ${cookie}` : renamed(cookie, name, cookieNames.session), value];
  };
  return new Map([...cookies].map(known));
}

/** A `Set-Cookie` value as a server sends it that calls its session cookies `name`. */
export function withOwnName(setCookie: string, name: string): string {
  return name === '' ? setCookie : renamed(setCookie, cookieNames.session, name);
}

function renamed(cookie: string, from: string, to: string): string {
  return isSessionCookie(cookie, from) ? `${to}${cookie.slice(from.length)}` : cookie;
}

function isSessionCookie(cookie: string, name: string): boolean {
  const rest = cookie.slice(name.length);
  return cookie.startsWith(name) && (rest === '' || rest.startsWith('=') || rest.startsWith(multiMark));
}

/** `value.signature`: HMAC-SHA256 in base64, as in the header `set-auth-token`; cookies have it URL-encoded. */
export function sign(value: string): string {
  return `${value}.${signatureOf(value)}`;
}

/** HMAC-SHA256 of a text in base64. */
export function signatureOf(text: string): string {
  return createHmac('sha256', signingSecret).update(text).digest('base64');
}

/** The value of a signed text, or nothing when the signature is not ours. */
export function verify(signed: string): string | undefined {
  const value = signed.slice(0, Math.max(signed.lastIndexOf('.'), 0));
  const expected = Buffer.from(sign(value));
  const actual = Buffer.from(signed);
  return value !== '' && expected.length === actual.length && timingSafeEqual(expected, actual)
    ? value
    : undefined;
}

/** The cookies of a `Cookie` header by name, decoded; of two with one name the first counts. */
export function parseCookies(header: string): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const part of header.split(';')) {
    const [name = '', ...rest] = part.split('=');
    const value = rest
      .join('=')
      .trim()
      .replace(/^"(.*)"$/, '$1');
    if (rest.length > 0 && !cookies.has(name.trim())) cookies.set(name.trim(), decoded(value));
  }
  return cookies;
}

/** Decodes %xx; text that cannot be decoded stays as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A `Set-Cookie` value. Without `maxAge` it is a cookie of the browser session. */
export function setCookie(name: string, value: string, maxAge?: number): string {
  const age = maxAge === undefined ? '' : `; Max-Age=${maxAge}`;
  return `${name}=${encodeURIComponent(value)}${age}; Path=/; HttpOnly; SameSite=Lax`;
}
