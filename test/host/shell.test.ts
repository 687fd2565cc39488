import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect, type Bridge } from '../../electron/bridge/crossing/connect.ts';
import { openDemo } from '../../electron/host/connections/demo.ts';
import { openHost, type Host } from '../../electron/host/index.ts';
import { memoryKeys } from '../../electron/host/keys/keys.ts';
import type { Desktop } from '../../electron/host/shell/shell.ts';
import { startMockServer } from '../../mock-server/index.ts';
import { saveProduction } from '../support/ending.ts';
import { failureOf, newFolder, openTestHost, mockOf, type TestHost } from '../support/host.ts';

/** What was asked of the desktop, as it came. */
interface Asked extends Desktop {
  asked: unknown[][];
  /** Whether the person who unlocks is who they are. */
  known: boolean;
}

function recordingDesktop(): Asked {
  const asked: unknown[][] = [];
  const note =
    (name: string) =>
    (...given: unknown[]) =>
      void asked.push([name, ...given]);
  const desktop: Asked = {
    asked,
    known: true,
    showCommands: note('showCommands'),
    showTheme: note('showTheme'),
    protect: note('protect'),
    copySecret: async (...given) => note('copySecret')(...given),
    openPhone: async (url) => note('openPhone')(url),
    confirmPerson: async () => desktop.known,
  };
  return desktop;
}

async function openDesktop(desktop: Desktop): Promise<{ host: Host; bridge: Bridge }> {
  const host = openHost({
    folder: newFolder(),
    keychain: { state: 'ready', keys: memoryKeys() },
    shell: 'desktop',
    desktop,
    version: '0.0.0-test',
    demo: await openDemo(await startMockServer()),
    report: () => undefined,
  });
  return { host, bridge: connect(host) };
}

let desktop: Asked;
let host: Host;
let bridge: Bridge;
beforeEach(async () => {
  desktop = recordingDesktop();
  ({ host, bridge } = await openDesktop(desktop));
});
afterEach(() => host.close());

async function mint(): Promise<string> {
  const connectionId = 'demo-clerk';
  const [connection] = (await bridge('connections.list', {})).filter(({ id }) => id === connectionId);
  const filters = connection?.filters ?? {};
  const { sessions } = await bridge('sessions.list', { connectionId, filters });
  const sessionId = sessions.find(({ status }) => status === 'active')?.id ?? '';
  const wanted = { connectionId, sessionId, template: 'supabase', expiresInSeconds: null };
  return (await bridge('tokens.mint', wanted)).tokenId;
}

test('a lock holds until the person has shown who they are, and each change of it is told once', async () => {
  let told = 0;
  bridge.on('shell.changed', () => (told += 1));
  expect(await bridge('shell.read', {})).toEqual({ kind: 'desktop', locked: false, theme: null });
  host.door.lock();
  host.door.lock();
  expect(told).toBe(1);
  desktop.known = false;
  expect(await bridge('shell.unlock', {})).toMatchObject({ locked: true });
  expect(told).toBe(1);
  desktop.known = true;
  expect(await bridge('shell.unlock', {})).toMatchObject({ locked: false });
  expect(told).toBe(2);
});

test('a minted token that was not taken is gone with the lock; without one it is there', async () => {
  const [first, second] = [await mint(), await mint()];
  expect(await bridge('tokens.take', { tokenId: first })).toEqual({ token: null, clearsAfter: 30 });
  await bridge('shell.lock', {});
  await bridge('shell.unlock', {});
  expect(await failureOf(bridge('tokens.take', { tokenId: second }))).toMatchObject({ code: 'not-found' });
});

test('a token goes to the clipboard by the shell and not through the page', async () => {
  await bridge('tokens.take', { tokenId: await mint() });
  expect(desktop.asked).toEqual([['copySecret', expect.stringMatching(/^eyJ/), 30]]);
});

test('a link is kept until the page asks, and handed out once', async () => {
  const link = { connectionId: 'demo-clerk', sessionId: null, search: 'ana' };
  let told = 0;
  bridge.on('shell.linked', () => (told += 1));
  expect(await bridge('shell.takeLink', {})).toEqual({ link: null });
  host.door.open({ ...link, search: 'earlier' });
  host.door.open(link);
  expect(told).toBe(2);
  expect(await bridge('shell.takeLink', {})).toEqual({ link });
  expect(await bridge('shell.takeLink', {})).toEqual({ link: null });
});

test('the phone that is opened is the demo’s own, and another connection has none', async () => {
  await bridge('shell.openPhone', { connectionId: 'demo-nextauth' });
  expect(desktop.asked).toEqual([
    ['openPhone', expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/_phone$/)],
  ]);
  for (const connectionId of ['demo-clerk', 'https://evil.example/'])
    expect(await failureOf(bridge('shell.openPhone', { connectionId }))).toMatchObject({
      code: 'unsupported',
    });
  expect(desktop.asked).toHaveLength(1);
});

test('the menu gets known commands only, with names of a bearable length', async () => {
  const command = { id: 'lock', label: 'Lock', enabled: true, checked: null } as const;
  await bridge('shell.commands', { commands: [command] });
  expect(desktop.asked).toEqual([['showCommands', [command]]]);
  for (const wrong of [{ id: 'quit' }, { label: 'x'.repeat(81) }, { click: 'revoke' }]) {
    const reply = await host.invoke('shell.commands', { commands: [{ ...command, ...wrong }] });
    expect(reply).toMatchObject({ ok: false, failure: { code: 'invalid' } });
  }
  expect(desktop.asked).toHaveLength(1);
});

let app: TestHost | null = null;
afterEach(async () => {
  await app?.close();
  app = null;
});

test('locking a browser tab ends what was allowed on production; until then it was allowed', async () => {
  app = await openTestHost();
  const name = await saveProduction(app, mockOf(app, 'clerk'));
  const [own] = (await app.bridge('connections.list', {})).filter((each) => each.name === name);
  const connectionId = own?.id ?? '';
  await app.bridge('guard.allow', { connectionId });
  expect((await app.bridge('guard.read', { connectionId })).until).not.toBeNull();
  await app.bridge('shell.lock', {});
  expect(await app.bridge('guard.read', { connectionId })).toEqual({ until: null, left: null });
  const filter = { text: 'ended by the lock', action: null, connectionId };
  // Locking does not wait for the log, which may wait for the keychain.
  const { bridge: ask } = app;
  const recorded = async () => (await ask('audit.list', { filter, before: null, limit: 10 })).entries;
  await expect.poll(recorded).toHaveLength(1);
  expect(await app.bridge('shell.read', {})).toEqual({ kind: 'browser', locked: true, theme: null });
});

test('a browser tab puts a token on the clipboard itself, and opens the phone itself', async () => {
  app = await openTestHost();
  const own = app.bridge;
  const opening = failureOf(own('shell.openPhone', { connectionId: 'demo-nextauth' }));
  expect(await opening).toMatchObject({ code: 'unsupported', got: 'the page can open it itself' });
});
