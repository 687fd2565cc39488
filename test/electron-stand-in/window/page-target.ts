import type { WebContents } from 'electron';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { desktop } from '../desktop.ts';
import { fromChromium } from '../origins.ts';
import { preloadWorld, scriptsFor, type FromPage, type ToPage } from '../page/worlds.ts';
import type { Target } from '../pipe.ts';
import { answerRequests } from './requests.ts';
import type { StandInSession } from '../session.ts';
import { nativeTheme } from '../system.ts';

/**
 * How long a window lives that a page has opened, ms: no request of it gets anywhere. One that goes while a debugger gets
 * hold of it would keep the page that opened it waiting for good.
 */
const popupLife = 2000;

/** What a page tells of itself. */
export interface PageListener {
  /** Whether a document may be loaded; asked before each one. */
  mayNavigate(url: string, isMainFrame: boolean, isRedirect: boolean): boolean;
  /** Another document is in the main frame. */
  committed(address: string, frameName: string): void;
  loaded(): void;
  said(message: FromPage): void;
  logged(details: Record<string, unknown>): void;
  opens(url: string, frameName: string): void;
  /** Whether a page that objects to being left stays. */
  staysOnUnload(): boolean;
  crashed(): void;
  gone(): void;
}

export interface PageTarget {
  target: Target;
  targetId: string;
  /** Tells the preload's world something; nothing where there is none. */
  post(message: ToPage): void;
  zoom(factor: number): void;
  allow(contents: WebContents, session: StandInSession, origin: string): Promise<void>;
  close(): Promise<boolean>;
  destroy(): Promise<void>;
}

/** The permissions of Chromium's that a page might ask for, and what Electron calls them. */
const permissions: Record<string, string> = {
  'clipboard-write': 'clipboard-sanitized-write',
  'clipboard-read': 'clipboard-read',
  notifications: 'notifications',
  geolocation: 'geolocation',
  camera: 'media',
  microphone: 'media',
  midi: 'midi',
  'display-capture': 'display-capture',
  'idle-detection': 'idle-detection',
  'local-fonts': 'local-fonts',
  'persistent-storage': 'persistent-storage',
};

/** Makes a target of Chromium's the page of a window: with its preload, and with nothing of the network. */
export async function openPage(
  targetId: string,
  preload: string | undefined,
  session: StandInSession,
  listener: PageListener,
): Promise<PageTarget> {
  const target = await desktop.chromium.attach(targetId);
  const state = { context: null as number | null, closing: Promise.withResolvers<boolean>() };
  follow(target, targetId, listener, state);
  await Promise.all([
    target.send('Page.enable'),
    target.send('Runtime.enable'),
    target.send('Runtime.addBinding', { name: 'standInTell', executionContextName: preloadWorld }),
    // Only what moves in a page that is looked at: the same for Playwright's own.
    target.send('Emulation.setFocusEmulationEnabled', { enabled: true }),
    answerRequests(target, {
      session,
      mayNavigate: (url, frameId, isRedirect) => listener.mayNavigate(url, frameId === targetId, isRedirect),
    }),
    answerFrames(target, session, listener),
    addPreload(target, preload),
    followTheme(target),
  ]);
  return {
    target,
    targetId,
    post(message) {
      if (state.context === null) return;
      target.tell('Runtime.callFunctionOn', {
        executionContextId: state.context,
        functionDeclaration: '(message) => standInTake(message)',
        arguments: [{ value: message }],
      });
    },
    zoom: (factor) => void zoom(target, factor),
    allow: (contents, asked, origin) => allow(contents, asked, origin),
    close() {
      state.closing = Promise.withResolvers<boolean>();
      target.tell('Page.close');
      return state.closing.promise;
    },
    async destroy() {
      await desktop.chromium.browser.send('Target.closeTarget', { targetId });
    },
  };
}

/** The page prefers what the app or, where it leaves that to the system, the desktop prefers. */
async function followTheme(target: Target): Promise<void> {
  const feature = () => ({
    name: 'prefers-color-scheme',
    value: nativeTheme.shouldUseDarkColors ? 'dark' : 'light',
  });
  nativeTheme.on('updated', () => target.tell('Emulation.setEmulatedMedia', { features: [feature()] }));
  await target.send('Emulation.setEmulatedMedia', { features: [feature()] });
}

