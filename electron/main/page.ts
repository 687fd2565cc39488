import type { Session } from 'electron';
import { loadFiles, type StaticFile } from '../host/shell/page-files.ts';
import { pagePolicy, permissionsPolicy } from '../host/shell/page-headers.ts';

export const scheme = 'app';
const origin = `${scheme}://page`;
export const pageUrl = `${origin}/index.html`;

const headers = {
  'Content-Security-Policy': pagePolicy("'none'"),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': permissionsPolicy,
};

/** Whether a URL belongs to our own page, by its parsed parts. */
export function isOwnUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, host, username, password } = new URL(text);
  return protocol === `${scheme}:` && host === 'page' && username === '' && password === '';
}

/**
 * Answers requests for the built page: GET of a file that was loaded at the start, and nothing else. No request reaches the
 * disk, so none can name another file.
 */
export function answerFrom(files: ReadonlyMap<string, StaticFile>) {
  return ({ method, url }: Pick<Request, 'method' | 'url'>): Response => {
    if (!isOwnUrl(url)) return new Response(null, { status: 403, headers });
    if (method !== 'GET') return new Response(null, { status: 405, headers });
    const file = files.get(new URL(url).pathname);
    if (!file) return new Response(null, { status: 404, headers });
    return new Response(new Uint8Array(file.body), { headers: { ...headers, 'Content-Type': file.type } });
  };
}

/** Serves the built page of a folder to one session, which must be the window's own. */
export function servePage(session: { protocol: Pick<Session['protocol'], 'handle'> }, folder: string): void {
  session.protocol.handle(scheme, answerFrom(loadFiles(folder)));
}
