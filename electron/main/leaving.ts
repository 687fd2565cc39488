import type { App, BrowserWindow, Dialog } from 'electron';
import type { Bridge } from '../bridge/crossing/connect.ts';
import { m } from './messages/compiled/messages.js';
import { present, putAway } from './window.ts';

/** Which button of the question leaves. */
const leave = 1;

interface LeavingPorts {
  app: Pick<App, 'on' | 'quit'>;
  window: BrowserWindow;
  dialog: Pick<Dialog, 'showMessageBox'>;
  bridge: Pick<Bridge, 'on'>;
  /** Whether a connection is one of the demo's, which ends with Sessiondeck: its runs are not taken up again. */
  isDemo: (connectionId: string) => boolean;
  /** Whether Sessiondeck stays, in the tray or the dock, when its window is closed. */
  stays: () => boolean;
  /** Ends in good order; does not return before it has. */
  end: () => Promise<void>;
}

/**
 * One way out, whether by the window, the menu, the tray or the system: what waits to be ended is asked about once, and
 * the host is closed before the process ends.
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
  // The page objects while sessions wait to be ended: that was asked about already.
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
  // Electron waits for no promise: the process is ended by hand, after the host.
  app.on('will-quit', (event) => {
    event.preventDefault();
    void end();
  });
}

interface Waiting {
  own: number;
  demo: number;
}

/** How many sessions wait to be ended, of all runs that are under way. */
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

/** Promises of the person's own sessions only: the demo's go with it, and nobody is told of them again. */
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
