// How better-auth names a device's cookies (plugin multi-session): the active session's cookie may have any name
// (advanced.cookiePrefix, advanced.cookies.session_token.name, `__Secure-`), and every session of the device has a
// second cookie `<that name>_multi-<its token in lower case>`. The common part is called the stem here.

export interface NamedCookie {
  name: string;
  /** As sent: the signed value `token.signature`, URL-encoded or not. */
  value: string;
}

const beforeToken = '_multi-';
/** The default name of the active session's cookie. */
const usualStem = /(^|[.-])session_token$/;

/** The token of a signed value `token.signature`. */
export function tokenOf(signed: string): string {
  return signed.split('.')[0] ?? '';
}

/** The stem of a device cookie; null for any other cookie. */
export function stemOf({ name, value }: NamedCookie): string | null {
  const end = `${beforeToken}${tokenOf(value).toLowerCase()}`;
  const stem = name.slice(0, -end.length);
  const isNamed = stem !== '' && end !== beforeToken && name.slice(stem.length).toLowerCase() === end;
  return isNamed ? stem : null;
}

/** A session's device cookie; `stem` is the name of the server's active-session cookie. */
export function deviceCookie(stem: string, signed: string): NamedCookie {
  return { name: `${stem}${beforeToken}${tokenOf(signed).toLowerCase()}`, value: signed };
}

export function deviceCookies(jar: NamedCookie[]): NamedCookie[] {
  return jar.filter((cookie) => stemOf(cookie) !== null);
}

/** The distinct stems of the jar's device cookies. */
function stemsIn(jar: NamedCookie[]): string[] {
  const shown = deviceCookies(jar).flatMap((cookie) => stemOf(cookie) ?? []);
  return [...new Set(shown)];
}

/**
 * The active session's cookie. After a server was renamed, cookies of both names may be in the jar: the later one wins.
 * The default name is tried only while no device cookie reveals the server's own.
 */
export function activeCookie(jar: NamedCookie[]): NamedCookie | undefined {
  const stems = stemsIn(jar);
  return jar.findLast(({ name }) => (stems.length > 0 ? stems.includes(name) : usualStem.test(name)));
}

/** The stems that the server may use: those found in the jar, else the default names with the configured prefix. */
export function possibleStems(jar: NamedCookie[], prefix: string | undefined): string[] {
  const active = activeCookie(jar);
  const shown = [...new Set([...(active ? [active.name] : []), ...stemsIn(jar)])];
  const usual = `${prefix || 'better-auth'}.session_token`;
  return shown.length > 0 ? shown : [usual, `__Secure-${usual}`];
}

const withoutId = 'without-id';

/**
 * Makes a session's handle: the cookies under which the server listed it, as in a Cookie header, and whether its row had
 * an id. Asked again with these cookies, the server must list the session if it lives. Handles of earlier versions are
 * a signed value alone, for a row with an id.
 */
export function handleOf(listedUnder: NamedCookie[], hasId: boolean): string {
  const pairs = listedUnder.map(({ name, value }) => `${name}=${value}`);
  return [...pairs, ...(hasId ? [] : [withoutId])].join('; ');
}

/** Whether the row of this handle had an id. */
export function hadId(handle: string): boolean {
  return !handle.endsWith(`; ${withoutId}`);
}

/** The cookies in a handle; none in a handle that names no cookie. */
export function namedIn(handle: string): NamedCookie[] {
  return deviceCookies(handle.split('; ').map(readPair));
}

/** The part of a handle that stays the same while its session lives: its token. The cookie's name may change. */
export function identityOf(handle: string): string {
  const [cookie] = namedIn(handle);
  return cookie ? tokenOf(cookie.value) : handle;
}

/** Parses `name=value`, trimming both. */
export function readPair(pair: string): NamedCookie {
  const at = pair.indexOf('=');
  return { name: pair.slice(0, at).trim(), value: pair.slice(at + 1).trim() };
}

/** The signed value in a handle of any version; the bare token if the handle has nothing else. */
export function signedIn(handle: string): string {
  return namedIn(handle)[0]?.value ?? handle;
}
