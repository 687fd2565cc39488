import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle, WebContents } from 'electron';
import { EventEmitter } from 'node:events';
import { app, closing } from '../app.ts';
import { desktop, needsReady } from '../desktop.ts';
import { preventable } from '../events.ts';
import { placeInChromium, Placing } from './placing.ts';
import { session, StandInSession } from '../session.ts';
import { destroyMethods, type WindowPart } from './surface.ts';
import { StandInContents } from './web-contents.ts';

const all = new Map<number, StandInWindow>();
let last = 0;

/**
 * A window of Chromium's. What it is (shown, maximised, where) is kept here, and told to Chromium where Chromium can
 * do it: no window manager runs on the display.
 */
export class StandInWindow extends EventEmitter implements Pick<BrowserWindow, WindowPart> {
  readonly id = (last += 1);
  readonly options: BrowserWindowConstructorOptions;
  /** What the app set that nothing here can show. */
  readonly looks = { contentProtection: false, backgroundColor: '#FFFFFF' };
  readonly #contents: StandInContents;
  readonly #placing: Placing;
  #visible = false;
  #title: string;
  #destroyed = false;

  /** The window that has the focus, if one has. */
  static #focused: StandInWindow | null = null;

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super();
    needsReady('Cannot create BrowserWindow before app is ready');
    this.options = options;
    this.#title = options.title ?? app.name;
    this.looks.backgroundColor = options.backgroundColor ?? '#FFFFFF';
    this.#placing = new Placing(options);
    const { webPreferences = {} } = options;
    const own = webPreferences.session ?? session.fromPartition(webPreferences.partition ?? '');
    if (!(own instanceof StandInSession)) throw new Error('Failed to convert session');
    this.#contents = new StandInContents(desktop.openTarget(), own, webPreferences);
    this.#follow();
    all.set(this.id, this);
    this.#place();
    app.emit('browser-window-created', preventable({}), this);
    app.emit('web-contents-created', preventable({}), this.#contents);
    if (options.show !== false) this.show();
    if (options.fullscreen === true) this.setFullScreen(true);
  }

  static getAllWindows(): StandInWindow[] {
    return [...all.values()];
  }

  static fromWebContents(contents: WebContents): StandInWindow | null {
    return StandInWindow.getAllWindows().find((window) => window.webContents === contents) ?? null;
  }

  static getFocusedWindow(): StandInWindow | null {
    return StandInWindow.#focused;
  }

  get webContents(): WebContents {
    return this.#contents.asElectron;
  }

  /** What only the stand-in's own parts use. */
  get contents(): StandInContents {
    return this.#contents;
  }

  loadURL(url: string): Promise<void> {
    return this.#contents.loadURL(url);
  }

  show(): void {
    if (!this.#visible) {
      this.#visible = true;
      this.emit('show', preventable({}));
    }
    this.focus();
  }

  hide(): void {
    this.blur();
    if (!this.#visible) return;
    this.#visible = false;
    this.emit('hide', preventable({}));
  }

  focus(): void {
    if (StandInWindow.#focused === this || !this.#visible) return;
    StandInWindow.#focused?.blur();
    StandInWindow.#focused = this;
    this.emit('focus', preventable({}));
    app.emit('browser-window-focus', preventable({}), this);
  }

  blur(): void {
    if (StandInWindow.#focused !== this) return;
    StandInWindow.#focused = null;
    this.emit('blur', preventable({}));
    app.emit('browser-window-blur', preventable({}), this);
  }

  minimize(): void {
    this.#become('minimized', 'minimize');
    this.blur();
  }

  maximize(): void {
    this.#visible = true;
    this.#become('maximized', 'maximize');
  }

  unmaximize(): void {
    if (this.isMaximized()) this.#become('normal', 'unmaximize');
  }

  restore(): void {
    if (this.isMinimized()) this.#become(this.#placing.before, 'restore');
    else if (this.isMaximized()) this.unmaximize();
  }

  setFullScreen(flag: boolean): void {
    if (flag === this.isFullScreen()) return;
    if (flag) this.#become('fullscreen', 'enter-full-screen');
    else this.#become(this.#placing.before, 'leave-full-screen');
  }

  isMinimized(): boolean {
    return this.#placing.state === 'minimized';
  }

  isMaximized(): boolean {
    return this.#placing.state === 'maximized';
  }

  isFullScreen(): boolean {
    return this.#placing.state === 'fullscreen';
  }

  isVisible(): boolean {
    return this.#visible && !this.isMinimized();
  }

  isFocused(): boolean {
    return StandInWindow.#focused === this;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  getBounds(): Rectangle {
    return this.#placing.bounds;
  }

  getNormalBounds(): Rectangle {
    return { ...this.#placing.normal };
  }

  setBounds(bounds: Partial<Rectangle>): void {
    const { moved, resized } = this.#placing.set(bounds);
    this.#place();
    if (moved) this.emit('move', preventable({}));
    if (resized) this.emit('resize', preventable({}));
  }

  setTitle(title: string): void {
    this.#title = title;
  }

  getTitle(): string {
    return this.#title;
  }

  setBackgroundColor(backgroundColor: string): void {
    this.looks.backgroundColor = backgroundColor;
  }

  setContentProtection(enable: boolean): void {
    this.looks.contentProtection = enable;
  }

  close(): void {
    void this.closes();
  }

  /** Closes it as a person does: whether it closed. The app may keep it, and so may the page. */
  async closes(): Promise<boolean> {
    const event = preventable({});
    this.emit('close', event);
    if (event.defaultPrevented || this.#destroyed) return this.#destroyed;
    return this.#contents.close();
  }

  destroy(): void {
    void this.#contents.destroy();
    this.#gone();
  }

  #follow(): void {
    this.#contents.once('did-finish-load', () => this.emit('ready-to-show', preventable({})));
    this.#contents.on('page-title-updated', (_: unknown, title: string) => {
      const event = preventable({});
      this.emit('page-title-updated', event, title, true);
      if (!event.defaultPrevented) this.#title = title;
    });
    this.#contents.on('destroyed', () => this.#gone());
    this.#contents.on('render-process-gone', (_: unknown, details: unknown) => {
      app.emit('render-process-gone', preventable({}), this.#contents, details);
    });
  }

  #gone(): void {
    if (this.#destroyed) return;
    this.blur();
    this.#destroyed = true;
    all.delete(this.id);
    desktop.closedTarget();
    destroyMethods(this, StandInWindow.prototype);
    this.emit('closed', preventable({}));
    if (all.size > 0 || app.isQuitting) return;
    if (app.listenerCount('window-all-closed') > 0) app.emit('window-all-closed');
    else app.quit();
  }

  #become(state: Placing['state'], event: string): void {
    if (this.#placing.state === state) return;
    this.#placing.become(state);
    this.#place();
    this.emit(event, preventable({}));
    if (state !== 'minimized') this.emit('resize', preventable({}));
  }

  #place(): void {
    placeInChromium(this.#contents.page, this.getBounds());
  }
}

closing.closeAll = async () => {
  for (const window of StandInWindow.getAllWindows()) if (!(await window.closes())) return false;
  return true;
};
