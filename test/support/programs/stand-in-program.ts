import { app, BrowserWindow, ipcMain, Menu, Notification, powerMonitor, protocol, screen } from 'electron';
import { session, Tray, type IpcMainInvokeEvent } from 'electron';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

// A main process that tries the rules of Electron, as the tests of the stand-in need it. It says on stderr, as one line of
// JSON, what came of each attempt.

const came: Record<string, string> = {};

function attempt(name: string, act: () => unknown): void {
  try {
    act();
    came[name] = 'done';
  } catch (error) {
    came[name] = error instanceof Error ? error.message : String(error);
  }
}

const schemes = [{ scheme: 'app', privileges: { standard: true, secure: true } }];
attempt('early window', () => new BrowserWindow());
attempt('early tray', () => new Tray('icon.png'));
attempt('early notification', () => new Notification({ title: 'x' }));
attempt('early menu', () => Menu.buildFromTemplate([]));
attempt('early screen', () => screen.getPrimaryDisplay());
attempt('early power', () => powerMonitor.on('suspend', () => undefined));
attempt('early session', () => session.fromPartition('own'));
attempt('early sandbox', () => app.enableSandbox());
attempt('early schemes', () => protocol.registerSchemesAsPrivileged(schemes));

app.on('second-instance', (_, argv) => process.stderr.write(`second: ${argv.at(-1) ?? ''}\n`));
if (!app.requestSingleInstanceLock()) app.exit(7);

await app.whenReady();
attempt('late sandbox', () => app.enableSandbox());
attempt('late schemes', () => protocol.registerSchemesAsPrivileged(schemes));

const preload = join(app.getPath('userData'), 'preload.cjs');
writeFileSync(
  preload,
  `const { contextBridge, ipcRenderer } = require('electron');
  class Point { constructor() { this.x = 1; } move() { return 2; } }
  contextBridge.exposeInMainWorld('bridge', {
    invoke: (...given) => ipcRenderer.invoke('call', ...given),
    missing: () => ipcRenderer.invoke('nobody'),
    twice: (double) => double(21) * 1,
    fails: () => { throw new Error('as it should'); },
    later: async () => { throw new Error('later, as it should'); },
    point: new Point(),
    dates: [new Date(0), new Map([['a', new Set([1])]])],
    heard: (listener) => ipcRenderer.on('told', (_, what) => listener(what)),
    other: () => { try { require('node:fs'); return 'found'; } catch (error) { return error.message; } },
    again: () => contextBridge.exposeInMainWorld('bridge', {}),
  });`,
);

const policy = { 'Content-Type': 'text/html', 'Content-Security-Policy': "connect-src 'none'; frame-src *" };
const pages: Record<string, string> = {
  '/index.html':
    '<title>one</title><iframe src="/frame.html"></iframe><iframe src="https://other.test/"></iframe>',
  '/frame.html': '<p>a frame</p>',
  '/two.html': '<title>two</title>',
};
const own = session.fromPartition('own');
own.setPermissionCheckHandler((_, permission) => permission === 'clipboard-sanitized-write');
own.protocol.handle('app', ({ url }) => {
  const { pathname } = new URL(url);
  if (pathname === '/away')
    return new Response(null, { status: 302, headers: { Location: 'http://other.test/' } });
  return new Response(pages[pathname] ?? null, { status: pathname in pages ? 200 : 404, headers: policy });
});

const window = new BrowserWindow({ webPreferences: { session: own, preload } });
const { webContents } = window;
const asked: string[] = [];
const stay = (name: string) => (event: { url: string; preventDefault(): void }) => {
  asked.push(`${name} ${event.url}`);
  if (!event.url.startsWith('app://page/')) event.preventDefault();
};
webContents.on('will-navigate', stay('will-navigate'));
webContents.on('will-redirect', stay('will-redirect'));
webContents.on('will-frame-navigate', stay('will-frame-navigate'));
webContents.setWindowOpenHandler(({ url }) => {
  asked.push(`open ${url}`);
  return { action: 'deny' };
});
webContents.on('will-prevent-unload', () => asked.push('will-prevent-unload'));
webContents.on('render-process-gone', (_, { reason }) => process.stderr.write(`gone: ${reason}\n`));

const calls: Record<string, (event: IpcMainInvokeEvent) => unknown> = {
  asked: () => asked,
  frame: ({ senderFrame }) => [senderFrame?.url, senderFrame?.parent === null],
  clone: () => ({ at: new Date(0), bytes: Uint8Array.of(1, 2), none: undefined }),
  callable: () => () => undefined,
  throws: () => {
    throw new Error('of its own');
  },
  tell: () => webContents.send('told', { at: new Date(0) }),
  'tell a function': () => webContents.send('told', () => undefined),
  // Answered long after the page has gone elsewhere.
  leave: async (event) => {
    await window.loadURL('app://page/two.html');
    process.stderr.write(`left: ${event.senderFrame === null ? 'nobody' : 'somebody'}\n`);
  },
};
ipcMain.handle('call', (event, name: string) => calls[name]?.(event));
attempt('second handler', () => ipcMain.handle('call', () => undefined));
await window.loadURL('app://page/index.html');

const closed = new BrowserWindow({ show: false });
closed.destroy();
attempt('destroyed window', () => closed.setTitle('x'));
came['destroyed is told'] = String(closed.isDestroyed());
process.stderr.write(`${JSON.stringify(came)}\n`);
