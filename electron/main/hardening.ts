import type { App, Session, WebContents } from 'electron';
import { isOwnUrl } from './page.ts';

type PermissionHandlers =
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler';
type Guarded = Pick<Session, PermissionHandlers> & {
  protocol: Pick<Session['protocol'], 'handle'>;
  webRequest: Pick<Session['webRequest'], 'onBeforeRequest'>;
};

/** The only permission that our page has: writing text to the clipboard. */
const allowed = 'clipboard-sanitized-write';

/** Restricts a session to our own page: no permissions, devices, screen capture, network or files. */
export function harden(session: Guarded, { devTools }: { devTools: boolean }): void {
  denyPermissions(session);
  session.protocol.handle('file', () => Response.error());
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    answer({ cancel: !isOwnRequest(url) && !(devTools && protocolOf(url) === 'devtools:') });
  });
}

function denyPermissions(session: Guarded): void {
  // Resets any permission that was granted before the handlers are set.
  session.setPermissionRequestHandler(null);
  session.setPermissionCheckHandler(null);
  session.setDevicePermissionHandler(null);
  session.setPermissionRequestHandler((contents, permission, decide, { isMainFrame, requestingUrl }) => {
    const own = isMainFrame && isOwnUrl(requestingUrl) && isOwnUrl(contents.getURL());
    decide(permission === allowed && own);
  });
  session.setPermissionCheckHandler((contents, permission, origin, { isMainFrame }) => {
    const own = contents !== null && isMainFrame && isOwnUrl(origin) && isOwnUrl(contents.getURL());
    return permission === allowed && own;
  });
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_, answer) => answer(null));
}

/** Allowed requests: our own files, data that our page created to be saved, and images inlined in the page. */
function isOwnRequest(url: string): boolean {
  return isOwnUrl(url) || isOwnBlob(url) || url.startsWith('data:image/');
}

/** Whether a URL names data that our own page created: `blob:` with its origin. */
export function isOwnBlob(url: string): boolean {
  return protocolOf(url) === 'blob:' && isOwnUrl(new URL(url).pathname);
}

function protocolOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).protocol : null;
}

interface Leaving {
  preventDefault(): void;
  url: string;
}

/** Restricts all web contents: they load our own page only, open no windows, and embed no other web contents. */
export function keepToOwnPage(app: Pick<App, 'on'>): void {
  app.on('web-contents-created', (_, contents) => keep(contents));
}

function keep(contents: Pick<WebContents, 'on' | 'setWindowOpenHandler'>): void {
  const stay = (event: Leaving) => {
    if (!isOwnUrl(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
