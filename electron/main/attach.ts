import type { Session } from 'electron';
import { join } from 'node:path';
import { connect, type Bridge } from '../bridge/crossing/connect.ts';
import type { Link } from '../bridge/link.ts';
import type { Settings } from '../bridge/settings.ts';
import type { Host } from '../host/index.ts';
import { reportFault } from '../host/scrub/report.ts';
import { offerContextMenu } from './context-menu.ts';
import type { OpenDesktop } from './desktop.ts';
import { askWhereToSave } from './outward/downloads.ts';
import { recoverPage } from './page-crashes.ts';
import { forwardEvents } from './ipc.ts';
import { leaveInOrder } from './leaving.ts';
import { lockWithSystem } from './lock.ts';
import { m } from './messages/compiled/messages.js';
import { notify, openNotifications } from './outward/notifications.ts';
import type { SecretClipboard } from './secret-clipboard.ts';
import { openTray } from './tray.ts';
import { startUpdates } from './outward/updates.ts';
import type { openWindowState } from './window-state.ts';
import { loadPage, present, stateOf } from './window.ts';

type Electron = Pick<
  typeof import('electron'),
  'app' | 'dialog' | 'Menu' | 'nativeImage' | 'Notification' | 'powerMonitor' | 'Tray'
>;

interface AttachPorts extends Pick<OpenDesktop, 'window' | 'applySettings'> {
  host: Host;
  kept: ReturnType<typeof openWindowState>;
  secrets: SecretClipboard;
  own: Session;
  /** The folder of the tray icons. */
  icons: string;
  end: () => Promise<void>;
}

const report = (where: string) => (error: unknown) => reportFault(where, error);

/** Connects window and host like a desktop app, and loads the page. Resolves with a function that opens a link. */
export async function attach(electron: Electron, parts: AttachPorts): Promise<(link: Link | null) => void> {
  const { app, dialog, Menu } = electron;
  const { window, host, own, kept, end } = parts;
  const openLink = (link: Link | null) => {
    present(window);
    if (link) host.door.open(link);
  };
  const { settings, tray } = await followTray(electron, parts, openLink);
  const mac = process.platform === 'darwin';
  window.on('closed', forwardEvents(window.webContents, host));
  const bridge = connect(host);
  const demo = (await bridge('connections.list', {})).filter(({ kind }) => kind === 'demo');
  leaveInOrder({
    ...{ app, window, dialog, bridge, end },
    isDemo: (connectionId) => demo.some(({ id }) => id === connectionId),
    stays: () => mac || (settings().closeToTray && tray.isShown()),
  });
  recoverPage({ app, window, dialog, report: reportFault });
  offerContextMenu(Menu, window);
  askWhereToSave(own, { own: () => window.webContents, folder: () => app.getPath('downloads') });
  const saveState = () => kept.save(stateOf(window));
  window.on('blur', saveState);
  window.on('hide', saveState);
  window.on('close', saveState);
  app.on('activate', () => present(window));
  const about = { applicationName: 'Sessiondeck', applicationVersion: app.getVersion() };
  app.setAboutPanelOptions({ ...about, copyright: m.about_copyright() });
  tell(electron, parts, openLink, settings);
  loadPage(window, { hidden: settings().tray && settings().startInTray, kept: kept.read });
  return openLink;
}

/** Makes the tray, content protection and the lock follow the person's settings, now and as they change. */
async function followTray(
  { app, Menu, nativeImage, powerMonitor, Tray }: Electron,
  { window, host, icons, secrets, applySettings }: AttachPorts,
  openLink: (link: Link | null) => void,
) {
  const bridge = connect(host);
  const picture = process.platform === 'darwin' ? 'trayTemplate.png' : 'tray.png';
  const tray = openTray({
    ...{ Tray, Menu, image: () => nativeImage.createFromPath(join(icons, picture)) },
    open: () => openLink(null),
    openConnection: (connectionId) => openLink({ connectionId, sessionId: null, search: null }),
    lock: () => host.door.lock(),
    quit: () => app.quit(),
  });
  const apply = async () => {
    const connections = await bridge('connections.list', {});
    const watched = connections.filter(({ id }) => settings().watched.includes(id));
    applySettings(settings());
    const had = tray.isShown();
    tray.show(
      settings().tray,
      watched.map(({ id, name }) => ({ connectionId: id, name })),
    );
    // Without its tray icon a hidden window could not be reached.
    if (had && !tray.isShown()) present(window);
  };
  const applyAgain = () => void apply().catch(report('the tray'));
  const settings = await followSettings(bridge, applyAgain, report('the settings'));
  bridge.on('connections.changed', applyAgain);
  lockWithSystem(powerMonitor, {
    wanted: () => settings().lockWithSystem,
    lock: () => host.door.lock(),
  });
  bridge.on('shell.changed', () => {
    if (host.door.isLocked()) secrets.clear().catch(report('the clipboard'));
  });
  await apply();
  return { settings, tray };
}

/** Starts notifications and the check for newer versions. */
function tell(
  { app, Notification }: Electron,
  { window, host }: AttachPorts,
  openLink: (link: Link | null) => void,
  settings: Awaited<ReturnType<typeof followSettings>>,
): void {
  const show = openNotifications(Notification);
  const looksElsewhere = () => !window.isDestroyed() && !window.isFocused();
  notify({
    ...{
      show,
      bridge: connect(host),
      isLocked: () => host.door.isLocked(),
      report: report('a notification'),
    },
    wanted: () => settings().notifications && looksElsewhere(),
    open: (connectionId) => openLink({ connectionId, sessionId: null, search: null }),
  });
  startUpdates({
    ...{ resources: process.resourcesPath, version: app.getVersion(), report: reportFault },
    wanted: () => settings().updates,
    tell: (version) => show('Sessiondeck', m.update_found({ version }), () => openLink(null)),
  });
}

/** Resolves with a getter of the current settings. Calls `changed` after each change, `report` when reading fails. */
async function followSettings(bridge: Bridge, changed: () => void, report: (error: unknown) => void) {
  let settings: Settings = await bridge('settings.read', {});
  const readAgain = async () => {
    settings = await bridge('settings.read', {});
    changed();
  };
  bridge.on('settings.changed', () => void readAgain().catch(report));
  return () => settings;
}
