import { z } from 'zod';
import { cookieHeaderIn } from './copied-request.ts';
import { deviceCookies, readPair, stemOf, type NamedCookie } from './device-cookies.ts';

// Cookies as people paste them from a browser's tools, a curl command, an export, or a server's answer.

const Exported = z.array(z.object({ name: z.string(), value: z.string() }));

/** The cookies in a pasted text, the first of each name; none where it holds no `name=value`. */
export function pastedCookies(text: string): NamedCookie[] {
  const found = inJson(text) ?? inTable(text) ?? inHeader(text);
  const byName = new Map<string, NamedCookie>();
  // Of two cookies with the same name, a browser sends the one with the longer path first, and servers read the first.
  for (const { name, value } of found)
    if (name !== '' && !byName.has(name)) byName.set(name, { name, value: unquoted(value) });
  return [...byName.values()];
}

/** A browser extension's export: a JSON list of cookies. */
function inJson(text: string): NamedCookie[] | null {
  if (!/^\s*\[/.test(text)) return null;
  try {
    const parsed = Exported.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Rows of a browser's storage panel, or of a cookies.txt file, where the name and the value come last. */
function inTable(text: string): NamedCookie[] | null {
  const rows = text.split(/\r?\n/).flatMap((line) => {
    const cells = line.split('\t');
    if (cells.length === 7) return [{ name: cells[5] ?? '', value: cells[6] ?? '' }];
    return cells.length > 2 ? [{ name: cells[0] ?? '', value: cells[1] ?? '' }] : [];
  });
  return rows.length > 0 ? rows : null;
}

/** A Cookie header, whole or as its value, on one line or two; or Set-Cookie lines. */
function inHeader(text: string): NamedCookie[] {
  const inner = cookieHeaderIn(text) ?? text;
  const lines = inner.split(/\r?\n/).map((line) => line.trim());
  const set = lines.filter((line) => /^set-cookie\s*:/i.test(line));
  // Only the first pair of a Set-Cookie line is the cookie; the others are its attributes.
  if (set.length > 0)
    return set.map((line) => readPair(line.replace(/^set-cookie\s*:/i, '').split(';')[0] ?? ''));
  const value = lines.join(' ').replace(/^\s*cookie\b\s*:?\s*(?==|[^\s=;]+=)/i, '');
  return value
    .split(';')
    .filter((pair) => /^\s*[^\s=]+\s*=/.test(pair))
    .map(readPair);
}

function unquoted(value: string): string {
  return value.replace(/^"(.*)"$/, '$1');
}

/** The default names of better-auth's own cookies. */
const usual = /(^|[.-])(session_token|session_data(\.\d+)?|dont_remember)$/;
/** A signed token: `token.signature`, where the signature is 32 bytes in base64. */
const signed = /^[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9+/_%-]{20,80}(=|%3D)*$/i;

/** Result of parsing pasted text: cookies for the jar, and the names of those that the API does not use. */
export interface PastedCookies {
  cookies: { name: string; value: string }[];
  dropped: string[];
}

/** Separates the cookies that the API reads from the names of those that it does not use. */
export function partCookies(cookies: NamedCookie[]): { kept: NamedCookie[]; dropped: string[] } {
  const stems = new Set(deviceCookies(cookies).map(stemOf));
  const isUsed = ({ name, value }: NamedCookie) => usual.test(name) || stems.has(name) || signed.test(value);
  const kept = cookies.filter((cookie) => stemOf(cookie) !== null || isUsed(cookie));
  return { kept, dropped: cookies.filter((cookie) => !kept.includes(cookie)).map(({ name }) => name) };
}
