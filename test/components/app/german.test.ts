import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { commandIds } from '../../../electron/bridge/commands.ts';
import { fail } from '../../../electron/bridge/failure.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { getLocale, overwriteGetLocale } from '../../../renderer/messages/compiled/runtime.js';
import { askAboutAll, inQuestion, openOn, three } from '../../support/page/page-ending.ts';
import { englishFinder, textsOf } from '../../support/english.ts';
import { fixtureApis, fixtureConnections, fixtureSessions } from '../../support/page/page-fixtures.ts';
import { ana, endTwo, mei, openWith, stillThere } from '../../support/page/page-run-asking.ts';
import { fixtureItem, fixtureRun } from '../../support/page/page-runs.ts';
import { lockable, openDesktop } from '../../support/page/page-shell.ts';
import { openSignInRoom, sendPush } from '../../support/page/page-sign-in.ts';
import { listing, openPage } from '../../support/page/page.ts';

// Every screen, walked in German: no text of it is one of our English ones.

const original = getLocale;
let englishIn: ReturnType<typeof englishFinder>;
beforeAll(() => void (englishIn = englishFinder()));
beforeEach(() => overwriteGetLocale(() => 'de'));
afterEach(() => overwriteGetLocale(original));

/** Nothing that the page says now is English; it says something. */
function expectGerman(where: string): void {
  const texts = textsOf();
  expect(texts.length, where).toBeGreaterThan(5);
  expect(englishIn(texts), where).toEqual([]);
}

/** Those that leave the page as it is, or whose screen has a test of its own. */
const elsewhere = ['theme.system', 'theme.light', 'theme.dark', 'run.undo', 'session.end'];

test.each(fixtureConnections.map(({ id }) => id))('every command on %s', async (connectionId) => {
  const { assembly } = await openDesktop(listing(fixtureSessions(connectionId, 12)), connectionId);
  await expect.poll(() => page.getByRole('row').elements().length).toBeGreaterThan(1);
  expectGerman('the list');
  for (const id of commandIds.filter((one) => !elsewhere.includes(one))) {
    if (assembly.commands.all[id].whyNot !== null) continue;
    void assembly.commands.give(id);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expectGerman(id);
    await userEvent.keyboard('{Escape}');
  }
});

test('a plan, a run on its way, and its outcome', async () => {
  const { runs } = await openOn(three());
  runs.hold = true;
  await askAboutAll();
  expectGerman('the plan');
  await inQuestion(m.plan_end_now()).click();
  expectGerman('the run');
});

test('an outcome that is not what was planned', async () => {
  await endTwo({ c: stillThere });
  expectGerman('the outcome');
});

test('a run that was cut off', async () => {
  const notSent = fixtureItem(mei, { state: 'not-sent', verdict: null, attempts: 0 });
  await openWith(fixtureRun([fixtureItem(ana), notSent], { state: 'interrupted' }));
  await expect.element(page.getByRole('button', { name: m.run_continue() })).toBeVisible();
  expectGerman('the run');
});

test.each(fixtureApis.map(({ title }) => title))('the form of a connection to %s', async (title) => {
  const { assembly } = await openPage(listing([]));
  assembly.dialogs.show({ kind: 'connection', connection: null });
  await page.getByRole('dialog').getByText(title, { exact: true }).click();
  expectGerman('the form');
});

test('signing in by QR code and by push', async () => {
  const { tell } = await openSignInRoom();
  expectGerman('the room');
  await page.getByRole('button', { name: m.qr_start() }).click();
  expectGerman('a code');
  tell({ phase: 'signed-in', userId: 'chiara' });
  await sendPush();
  expectGerman('a push');
});

const code = 'key-rejected' as const;
test.each([
  ['a rejected key', { code, tried: 'GET /sessions', got: '401', status: 401 }],
  ['a limit', { code: 'rate-limited', tried: 'GET /sessions', got: '429', status: 429 }],
  ['no network', { code: 'unreachable', tried: 'GET /sessions', got: 'there is no network (ENETUNREACH)' }],
] as const)('a list that cannot be read: %s', async (_, parts) => {
  await openPage({ 'sessions.list': async () => fail(parts) });
  await expect.element(page.getByRole('alert').first()).toBeVisible();
  expectGerman('the failure');
});

test('an empty list, a list of nobody, and the lock', async () => {
  const { assembly } = await openPage({ ...lockable().handlers, ...listing([]) });
  expectGerman('nothing');
  await assembly.shell.lock();
  await expect.element(page.getByRole('button', { name: m.lock_unlock() })).toBeVisible();
  expectGerman('the lock');
});

test('the control: an English message, of the page or for a sentence of the host, is found', () => {
  overwriteGetLocale(() => 'en');
  const english = [
    m.plan_nothing_left(),
    m.check_found({ count: 3, ms: 12 }),
    m.host_net_proxy({ code: 'E1' }),
  ];
  expect(englishIn(english)).toEqual(english);
  overwriteGetLocale(() => 'de');
  expect(
    englishIn([m.plan_nothing_left(), m.check_found({ count: 3, ms: 12 }), 'Firefox', 'Ana', '12']),
  ).toEqual([]);
});
