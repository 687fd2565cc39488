import { join } from 'node:path';
import { BrowserWindow, dialog, type Session } from 'electron';
import type { Carrier } from '../bridge/connect.ts';
import { forwardEvents } from './ipc.ts';
import { isOwnUrl, pageUrl } from './page.ts';

/** Opens the one window. It shows our own page, goes nowhere else and opens nothing. */
export function openWindow(session: Session, carrier: Carrier): BrowserWindow {
  session.setPermissionRequestHandler((contents, permission, decide) => {
    decide(permission === 'clipboard-sanitized-write' && isOwnUrl(contents.getURL()));
  });
  session.setPermissionCheckHandler((_, permission) => permission === 'clipboard-sanitized-write');
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: 'Sessiondeck',
    webPreferences: {
      session,
      preload: join(import.meta.dirname, '../preload/index.cjs'),
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
    },
  });
  const stay = (event: { preventDefault(): void; url: string }) => {
    if (!isOwnUrl(event.url)) event.preventDefault();
  };
  window.webContents.on('will-navigate', stay);
  window.webContents.on('will-redirect', stay);
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  // The page objects to being closed while sessions wait to be ended, or are being ended.
  window.webContents.on('will-prevent-unload', (event) => {
    if (leavesAllTheSame(window)) event.preventDefault();
  });
  const stop = forwardEvents(window.webContents, carrier);
  window.on('closed', stop);
  window.once('ready-to-show', () => {
    window.show();
  });
  void window.loadURL(pageUrl);
  return window;
}

/** Asks; what is on its way is on disk, and is told at the next start. */
function leavesAllTheSame(window: BrowserWindow): boolean {
  const stay = 0;
  const answer = dialog.showMessageBoxSync(window, {
    type: 'warning',
    message: 'Sessions are waiting to be ended.',
    detail:
      'If you close Sessiondeck now, those that were not sent stay as they are. You are told at the next start.',
    buttons: ['Stay', 'Close and send no more'],
    defaultId: stay,
    cancelId: stay,
  });
  return answer !== stay;
}
