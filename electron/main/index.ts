import { join, resolve } from 'node:path';
import { app, BrowserWindow, clipboard, dialog, ipcMain, Menu, nativeImage } from 'electron';
import { nativeTheme, Notification, powerMonitor, protocol, screen, session, shell } from 'electron';
import { systemPreferences, Tray } from 'electron';
import { startDemo } from '../host/connections/demo.ts';
import { watchForDebugger } from '../host/process/debugger.ts';
import { clearEnvironment } from '../host/process/environment.ts';
import { endOnFault, settled } from '../host/process/end-on-fault.ts';
import { openHost, type Host } from '../host/index.ts';
import { openKeychain } from '../host/keys/keychain.ts';
import { reportFault } from '../host/scrub/report.ts';
import { prepareFolder } from '../host/store/folder.ts';
import { StoreError } from '../host/store/open.ts';
import { restoreDamaged } from '../host/store/rescue.ts';
import { openDesktop } from './desktop.ts';
import { harden, keepToOwnPage } from './hardening.ts';
import { serveIpc } from './ipc.ts';
import { takeLinks } from './outward/links.ts';
import { attach } from './attach.ts';
import { m } from './messages/compiled/messages.js';
import { scheme, servePage } from './page.ts';
import { openSecretClipboard, type SecretClipboard } from './secret-clipboard.ts';
import { openWindowState } from './window-state.ts';
import { speak } from './words.ts';

const windows = { app, BrowserWindow, dialog, Menu, nativeImage, nativeTheme };
const electron = { ...windows, Notification, powerMonitor, screen, shell, systemPreferences, Tray };
const out = (path: string) => join(import.meta.dirname, '..', path);

app.enableSandbox();
protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true } }]);
keepToOwnPage(app);
// Windows identifies the sender of a notification by this id; the installer puts it on the shortcut.
app.setAppUserModelId('org.sessiondeck.desktop');
const unusable = useOwnData(process.env['SESSIONDECK_DATA']);

if (unusable) void app.whenReady().then(() => giveUp(unusable));
else if (app.requestSingleInstanceLock()) start();
else app.quit();

/** A custom data folder isolates this instance from the person's own app. */
function useOwnData(folder: string | undefined): StoreError | null {
  if (!folder) return null;
  try {
    prepareFolder(folder);
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  app.setPath('userData', resolve(folder));
  return null;
}

function giveUp({ message }: StoreError): void {
  dialog.showErrorBox('Sessiondeck', message);
  app.exit(1);
}

/** Prepares what must exist first: the queue of links to open, and a clean shutdown whatever happens. */
function start(): void {
  let host: Host | null = null;
  const report = (where: string, error: unknown) => reportFault(where, error, host?.scrub);
  const told = (error: unknown) => report('the clipboard', error);
  const secrets = openSecretClipboard(clipboard, told);
  const links = takeLinks(app, process.argv);
  let closed: Promise<void> | null = null;
  const closeAll = async () => {
    await secrets.clear().catch(told);
    await host?.close();
  };
  const close = () => (closed ??= settled(closeAll, (error) => report('closing', error)));
  const tell = () => dialog.showErrorBox(m.fault_title(), m.fault_what());
  endOnFault({ process, name: 'the main process', report, close, tell, exit: (code) => app.exit(code) });
  open(secrets, (opened) => (host = opened), close)
    .then((openLink) => links.begin(openLink))
    .catch(async (error: unknown) => {
      if (!(error instanceof StoreError)) report('start', error);
      await close();
      dialog.showErrorBox('Sessiondeck', error instanceof StoreError ? error.message : m.start_failed());
      app.exit(1);
    });
}

/** Opens the host, passing it to `opened` at once, and its window. Resolves with a function that opens a link. */
async function open(secrets: SecretClipboard, opened: (host: Host) => void, close: () => Promise<void>) {
  clearEnvironment();
  watchForDebugger();
  await app.whenReady();
  speak(app.getPreferredSystemLanguages());
  const folder = app.getPath('userData');
  if (process.argv.includes('--restore')) restoreDamaged(folder, Date.now());
  const devTools = !app.isPackaged;
  // A partition without `persist:` is in memory only and ends with the app.
  const own = session.fromPartition('sessiondeck', { cache: false });
  harden(own, { devTools });
  servePage(own, out('renderer'));
  const kept = openWindowState(join(folder, 'window.json'), (error) => reportFault('window.json', error));
  const choose: Host['publish'] = (...chosen) => host.publish(...chosen);
  const look = { session: own, preload: out('preload/index.cjs'), devTools };
  const parts = openDesktop(electron, { look, kept, secrets, choose });
  const host = openHost({
    folder,
    keychain: await openKeychain(),
    shell: 'desktop',
    desktop: parts.desktop,
    version: app.getVersion(),
    demo: process.argv.includes('--no-demo') ? null : await startDemo(),
    report: reportFault,
  });
  opened(host);
  serveIpc(ipcMain, host, () => parts.window.webContents);
  const end = () => close().then(() => app.exit(0));
  return attach(electron, { ...parts, host, kept, secrets, own, end, icons: out('../packaging/icons/tray') });
}
