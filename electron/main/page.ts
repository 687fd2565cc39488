import { readFileSync, realpathSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import type { Session } from 'electron';

export const scheme = 'app';
const origin = `${scheme}://page`;
export const pageUrl = `${origin}/index.html`;

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const headers = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
    "connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/** Whether a URL is of our own page: compared as parsed, not as text. */
export function isOwnUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, host, username } = new URL(text);
  return protocol === `${scheme}:` && host === 'page' && username === '';
}

/** Serves the built page from one folder to one session: GET only, nothing outside the folder, links resolved. */
export function servePage(session: Pick<Session, 'protocol'>, folder: string): void {
  const root = realpathSync(folder);
  session.protocol.handle(scheme, (request) => {
    if (request.method !== 'GET' || !isOwnUrl(request.url))
      return new Response(null, { status: 403, headers });
    const file = fileIn(root, new URL(request.url).pathname);
    const type = file && types[extname(file)];
    if (!file || !type) return new Response(null, { status: 404, headers });
    return new Response(readFileSync(file), { headers: { ...headers, 'Content-Type': type } });
  });
}

function fileIn(root: string, pathname: string): string | null {
  try {
    const file = realpathSync(join(root, decodeURIComponent(pathname)));
    return file.startsWith(root + sep) ? file : null;
  } catch {
    // No such file, or a path that does not decode: both are "not found".
    return null;
  }
}