async function addPreload(target: Target, preload: string | undefined): Promise<void> {
  if (preload === undefined) return;
  const { main, isolated } = scriptsFor(randomBytes(16).toString('hex'), readFileSync(preload, 'utf8'));
  await target.send('Page.addScriptToEvaluateOnNewDocument', { source: main });
  await target.send('Page.addScriptToEvaluateOnNewDocument', { source: isolated, worldName: preloadWorld });
}

/** Frames of other sites have targets of their own: their requests too are answered by the session. */
async function answerFrames(target: Target, session: StandInSession, listener: PageListener): Promise<void> {
  target.on('Target.attachedToTarget', ({ sessionId }) => {
    const frame = desktop.chromium.target(sessionId);
    const mayNavigate = (url: string, _: string, isRedirect: boolean) =>
      listener.mayNavigate(url, false, isRedirect);
    void answerRequests(frame, { session, mayNavigate }).then(() =>
      frame.tell('Runtime.runIfWaitingForDebugger'),
    );
  });
  await target.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: true,
    flatten: true,
  });
}

interface State {
  context: number | null;
  closing: PromiseWithResolvers<boolean>;
}

function follow(target: Target, targetId: string, listener: PageListener, state: State): void {
  target.on('Runtime.executionContextCreated', ({ context: { id, name, auxData } }) => {
    if (name === preloadWorld && (auxData as { frameId?: string }).frameId === targetId) state.context = id;
  });
  target.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
    if (state.context === executionContextId) state.context = null;
  });
  target.on('Runtime.bindingCalled', ({ payload, executionContextId }) => {
    if (executionContextId === state.context) listener.said(JSON.parse(payload) as FromPage);
  });
  target.on('Page.frameNavigated', ({ frame: { url, name, parentId } }) => {
    if (parentId === undefined) listener.committed(url, name ?? '');
  });
  target.on('Page.loadEventFired', () => listener.loaded());
  target.on('Page.windowOpen', ({ url, windowName }) => listener.opens(fromChromium(url), windowName));
  target.on('Page.javascriptDialogOpening', ({ type }) => {
    const stays = type === 'beforeunload' && listener.staysOnUnload();
    target.tell('Page.handleJavaScriptDialog', { accept: type === 'beforeunload' && !stays });
    if (stays) state.closing.resolve(false);
  });
  target.on('Runtime.consoleAPICalled', ({ type, args }) => {
    const message = args.map(({ value, description }) => String(value ?? description)).join(' ');
    listener.logged({
      level: type === 'warning' ? 'warning' : type,
      message,
      lineNumber: 0,
      sourceId: '',
    });
  });
  target.on('Inspector.targetCrashed', () => listener.crashed());
  const { browser } = desktop.chromium;
  browser.on('Target.targetCreated', ({ targetInfo: { openerId, targetId: opened } }) => {
    if (openerId === targetId)
      setTimeout(() => browser.tell('Target.closeTarget', { targetId: opened }), popupLife);
  });
  browser.on('Target.targetDestroyed', ({ targetId: gone }) => {
    if (gone !== targetId) return;
    listener.gone();
    state.closing.resolve(true);
  });
}

/** As a page would see it: fewer CSS pixels in the same window. */
async function zoom(target: Target, factor: number): Promise<void> {
  await target.send('Emulation.clearDeviceMetricsOverride');
  if (factor === 1) return;
  const { cssLayoutViewport } = await target.send('Page.getLayoutMetrics');
  await target.send('Emulation.setDeviceMetricsOverride', {
    width: Math.round(cssLayoutViewport.clientWidth / factor),
    height: Math.round(cssLayoutViewport.clientHeight / factor),
    deviceScaleFactor: factor,
    mobile: false,
  });
}

/** Gives an origin in Chromium what the app's handlers grant it, and refuses it the rest. */
async function allow(contents: WebContents, session: StandInSession, origin: string): Promise<void> {
  if (origin === 'null') return;
  const { browser } = desktop.chromium;
  for (const [name, electronName] of Object.entries(permissions)) {
    const granted = await session.grants(contents, electronName, origin);
    const setting = granted ? 'granted' : 'denied';
    browser.tell('Browser.setPermission', { permission: { name }, setting });
  }
}
