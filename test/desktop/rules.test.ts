import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { newFolder } from '../support/host.ts';
import { startStandIn, type StandInApp } from '../support/shells/stand-in.ts';

const main = join(import.meta.dirname, '../support/programs/stand-in-program.ts');
const userData = newFolder();
let app: StandInApp;
let came: Record<string, string>;
beforeAll(async () => {
  app = await startStandIn({ main, userData });
  await app.page();
  // `expect.poll` is for tests only; this runs before them.
  await vi.waitFor(() => expect(app.said()).toMatch(/^\{.*\}$/m), 60_000);
  came = JSON.parse(/^\{.*\}$/m.exec(app.said())?.[0] ?? '{}') as Record<string, string>;
});
afterAll(() => app.close());

test.each([
  ['early window', 'Cannot create BrowserWindow before app is ready'],
  ['early tray', 'Cannot create Tray before app is ready'],
  ['early notification', 'Cannot create Notification before app is ready'],
  ['early menu', 'Cannot create Menu before app is ready'],
  ['early screen', "The 'screen' module can't be used before the app 'ready' event"],
  ['early power', "The 'powerMonitor' module can't be used before the app 'ready' event"],
  ['early session', 'Session can only be received when app is ready'],
  ['late sandbox', 'app.enableSandbox() can only be called before app is ready'],
  ['late schemes', 'protocol.registerSchemesAsPrivileged should be called before app is ready'],
  ['second handler', "Attempted to register a second handler for 'call'"],
  ['destroyed window', 'Object has been destroyed'],
  ['destroyed is told', 'true'],
])('as in Electron: %s: %s', (attempt, outcome) => {
  expect(came[attempt]).toBe(outcome);
});

test('what has to come before ready can come before ready', () => {
  expect(came['early sandbox']).toBe('done');
  expect(came['early schemes']).toBe('done');
});

test('a second instance gives its command line to the first, and ends; another folder is another app', async () => {
  const second = await startStandIn({ main, userData, args: ['sessiondeck://connection/x'] });
  expect(await second.gone).toBe(7);
  await expect.poll(() => app.said()).toContain('second: sessiondeck://connection/x');
  const elsewhere = await startStandIn({ main });
  await elsewhere.page();
  await elsewhere.close();
});

test('the lock of an app that was killed is taken over, and Chromium went with it', async () => {
  const folder = newFolder();
  const first = await startStandIn({ main, userData: folder });
  const page = await first.page();
  const closed = page.waitForEvent('close');
  await first.kill();
  await closed;
  const next = await startStandIn({ main, userData: folder });
  await next.page();
  await next.close();
});
