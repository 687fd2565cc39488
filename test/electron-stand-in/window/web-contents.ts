import type { WebContents, WebFrameMain, WebPreferences, WindowOpenHandlerResponse } from 'electron';
import { EventEmitter } from 'node:events';
import { followDownloads } from './downloads.ts';
import { preventable } from '../events.ts';
import { StandInFrame } from './frame.ts';
import type { ContentsPart } from './surface.ts';
import { cloned, eventFrom, ipcMain } from '../ipc.ts';
import { fromChromium, toChromium } from '../origins.ts';
import type { FromPage, ToPage } from '../page/worlds.ts';
import { openPage, type PageListener, type PageTarget } from './page-target.ts';
import { decode } from '../page/codec.ts';
import type { StandInSession } from '../session.ts';

type OpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0];

let last = 0;

/** The page of a window. `open` gives it its target in Chromium. */
export class StandInContents extends EventEmitter implements Pick<WebContents, ContentsPart> {
  readonly id = (last += 1);
  readonly session: StandInSession;
  readonly #page: Promise<PageTarget>;
  #frame = new StandInFrame('about:blank', '', null);
  #openHandler: OpenHandler | null = null;
  #title = '';
  #zoomLevel = 0;
  #destroyed = false;
  #crashed = false;
  #loading = false;
  #expected: string | null = null;

  constructor(targetId: Promise<string>, session: StandInSession, preferences: WebPreferences) {
    super();
    this.session = session;
    this.#page = targetId.then((id) => openPage(id, preferences.preload, session, this.#listener()));
    this.#page
      .then((page) => followDownloads(session, this.asElectron, page.targetId))
      // Who loads something is told; a window that nothing is loaded into has nobody to tell.
      .catch(() => undefined);
  }

  get mainFrame(): WebFrameMain {
    return this.#frame as unknown as WebFrameMain;
  }

  /** Itself, as the listeners of Electron's events know it: only what is declared above is there. */
  get asElectron(): WebContents {
    return this as unknown as WebContents;
  }

  /** Rejects with Electron's words when the document cannot be loaded. */
  async loadURL(url: string): Promise<void> {
    const page = await this.#page;
    const loaded = new Promise<void>((resolve) => this.once('did-finish-load', () => resolve()));
    this.#expected = url;
    this.#loading = true;
    const { errorText } = await page.target.send('Page.navigate', { url: toChromium(url) });
    if (errorText === undefined) return loaded;
    this.#loading = false;
    this.emit('did-fail-load', preventable({}), -2, errorText, url, true, 0, 0);
    throw new Error(`${errorText} (-2) loading '${url}'`);
  }

  getURL(): string {
    return this.#frame.url === 'data:,' ? '' : this.#frame.url;
  }

  getTitle(): string {
    return this.#title;
  }

  getType(): 'window' {
    return 'window';
  }

  isLoading(): boolean {
    return this.#loading;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  isCrashed(): boolean {
    return this.#crashed;
  }

  /** Throws, as Electron does, for what cannot be cloned. A page that is not there yet does not get it. */
  send(channel: string, ...args: unknown[]): void {
    const message: ToPage = { kind: 'event', channel, args: cloned(args) };
    void this.#page.then(({ post }) => post(message)).catch(() => undefined);
  }

