import type { App, BrowserWindow, Dialog } from 'electron';
import { m } from './messages/compiled/messages.js';

type Report = (where: string, error: unknown) => void;

/** Shortest time between two unattended reloads, ms. */
const between = 60_000;

interface CrashPorts {
  app: Pick<App, 'on' | 'quit'>;
  window: BrowserWindow;
  dialog: Pick<Dialog, 'showMessageBox'>;
  report: Report;
  now?: () => number;
}

/** Reloads a crashed page, unattended at most once a minute; asks whether to wait for a hung one. */
export function recoverPage({ app, window, dialog, report, now = Date.now }: CrashPorts): void {
  const { webContents } = window;
  let loadedAt = Number.NEGATIVE_INFINITY;
  const ask = (message: string, detail: string, buttons: string[]) =>
    dialog.showMessageBox(window, {
      ...{ type: 'warning', message, detail, buttons, defaultId: 0, cancelId: 0, noLink: true },
    });

  async function loadAgain(): Promise<void> {
    if (now() - loadedAt < between) {
      const { response } = await ask(m.crash_title(), m.crash_what(), [m.crash_again(), m.role_quit()]);
      if (response === 1) return app.quit();
    }
    loadedAt = now();
    webContents.reload();
  }
  async function waitOrLoad(): Promise<void> {
    const { response } = await ask(m.hang_title(), m.hang_what(), [m.hang_wait(), m.hang_reload()]);
    if (response === 0) return;
    // A hung page cannot be reloaded: end it, then reload it as a crashed page without asking again.
    loadedAt = Number.NEGATIVE_INFINITY;
    webContents.forcefullyCrashRenderer();
  }

  webContents.on('render-process-gone', (_, { reason }) => {
    if (reason === 'clean-exit') return;
    report(`the page (${reason})`, null);
    void loadAgain();
  });
  webContents.on('unresponsive', () => void waitOrLoad());
  app.on('child-process-gone', (_, { type, reason }) => {
    if (reason !== 'clean-exit') report(`${type} process (${reason})`, null);
  });
}
