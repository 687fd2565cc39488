import type { Page } from 'playwright';
import { afterAll, afterEach, beforeEach, expect, inject, test } from 'vitest';
import { startMockServer, type MockServer, type MockApi } from '../../mock-server/index.ts';
import { m } from '../../renderer/messages/compiled/messages.js';
import { like } from '../support/like.ts';
import { askToEndSome, confirm, endsOf, findings, livingIds, question, underway } from '../support/ending.ts';
import { holdAfter } from '../support/hold.ts';
import { mockOf } from '../support/host.ts';
import { keyringMissing } from '../support/keys/keyring.ts';
import { openMortal, type Mortal } from '../support/mortal.ts';
import { closeAll, row } from '../support/shells/sessiondeck.ts';

let mock: MockServer;
let deck: Mortal;
beforeEach(async () => {
  mock = await startMockServer();
  deck = openMortal();
});
afterEach(async () => {
  await deck.end();
  await mock.close();
});
afterAll(closeAll);

// In the app the keys outlive it in a keychain, which has to be the test's own.
const missing = inject('shell') === 'browser' ? null : await keyringMissing();
if (missing !== null) test.skip(missing);
const claim = test.skipIf(missing);

async function prepare(api: string): Promise<MockApi> {
  const found = mockOf({ mock }, api);
  await deck.save(found);
  return found;
}

/** Starts Sessiondeck, and waits until its page shows the sessions. */
async function start(): Promise<Page> {
  const page = await deck.start();
  await row(page, like(m.status_current)).waitFor();
  return page;
}

const interrupted = (page: Page, count: number) =>
  underway(page)
    .filter({ hasText: m.run_interrupted({ count }) })
    .first();

/**
 * What the page tells of an interrupted run. One call may have been about to leave: it is then told as failed, since
 * the session is still there, or as not sent.
 */
async function told(page: Page, count: number) {
  const line = interrupted(page, count).getByText(like(m.run_interrupted_counts));
  const counts =
    like(m.run_interrupted_counts, {
      ended: /(?<ended>\d+)/,
      failed: /(?<failed>\d+)/,
      unknown: /(?<unknown>\d+)/,
      notSent: /(?<notSent>\d+)/,
    }).exec((await line.textContent()) ?? '')?.groups ?? {};
  const of = (name: string) => Number(counts[name]);
  return { ended: of('ended'), unknown: of('unknown'), stay: of('failed') + of('notSent') };
}

/** Kills Sessiondeck, and returns how many calls that end something the mock server has received of it. */
async function kill(api: MockApi): Promise<number> {
  await deck.kill();
  // What was on its way has arrived when this has.
  await fetch(api.baseUrl);
  return endsOf(api).length;
}

claim(
  'killed in the middle, it tells what ended and what was not sent, sends nothing, and can go on',
  async () => {
    const nest = await prepare('nest-sessions');
    const before = livingIds(nest);
    const letThrough = holdAfter(nest, 'sessionControllerRevokeSession', 6);
    const page = await start();
    await askToEndSome(page, 24);
    await question(page).getByRole('button', { name: m.plan_end_now() }).click();
    await underway(page)
      .getByText(like(m.run_sending, { some: /\d+/, all: 24 }))
      .waitFor();
    await expect.poll(() => endsOf(nest).length).toBeGreaterThan(5);
    const sent = await kill(nest);
    expect(sent).toBeLessThan(24);

    const again = await start();
    await interrupted(again, 24).waitFor();
    await expect.poll(() => told(again, 24)).toEqual({ ended: sent, unknown: 0, stay: 24 - sent });
    expect(before.size - livingIds(nest).size).toBe(sent);
    expect(endsOf(nest)).toHaveLength(sent);

    letThrough();
    await again.getByRole('button', { name: m.run_continue() }).click();
    await confirm(again, 24 - sent);
    await underway(again).getByRole('button', { name: m.run_send_now() }).click();
    await findings(again)
      .getByText(m.totals_ended({ ended: 24 - sent, count: 24 - sent }))
      .waitFor();
    expect(endsOf(nest)).toHaveLength(24);
    expect(new Set(endsOf(nest).map(({ path }) => path)).size).toBe(24);
    expect(before.size - livingIds(nest).size).toBe(24);
    await again.getByRole('button', { name: m.audit(), exact: true }).click();
    await again.getByRole('row').filter({ hasText: m.audit_did_interrupted() }).waitFor();
    await again.getByRole('button', { name: m.audit_verify() }).click();
    await again.getByText(m.audit_whole()).waitFor();
    expect(deck.complaints).toEqual([]);
  },
);

claim('killed in the undo window, it says so, and nothing was sent', async () => {
  const nest = await prepare('nest-sessions');
  const page = await start();
  await askToEndSome(page, 3);
  await confirm(page, 3);
  await underway(page)
    .getByText(like(m.run_waiting, { count: 3, left: /\d+/ }))
    .waitFor();
  expect(await kill(nest)).toBe(0);
  // A page that is left behind, which the app's is not, blames nobody else and offers nothing that cannot be done.
  if (inject('shell') === 'browser') {
    await page.getByText(m.carrier_gone()).waitFor();
    await expect.poll(() => page.getByRole('button', { name: m.run_undo() }).count()).toBe(0);
  }

  const again = await start();
  await expect.poll(() => told(again, 3)).toEqual({ ended: 0, unknown: 0, stay: 3 });
  expect(endsOf(nest)).toEqual([]);
  await interrupted(again, 3).getByRole('button', { name: m.run_leave() }).click();
  await underway(again).waitFor({ state: 'hidden' });
  await again.reload();
  await row(again, like(m.status_current)).waitFor();
  await expect.poll(() => underway(again).count()).toBe(0);
  expect(endsOf(nest)).toEqual([]);
});

claim('killed where sessions are named by secrets alone, it still knows which of them ended', async () => {
  const auth = await prepare('better-auth');
  holdAfter(auth, 'multi_session_revoke_post', 1);
  const page = await start();
  await askToEndSome(page, 3);
  await question(page).getByRole('button', { name: m.plan_end_now() }).click();
  await expect.poll(() => endsOf(auth).length).toBeGreaterThan(1);
  const sent = await kill(auth);
  expect(sent).toBeLessThan(3);

  const again = await start();
  await expect.poll(() => told(again, 3)).toEqual({ ended: sent, unknown: 0, stay: 3 - sent });
  expect(endsOf(auth)).toHaveLength(sent);
  expect(deck.complaints).toEqual([]);
});
