import type { BrowserWindow as Window, BrowserWindowConstructorOptions } from 'electron';
import type { Rectangle, Screen, Session } from 'electron';
import { isInSight, placeOn, smallest, type WindowState } from './window-state.ts';
import { pageUrl } from './page.ts';

/** The page's background colours, so that nothing flashes before it is rendered. */
const ground = { light: '#ffffff', dark: '#17181b' };

export interface WindowOptions {
  session: Session;
  preload: string;
  /** Whether the developer tools can be opened: never in a package. */
  devTools: boolean;
  dark: boolean;
  bounds: Rectangle;
}

/** The options of the window. */
function windowOptions({
  session,
  preload,
  devTools,
  dark,
  bounds,
}: WindowOptions): BrowserWindowConstructorOptions {
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

/** Creates the one window, without a page yet. */
export function makeWindow(BrowserWindow: Windows, look: WindowOptions): Window {
  return new BrowserWindow(windowOptions(look));
}

/** Loads our page. Shows the window in its last state once the page is rendered, unless Sessiondeck starts in the tray. */
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
  // A failure is reported by render-process-gone, or is a fault of the build.
  void window.loadURL(pageUrl);
}

/** The window's background colour until the page is rendered. */
export function groundOf({ dark }: Pick<WindowOptions, 'dark'>): string {
  return dark ? ground.dark : ground.light;
}

/** Shows and focuses the window, wherever it is; does nothing once it is closed because Sessiondeck is about to quit. */
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
 * Moves the window back into view when its display was removed or rearranged: operating systems move open windows, but not
 * hidden ones.
 */
export function keepInSight(
  window: Pick<Window, Placed | 'maximize' | 'unmaximize' | 'on'>,
  screen: Pick<Screen, 'getAllDisplays' | 'getPrimaryDisplay' | 'on'>,
): void {
  const bringBack = () => {
    // A minimised window has no position, and the system places a full-screen one; both are checked when that ends.
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

/** Hides the window. A full-screen window leaves full screen first: macOS would otherwise keep an empty space. */
export function putAway(window: Pick<Window, 'isFullScreen' | 'setFullScreen' | 'once' | 'hide'>): void {
  if (!window.isFullScreen()) return window.hide();
  window.once('leave-full-screen', () => window.hide());
  window.setFullScreen(false);
}

/** The parts of the window's state to store. */
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
