import { EventEmitter } from 'node:events';
import type { Session, WebContents } from 'electron';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { harden, keepToOwnPage } from '../../electron/main/hardening.ts';
import { isPrevented, recorder } from './fakes.ts';

const own = 'app://page/index.html';
type Request = NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>;
type Check = NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>;
type Before = (details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void;

const electronsPermissions = [
  ...['ar', 'automatic-fullscreen', 'background-fetch', 'background-sync', 'captured-surface-control'],
  ...['clipboard-read', 'deprecated-sync-clipboard-read', 'display-capture', 'fileSystem', 'fullscreen'],
  ...['geolocation', 'geolocation-approximate', 'hand-tracking', 'hid', 'idle-detection', 'keyboardLock'],
  ...['local-fonts', 'local-network', 'local-network-access', 'loopback-network', 'media', 'mediaKeySystem'],
  ...['midi', 'midiSysex', 'nfc', 'notifications', 'openExternal', 'payment-handler'],
  ...['periodic-background-sync', 'persistent-storage', 'pointerLock', 'screen-wake-lock', 'sensors'],
  ...['serial', 'smart-card', 'speaker-selection', 'storage-access', 'system-wake-lock'],
  ...['top-level-storage-access', 'usb', 'vr', 'web-app-installation', 'web-printing', 'window-management'],
  'unknown',
];

function hardened(devTools = false) {
  const { calls, note, called } = recorder();
  const session = {
    setPermissionRequestHandler: note('request'),
    setPermissionCheckHandler: note('check'),
    setDevicePermissionHandler: note('device'),
    setDisplayMediaRequestHandler: note('display'),
    protocol: { handle: note('handle') },
    webRequest: { onBeforeRequest: note('before') },
  };
  harden(session, { devTools });
  const last = <T>(name: string) => called(name).at(-1)?.[0] as T;
  return { calls, called, last };
}

const contentsAt = (url: string) => ({ getURL: () => url }) as unknown as WebContents;

function asks(permission: string, from = own, isMainFrame = true, at = own): boolean {
  const decided: boolean[] = [];
  const decide = (answer: boolean) => void decided.push(answer);
  const details = { isMainFrame, requestingUrl: from };
  hardened().last<Request>('request')(contentsAt(at), permission as never, decide, details);
  if (decided.length !== 1) throw new Error('it was not decided once');
  return decided[0] === true;
}

function checks(permission: string, from = own, isMainFrame = true, at: string | null = own): boolean {
  const contents = at === null ? null : contentsAt(at);
  return hardened().last<Check>('check')(contents, permission as never, from, { isMainFrame });
}

describe('permissions', () => {
  test('what was granted before is taken back before there is a handler', () => {
    const { called } = hardened();
    for (const name of ['request', 'check', 'device'])
      expect(called(name)).toEqual([[null], [expect.any(Function)]]);
  });

  test('our own page may write text to the clipboard: the refusals below are not of everything', () => {
    expect(asks('clipboard-sanitized-write')).toBe(true);
    expect(checks('clipboard-sanitized-write')).toBe(true);
    expect(checks('clipboard-sanitized-write', 'app://page')).toBe(true);
  });

  test.each(electronsPermissions)('%s is refused', (permission) => {
    expect([asks(permission), checks(permission)]).toEqual([false, false]);
  });

  test('so is whatever Electron may think of next', () => {
    const name = fc.oneof(
      fc.string(),
      fc.constantFrom('clipboard-sanitized-write ', 'CLIPBOARD-sanitized-write'),
    );
    fc.assert(
      fc.property(name, (permission) => {
        fc.pre(permission !== 'clipboard-sanitized-write');
        return !asks(permission) && !checks(permission);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['a frame within it', own, false, own],
    ['another origin', 'https://example.com/', true, own],
    ['another host of our scheme', 'app://other/', true, own],
    ['our page in contents that are elsewhere', own, true, 'https://example.com/'],
    ['nowhere', '', true, own],
  ])('the clipboard is refused to %s', (_, from, isMainFrame, at) => {
    expect(asks('clipboard-sanitized-write', from, isMainFrame, at)).toBe(false);
    expect(checks('clipboard-sanitized-write', from, isMainFrame, at)).toBe(false);
    expect(checks('clipboard-sanitized-write', own, true, null)).toBe(false);
  });

  test('no device and no screen is ever given', () => {
    const { last } = hardened();
    expect(last<() => boolean>('device')()).toBe(false);
    const given: unknown[] = [];
    last<(request: object, answer: (streams: unknown) => void) => void>('display')({}, (streams) =>
      given.push(streams),
    );
    expect(given).toEqual([null]);
  });
});

describe('requests', () => {
  const isCancelled = (url: string, devTools = false): boolean => {
    let cancelled: boolean | undefined;
    hardened(devTools).last<Before>('before')({ url }, ({ cancel }) => (cancelled = cancel));
    return cancelled ?? false;
  };

  test.each([own, 'app://page/assets/x.js', 'blob:app://page/1b9d', 'data:image/png;base64,AA=='])(
    '%s is let through',
    (url) => expect(isCancelled(url)).toBe(false),
  );

  test.each([
    ...[
      'https://example.com/',
      'http://127.0.0.1:80/',
      'file:///etc/passwd',
      'ftp://example.com/',
      'ws://a/',
    ],
    ...[
      'app://other/',
      'app://page.evil/',
      'blob:https://example.com/1',
      'blob:null/1',
      'blob:',
      'about:blank',
    ],
    ...[
      'data:text/html,<p>',
      'data:,',
      'chrome://gpu',
      'devtools://devtools/bundled/x.html',
      'javascript:1',
      '',
    ],
  ])('%s is cancelled', (url) => expect(isCancelled(url)).toBe(true));

  test('the developer tools load where they are to be had, and nothing else does', () => {
    expect(isCancelled('devtools://devtools/bundled/x.html', true)).toBe(false);
    expect(isCancelled('https://example.com/', true)).toBe(true);
  });

  test('a file: request is answered with an error', () => {
    const [given] = hardened().called('handle');
    expect(given?.[0]).toBe('file');
    expect((given?.[1] as () => Response)().type).toBe('error');
  });
});

describe('web contents, whenever they are made', () => {
  let contents: EventEmitter & { setWindowOpenHandler(handler: () => unknown): void };
  let opens: (details: object) => unknown;
  beforeEach(() => {
    const app = new EventEmitter();
    keepToOwnPage(app as never);
    const setWindowOpenHandler = (handler: typeof opens) => void (opens = handler);
    contents = Object.assign(new EventEmitter(), { setWindowOpenHandler });
    app.emit('web-contents-created', {}, contents);
  });
  const ways = ['will-navigate', 'will-frame-navigate', 'will-redirect'];

  test.each(['app://page/', own, 'app://page/index.html?x=1#y'])('may go to %s', (url) => {
    for (const way of ways) expect(isPrevented(contents, way, { url })).toBe(false);
  });

  test.each([
    ...['app://page.evil/', 'app://page@evil/', 'app://evil@page/', 'app://evil:x@page/', 'app://page:1/'],
    ...[
      'app://evil/page/',
      'app:page',
      'app:///page/',
      'apps://page/',
      'http://page/',
      'https://page/index.html',
    ],
    ...[
      'javascript:alert(1)',
      'data:text/html,app://page/',
      'blob:app://page/1',
      'about:blank',
      'about:srcdoc',
    ],
    ...[
      'file:///app/page/index.html',
      'view-source:app://page/',
      'filesystem:app://page/x',
      'page',
      '//page/',
      '',
    ],
  ])('are kept from going to “%s”', (url) => {
    for (const way of ways) expect(isPrevented(contents, way, { url })).toBe(true);
  });

  test('are kept from going to any address of any other kind', () => {
    const start = fc.constantFrom('', 'https://', 'app://', 'app:', 'app://page.', 'file://');
    const url = fc.tuple(start, fc.string()).map((parts) => parts.join(''));
    fc.assert(
      fc.property(url, (given) => {
        return ways.every((way) => isPrevented(contents, way, { url: given }));
      }),
      { numRuns: 2000 },
    );
  });

  test('hold no other contents', () => {
    expect(isPrevented(contents, 'will-attach-webview')).toBe(true);
  });

  test('open no window, whatever is asked for', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constant(own), fc.string()), fc.string(), (url, frameName) => {
        const answer = opens({ url, frameName, disposition: 'new-window' });
        return JSON.stringify(answer) === '{"action":"deny"}';
      }),
      { numRuns: 1000 },
    );
  });
});
