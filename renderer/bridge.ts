import type { Carrier } from '../electron/bridge/crossing/connect.ts';
import { httpCarrier, type Post } from './http-carrier.ts';

declare global {
  interface Window {
    /** Put there by the preload script, in the desktop shell only. */
    bridge?: Carrier;
  }
}

/** The page has no valid token of a running Sessiondeck: its address was used before, or the host has stopped. */
export class NotConnected extends Error {
  override readonly name = 'NotConnected';
}

const tokenSlot = 'sessiondeck-token';

/** The carrier of this shell: the preload's, or HTTP to the page's own origin. Throws NotConnected. */
export async function openCarrier(): Promise<Carrier> {
  return window.bridge ?? httpCarrier(await authorise());
}

/** Exchanges the one-time code of the address for the token. A reload finds the token in sessionStorage. */
async function authorise(): Promise<Post> {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (code) {
    // Before any other request: the code must not stay in the address bar or the history.
    history.replaceState(null, '', location.pathname);
    const response = await post('/launch', { code });
    if (response.ok) sessionStorage.setItem(tokenSlot, ((await response.json()) as { token: string }).token);
  }
  const token = sessionStorage.getItem(tokenSlot);
  if (!token) throw new NotConnected('there is no token');
  const withToken: Post = (path, body) => post(path, body, { 'X-Sessiondeck-Token': token });
  if ((await withToken('/bridge/app.about', {})).ok) return withToken;
  sessionStorage.removeItem(tokenSlot);
  throw new NotConnected('the token is of an earlier launch');
}

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
    credentials: 'omit',
  });
}
