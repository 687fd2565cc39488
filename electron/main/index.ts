import { join } from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, protocol, session } from 'electron';
import { startDemo } from '../host/demo.ts';
import { openHost } from '../host/index.ts';
import { openKeychain } from '../host/keychain.ts';
import { reportFault } from '../host/report.ts';
import { StoreError } from '../host/store/open.ts';
import { serveIpc } from './ipc.ts';
import { scheme, servePage } from './page.ts';
import { openWindow } from './window.ts';

app.enableSandbox();
protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true } }]);

async function start(): Promise<void> {
  await app.whenReady();
  const host = openHost({
    folder: process.env['SESSIONDECK_DATA'] ?? app.getPath('userData'),
    keychain: await openKeychain(),
    shell: 'desktop',
    version: app.getVersion(),
    demo: process.argv.includes('--no-demo') ? null : await startDemo(),
    report: reportFault,
  });
  const own = session.fromPartition('sessiondeck', { cache: false });
  servePage(own, join(import.meta.dirname, '../renderer'));
  serveIpc(ipcMain, host);
  openWindow(own, host);
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) openWindow(own, host);
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('second-instance', () => BrowserWindow.getAllWindows()[0]?.focus());
  app.on('quit', () => void host.close());
}

function refuse(error: unknown): void {
  if (!(error instanceof StoreError)) reportFault('start', error);
  const words = error instanceof StoreError ? error.message : 'Sessiondeck could not start.';
  dialog.showErrorBox('Sessiondeck', words);
  app.exit(1);
}

if (app.requestSingleInstanceLock()) start().catch(refuse);
else app.quit();
