import type { BrowserWindow as Window, BrowserWindowConstructorOptions } from 'electron';
import type { Rectangle, Screen, Session } from 'electron';
import { isInSight, placeOn, smallest, type WindowState } from './window-state.ts';
import { pageUrl } from './page.ts';

/** The ground of the page, so that nothing flashes before it is drawn. */
const ground = { light: '#ffffff', dark: '#17181b' };

export interface WindowColours {
  session: Session;
  preload: string;
  /** Whether the developer tools can be opened: never in a package. */
  devTools: boolean;
  dark: boolean;
  bounds: Rectangle;
}

/** How every window is made. */
function windowOptions({
  session,
  preload,
  devTools,
  dark,
  bounds,
}: WindowColours): BrowserWindowConstructorOptions {
  return {
    ...bounds,
    minWidth: Math.min(smallest.width, bounds.width),
    minHeight: Math.min(smallest.height, bounds.height),
    show: false,
    title: 'Sessiondeck',
    backgroundColor: groundOf({ dark }),
    webPreferences: {
      session,
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools,
    },
  };
}

type Windows = new (options: BrowserWindowConstructorOptions) => Window;

/** Makes the one window, as yet without a page. */
export function makeWindow(BrowserWindow: Windows, look: WindowColours): Window {
  return new BrowserWindow(windowOptions(look));
}

/** Loads our page; the window is shown once it is drawn, as it was left, unless Sessiondeck starts in the tray. */
export function loadPage(
  window: Window,
  { hidden, kept }: { hidden: boolean; kept: () => WindowState },
): void {
  const { maximized, fullScreen } = kept();
  window.webContents.on('did-finish-load', () => window.webContents.setZoomLevel(kept().zoom));
  window.once('ready-to-show', () => {
    if (hidden) return;
    if (maximized) window.maximize();
    if (fullScreen) window.setFullScreen(true);
    window.show();
  });
  // What fails to load is told by render-process-gone, or is a fault of the build.
  void window.loadURL(pageUrl);
}

/** The ground that the window shows where the page is not drawn yet. */
export function groundOf({ dark }: Pick<WindowColours, 'dark'>): string {
  return dark ? ground.dark : ground.light;
}

/** Brings the window to the person, from wherever it is; not once it is closed, and Sessiondeck about to end. */
export function present(
  window: Pick<Window, 'isDestroyed' | 'isMinimized' | 'restore' | 'show' | 'focus'>,
): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

type Placed = 'isDestroyed' | 'isMinimized' | 'isFullScreen' | 'isMaximized' | 'getBounds' | 'setBounds';

/**
 * Brings the window back where its display went away, or another one has taken its place: the systems move a window that
 * is open, and none that was put away.
 */
export function keepInSight(
  window: Pick<Window, Placed | 'maximize' | 'unmaximize' | 'on'>,
  screen: Pick<Screen, 'getAllDisplays' | 'getPrimaryDisplay' | 'on'>,
): void {
  const bringBack = () => {
    // Minimised it is nowhere, and in full screen the system places it: each is looked at once that is over.
    if (window.isDestroyed() || window.isMinimized() || window.isFullScreen()) return;
    const [displays, bounds] = [screen.getAllDisplays(), window.getBounds()];
    if (isInSight(displays, bounds)) return;
    const wasMaximized = window.isMaximized();
    if (wasMaximized) window.unmaximize();
    window.setBounds(placeOn(displays, screen.getPrimaryDisplay(), bounds));
    if (wasMaximized) window.maximize();
  };
  window.on('show', bringBack);
  window.on('restore', bringBack);
  window.on('unmaximize', bringBack);
  window.on('leave-full-screen', bringBack);
  screen.on('display-removed', bringBack);
  screen.on('display-metrics-changed', bringBack);
}

/** Puts the window away. One in full screen leaves that first: macOS would keep an empty space of it. */
export function putAway(window: Pick<Window, 'isFullScreen' | 'setFullScreen' | 'once' | 'hide'>): void {
  if (!window.isFullScreen()) return window.hide();
  window.once('leave-full-screen', () => window.hide());
  window.setFullScreen(false);
}

/** What of the window is to be kept. */
export function stateOf(
  window: Pick<Window, 'getNormalBounds' | 'isMaximized' | 'isFullScreen' | 'webContents'>,
): Omit<WindowState, 'theme'> {
  return {
    bounds: window.getNormalBounds(),
    maximized: window.isMaximized(),
    fullScreen: window.isFullScreen(),
    zoom: window.webContents.getZoomLevel(),
  };
}
