import type { App, BrowserWindow, Dialog } from 'electron';
import type { Bridge } from '../bridge/crossing/connect.ts';
import { m } from './messages/compiled/messages.js';
import { present, putAway } from './window.ts';

/** Index of the button that quits. */
const leave = 1;

interface LeavingPorts {
  app: Pick<App, 'on' | 'quit'>;
  window: BrowserWindow;
  dialog: Pick<Dialog, 'showMessageBox'>;
  bridge: Pick<Bridge, 'on'>;
  /** Whether a connection belongs to the demo, whose runs end with Sessiondeck and are not recovered. */
  isDemo: (connectionId: string) => boolean;
  /** Whether Sessiondeck stays in the tray or the dock when its window is closed. */
  stays: () => boolean;
  /** Closes the host, then ends the process. */
  end: () => Promise<void>;
}

/**
 * Handles quitting, whether by the window, the menu, the tray or the system: asks once if sessions wait to be ended, and
 * closes the host before the process ends.
 */
export function leaveInOrder({ app, window, dialog, bridge, isDemo, stays, end }: LeavingPorts): void {
  const waiting = countWaiting(bridge, isDemo);
  let leaves = false;
  let asking = false;

  async function ask(): Promise<void> {
    asking = true;
    present(window);
    const { response } = await dialog.showMessageBox(window, leaveQuestion(waiting()));
    asking = false;
    leaves = response === leave;
    if (leaves) app.quit();
  }

  window.on('close', (event) => {
    if (leaves) return;
    event.preventDefault();
    if (stays()) putAway(window);
    else app.quit();
  });
  // The page prevents unloading while sessions wait to be ended, but the person has been asked already.
  window.webContents.on('will-prevent-unload', (event) => event.preventDefault());
  app.on('before-quit', (event) => {
    if (leaves) return;
    if (Object.values(waiting()).every((count) => count === 0)) {
      leaves = true;
      return;
    }
    event.preventDefault();
    if (!asking) void ask();
  });
  app.on('window-all-closed', () => app.quit());
  // Electron does not wait for promises, so the process is ended explicitly after the host.
  app.on('will-quit', (event) => {
    event.preventDefault();
    void end();
  });
}

interface Waiting {
  own: number;
  demo: number;
}

/** Returns a function that counts the sessions waiting to be ended in all open runs. */
function countWaiting(bridge: Pick<Bridge, 'on'>, isDemo: LeavingPorts['isDemo']): () => Waiting {
  const open = new Map<string, { whose: keyof Waiting; count: number }>();
  bridge.on('revocation.progress', ({ id, connectionId, state, totals }) => {
    const over = state === 'done' || state === 'undone' || state === 'interrupted';
    if (over) open.delete(id);
    else open.set(id, { whose: isDemo(connectionId) ? 'demo' : 'own', count: totals.open });
  });
  return () => {
    const waiting = { own: 0, demo: 0 };
    for (const { whose, count } of open.values()) waiting[whose] += count;
    return waiting;
  };
}

/** The dialog's text. Only for the person's own sessions does it promise a follow-up: the demo's data ends with the app. */
function leaveQuestion({ own, demo }: Waiting) {
  const what = [...(own > 0 ? [m.leave_what()] : []), ...(demo > 0 ? [m.leave_demo({ count: demo })] : [])];
  return {
    type: 'warning' as const,
    message: m.leave_title({ count: own + demo }),
    detail: what.join(' '),
    buttons: [m.leave_stay(), m.leave_go()],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  };
}
