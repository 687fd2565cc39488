import type { Rectangle } from 'electron';
import { app, appRecord } from './app.ts';
import type { DesktopConfig } from './config.ts';
import { desktop } from './desktop.ts';
import { answers, asked } from './window/dialog.ts';
import { downloads } from './window/downloads.ts';
import { preventable } from './events.ts';
import { popups, StandInMenu } from './menu.ts';
import { screen } from './screen.ts';
import { leaving } from './session.ts';
import { clipboard, nativeTheme, opened, powerMonitor } from './system.ts';
import { notifications, trays } from './tray.ts';
import { StandInWindow } from './window/window.ts';

/** An item of a menu, as a test looks at it. */
export interface MenuLine {
  id: string;
  label: string;
  type: string;
  role: string | undefined;
  accelerator: string | undefined;
  enabled: boolean;
  checked: boolean;
  submenu: MenuLine[];
}

function lines(menu: StandInMenu | null): MenuLine[] {
  return (menu?.items ?? [])
    .filter(({ visible }) => visible)
    .map(({ id, label, type, role, accelerator, enabled, checked, submenu }) => {
      return { id, label, type, role, accelerator, enabled, checked, submenu: lines(submenu ?? null) };
    });
}

/** Clicks the item with this id or, where none has it, with this label. */
function click(menu: StandInMenu | null, name: string): void {
  const all = menu?.all() ?? [];
  const item = all.find(({ id }) => id === name) ?? all.find(({ label }) => label === name);
  if (!item)
    throw new Error(`no menu item is called ${name}: ${all.map(({ id, label }) => id || label).join(', ')}`);
  item.click();
}

function theWindow(): StandInWindow {
  const [window] = StandInWindow.getAllWindows();
  if (!window) throw new Error('there is no window');
  return window;
}

function theTray() {
  const [tray] = trays;
  if (!tray) throw new Error('there is no icon in the tray');
  return tray;
}

/** What a person, or the system, does to the app, and what either sees of it. Windows: the oldest one. */
export const control = {
  /** The application menu. */
  menu: () => lines(StandInMenu.getApplicationMenu()),
  /** Clicks an item of the application menu, by id or label; throws for one that is off. */
  clickMenu: (name: string) => click(StandInMenu.getApplicationMenu(), name),
  /** The menu that was popped up last. */
  popup: () => lines(popups.at(-1) ?? null),
  clickPopup: (name: string) => click(popups.at(-1) ?? null, name),

  /** The icon in the tray; null without one. */
  tray: () => {
    const [tray] = trays;
    return tray ? { toolTip: tray.toolTip, menu: lines(tray.menu) } : null;
  },
  /** A click on the icon itself. */
  pressTray: () => void theTray().emit('click', preventable({}), { x: 0, y: 0, width: 16, height: 16 }),
  clickTray: (name: string) => click(theTray().menu, name),

  /** What was shown, oldest first. */
  notifications: () =>
    notifications.map(({ title, body, options, isOpen }) => ({ title, body, options, isOpen })),
  clickNotification: (index: number) => notifications[index]?.click(),

  /** What the person was asked or told in a box of the system's. */
  dialogs: () => asked,
  /**
   * The next question is answered with this button, or this file; without one, as Escape does. A file is also what
   * a person chooses for what a page gives, where the app leaves that to them.
   */
  answerNextDialog: (answer: number | string) => void answers.push(answer),

  clipboard: () => clipboard.readText(),
  /** As when another program copies something. */
  setClipboard: (text: string) => clipboard.writeText(text),
  /** What the system was asked to open. */
  opened: () => opened,

  suspend: () => void powerMonitor.emit('suspend'),
  resume: () => void powerMonitor.emit('resume'),
  lockScreen: () => void powerMonitor.emit('lock-screen'),
  unlockScreen: () => void powerMonitor.emit('unlock-screen'),
  /** The system's theme. */
  setDark: (dark: boolean) => nativeTheme.change(dark),
  theme: () => ({ source: nativeTheme.themeSource, dark: nativeTheme.shouldUseDarkColors }),
  setDisplays: (displays: DesktopConfig['displays']) => screen.replace(displays),

  /** As when the app is started once more with this command line; for a real one start a second process. */
  secondInstance: (argv: string[]) =>
    void app.emit('second-instance', preventable({}), argv, process.cwd(), undefined),
  /** As macOS opens a link with the app. */
  openUrl: (url: string) => void app.emit('open-url', preventable({}), url),
  /** As macOS does when the app's icon is clicked. */
  activate: () => void app.emit('activate', preventable({}), StandInWindow.getAllWindows().length > 0),

  windows: () =>
    StandInWindow.getAllWindows().map((window) => ({
      id: window.id,
      title: window.getTitle(),
      url: window.contents.getURL(),
      visible: window.isVisible(),
      focused: window.isFocused(),
      minimized: window.isMinimized(),
      maximized: window.isMaximized(),
      fullScreen: window.isFullScreen(),
      bounds: window.getBounds(),
      normalBounds: window.getNormalBounds(),
      zoomLevel: window.contents.getZoomLevel(),
      ...window.looks,
    })),
  /** As the person moves or resizes it. */
  moveWindow: (bounds: Partial<Rectangle>) => theWindow().setBounds(bounds),
  maximizeWindow: () => theWindow().maximize(),
  unmaximizeWindow: () => theWindow().unmaximize(),
  minimizeWindow: () => theWindow().minimize(),
  focusWindow: () => theWindow().focus(),
  blurWindow: () => theWindow().blur(),
  /** As by the window's own button: whether it closed. */
  closeWindow: () => theWindow().closes(),
  crashRenderer: () => theWindow().contents.forcefullyCrashRenderer(),
  becomeUnresponsive: () => void theWindow().contents.emit('unresponsive'),

  quit: () => app.quit(),
  /** What the app told the system of itself. */
  app: () => appRecord,
  /** Requests of pages that nobody answered, and that a real Electron would have sent. */
  leaving: () => leaving,
  /** Files that pages gave, and where they were saved: null for one that the person did not save. */
  downloads: () => downloads,
};

type Control = typeof control;

/** The same from the test's process. */
export type RemoteControl = {
  [Name in keyof Control]: (
    ...given: Parameters<Control[Name]>
  ) => Promise<Awaited<ReturnType<Control[Name]>>>;
};

export interface Order {
  id: number;
  name: keyof Control;
  given: unknown[];
}
export type FromStandIn =
  | { kind: 'started'; endpoint: string }
  | { kind: 'done'; id: number; value: unknown }
  | { kind: 'failed'; id: number; message: string };

function say(message: FromStandIn): void {
  process.send?.(message);
}

async function obey({ id, name, given }: Order): Promise<void> {
  try {
    const value: unknown = await (control[name] as (...all: unknown[]) => unknown)(...given);
    say({ kind: 'done', id, value });
  } catch (error) {
    say({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  }
}

/** Listens to the test, and ends with it. */
export function takeOrders(): void {
  desktop.started = (endpoint) => say({ kind: 'started', endpoint });
  process.on('message', (order: Order) => void obey(order));
  process.on('disconnect', () => app.exit(0));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => app.quit());
}
