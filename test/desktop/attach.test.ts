import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import { writeLink } from '../../electron/bridge/link.ts';
import { m } from '../../renderer/messages/compiled/messages.js';
import { newFolder } from '../support/host.ts';
import { bridgeOf } from '../support/shells/on-desktop.ts';
import { startStandIn, type AppOptions, type StandInApp } from '../support/shells/stand-in.ts';

// The built app: the units that test/main covers one by one work together.

const connectionId = 'demo-clerk';
let folder: string;
let app: StandInApp;
let bridge: Bridge;

async function start(options: AppOptions = {}): Promise<void> {
  const env = { ...process.env, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/dev/null', SESSIONDECK_DATA: folder };
  app = await startStandIn({ ...options, env });
  bridge = bridgeOf(await app.page());
}

beforeEach(async () => {
  folder = newFolder();
  await start();
});
afterEach(async () => {
  await app.close();
  expect(app.said()).not.toMatch(/^fault in /m);
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

async function theWindow() {
  const [window] = await app.control.windows();
  return window;
}

/** A token of the demo's, on the clipboard. */
async function copyToken(): Promise<void> {
  const [connection] = (await bridge('connections.list', {})).filter(({ id }) => id === connectionId);
  const { sessions } = await bridge('sessions.list', { connectionId, filters: connection?.filters ?? {} });
  const sessionId = sessions.find(({ status }) => status === 'active')?.id ?? '';
  const minted = { connectionId, sessionId, template: 'supabase', expiresInSeconds: null };
  await bridge('tokens.take', { tokenId: (await bridge('tokens.mint', minted)).tokenId });
}

test('the menu bar has the page’s commands under its words, and a chosen one is carried out', async () => {
  await expect.poll(async () => JSON.stringify(await app.control.menu())).toContain('"settings.open"');
  await app.control.clickMenu('settings.open');
  await (await app.page()).getByRole('dialog').waitFor();
});

test('the machine’s sleep locks, and takes a secret off the clipboard', async () => {
  await copyToken();
  expect(await app.control.clipboard()).toMatch(/^ey/);
  await app.control.suspend();
  await expect.poll(async () => (await bridge('shell.read', {})).locked).toBe(true);
  await expect.poll(() => app.control.clipboard()).toBe('');
});

test('the tray is there when the person wants it, and a window that is closed to it comes back', async () => {
  expect(await app.control.tray()).toBeNull();
  await bridge('settings.save', { tray: true, closeToTray: true, watched: [connectionId] });
  await expect.poll(async () => JSON.stringify(await app.control.tray())).toContain(m.cause_watch());
  await app.control.closeWindow();
  await expect.poll(async () => (await theWindow())?.visible).toBe(false);
  await app.control.clickTray('Open Sessiondeck');
  expect((await theWindow())?.visible).toBe(true);
});

test('a second start brings a link of ours to the window, and nothing else', async () => {
  const link = writeLink({ connectionId, sessionId: null, search: 'ann' });
  const env = { ...process.env, SESSIONDECK_DATA: folder };
  const second = await startStandIn({ env, args: ['--no-sandbox', 'https://example.com', link] });
  expect(await second.gone).toBe(0);
  const search = (await app.page()).getByRole('searchbox', { name: m.search_name() });
  await expect.poll(() => search.inputValue()).toBe('ann');
});

test('the theme and the window’s place are there again at the next start', async () => {
  await bridge('shell.theme', { theme: 'dark' });
  await app.control.moveWindow({ x: 40, y: 50, width: 1000, height: 700 });
  void app.control.quit().catch(() => undefined);
  expect(await app.gone).toBe(0);
  await start();
  expect((await bridge('shell.read', {})).theme).toBe('dark');
  expect((await theWindow())?.bounds).toEqual({ x: 40, y: 50, width: 1000, height: 700 });
});

test('a secret that shows is left out of screenshots, where the person wants that', async () => {
  await bridge('shell.protect', { on: true });
  expect((await theWindow())?.contentProtection).toBe(true);
  await bridge('settings.save', { protectSecrets: false });
  await expect.poll(async () => (await theWindow())?.contentProtection).toBe(false);
});

test('a run that ends while the person looks elsewhere is told, and a click shows the window', async () => {
  await bridge('settings.save', { undo: 'off' });
  const [connection] = (await bridge('connections.list', {})).filter(({ id }) => id === 'demo-nest-sessions');
  const of = { connectionId: 'demo-nest-sessions' };
  const { sessions } = await bridge('sessions.list', { ...of, filters: connection?.filters ?? {} });
  const [other] = sessions.filter(({ status, current }) => status === 'active' && current !== true);
  const plan = await bridge('revocation.plan', { ...of, scope: 'one', sessionIds: [other?.id ?? ''] });
  await app.control.blurWindow();
  const given = { planId: plan.id, name: '', reason: '', currentUnknown: true, sendNow: true };
  await bridge('revocation.confirm', given);
  await expect.poll(async () => (await app.control.notifications()).length).toBe(1);
  expect(await app.control.notifications()).toMatchObject([{ body: '1 session ended.' }]);
  await app.control.clickNotification(0);
  expect((await theWindow())?.focused).toBe(true);
});