  reload(): void {
    this.#expected = this.getURL();
    void this.#page.then(({ target }) => target.tell('Page.reload'));
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  getZoomLevel(): number {
    return this.#zoomLevel;
  }

  setZoomLevel(level: number): void {
    this.#zoomLevel = level;
    void this.#page.then(({ zoom }) => zoom(this.getZoomFactor()));
  }

  /** Each level is a fifth more than the one before, as Chromium counts. */
  getZoomFactor(): number {
    return 1.2 ** this.#zoomLevel;
  }

  setZoomFactor(factor: number): void {
    this.setZoomLevel(Math.log(factor) / Math.log(1.2));
  }

  forcefullyCrashRenderer(): void {
    void this.#page.then(({ target }) => target.tell('Page.crash'));
  }

  focus(): void {
    void this.#page.then(({ target }) => target.tell('Page.bringToFront'));
  }

  /** Closes the page: whether it did, or stayed because its `beforeunload` was heeded. */
  async close(): Promise<boolean> {
    return (await this.#page).close();
  }

  /** Closes it without asking it. */
  async destroy(): Promise<void> {
    await (await this.#page).destroy();
  }

  /** Chromium's target, for the window around it. */
  get page(): Promise<PageTarget> {
    return this.#page;
  }

  #listener(): PageListener {
    return {
      mayNavigate: (url, isMain, isRedirect) => this.#mayNavigate(url, isMain, isRedirect),
      committed: (address, name) => this.#commit(address, name),
      loaded: () => {
        this.#loading = false;
        this.emit('did-finish-load', preventable({}));
      },
      said: (message) => void this.#heard(message),
      logged: (details) => this.emit('console-message', preventable(details)),
      opens: (url, frameName) => this.#opens(url, frameName),
      staysOnUnload: () => {
        const event = preventable({});
        this.emit('will-prevent-unload', event);
        return !event.defaultPrevented;
      },
      crashed: () => {
        this.#crashed = true;
        this.emit('render-process-gone', preventable({}), { reason: 'crashed', exitCode: 5 });
      },
      gone: () => {
        this.#destroyed = true;
        this.#frame.leave();
        this.emit('destroyed', preventable({}));
      },
    };
  }

  #mayNavigate(url: string, isMainFrame: boolean, isRedirect: boolean): boolean {
    if (isMainFrame && this.#expected === url) {
      this.#expected = null;
      return true;
    }
    const details = { url, isMainFrame, isSameDocument: false, frame: this.#frame, initiator: this.#frame };
    const names = isRedirect
      ? ['will-redirect']
      : ['will-frame-navigate', ...(isMainFrame ? ['will-navigate'] : [])];
    return names.every((name) => {
      const event = preventable(details);
      this.emit(name, event, url, false, isMainFrame);
      return !event.defaultPrevented;
    });
  }

  #commit(address: string, name: string): void {
    this.#frame.leave();
    this.#frame = new StandInFrame(address, name, null);
    this.#crashed = false;
    void this.#page.then((page) => page.allow(this.asElectron, this.session, this.#frame.origin));
    this.emit('did-navigate', preventable({}), fromChromium(address), 200, 'OK');
  }

  async #heard(message: FromPage): Promise<void> {
    if (message.kind === 'invoke') {
      const answer = await ipcMain.answer(message, eventFrom(this.asElectron, this.#frame));
      return (await this.#page).post(answer);
    }
    if (message.kind === 'send') {
      const args = decode(message.args) as unknown[];
      return void ipcMain.emit(message.channel, eventFrom(this.asElectron, this.#frame), ...args);
    }
    if (message.kind === 'title') {
      this.#title = message.title;
      return void this.emit('page-title-updated', preventable({}), message.title, true);
    }
    if (message.kind === 'key') {
      const { key, code, modifiers } = message;
      return void this.emit('before-input-event', preventable({}), { type: 'keyDown', key, code, modifiers });
    }
    const { kind: _, ...details } = message;
    this.emit('context-menu', preventable({}), {
      ...details,
      frame: this.#frame,
      editFlags: {},
      mediaType: 'none',
    });
  }

  #opens(url: string, frameName: string): void {
    const details = {
      url,
      frameName,
      features: '',
      disposition: 'foreground-tab',
      referrer: { url: '', policy: 'default' },
    };
    const answer: WindowOpenHandlerResponse = this.#openHandler?.(details as never) ?? { action: 'allow' };
    if (answer.action === 'allow') throw new Error('the stand-in opens no window for a page: deny it');
  }
}
