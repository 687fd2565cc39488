import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { m } from '../../renderer/messages/compiled/messages.js';
import { like, pattern } from '../support/like.ts';
import { endsOf, findings as findingsOf, question, tick, titleOfMany } from '../support/ending.ts';
import { mockOf } from '../support/host.ts';
import type { OpenSessiondeck } from '../support/shells/opened.ts';
import { closeAll, goTo, openSessiondeck, row } from '../support/shells/sessiondeck.ts';

let open: OpenSessiondeck;
beforeEach(async () => {
  open = await openSessiondeck({ undo: 'off' });
});
afterEach(async () => {
  expect(open.complaints).toEqual([]);
  expect(open.app.faults).toEqual([]);
  await open.close();
});
afterAll(closeAll);

/** Presses “End session” in the details of one session of better-auth. */
async function endSession(name: string): Promise<void> {
  await row(open.page, name).click();
  await open.page
    .getByRole('complementary', { name: m.details_name() })
    .getByRole('button', { name: m.end_one() })
    .click();
}

const dialog = () => question(open.page);
const findings = () => findingsOf(open.page);

describe('the demo', () => {
  test('shows the sessions of both APIs', async () => {
    const { page } = open;
    await goTo(page, 'better-auth');
    await row(page, 'Ann Peeters').waitFor();
    await page.getByText(m.count_sessions({ count: 4 })).waitFor();
    await goTo(page, 'Clerk');
    await page.getByText(m.count_sessions({ count: 240 })).waitFor();
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toMatch(/^24\d$/);
    await expect.poll(() => page.getByRole('row').count()).toBeLessThan(60);
  });

  test('asks whose sessions, when nobody is named', async () => {
    const { page } = open;
    await goTo(page, 'Clerk');
    await page.getByText(m.count_sessions({ count: 240 })).waitFor();
    await page.getByLabel('User ids').fill('');
    await page.getByRole('button', { name: m.subject_show() }).click();
    await page.getByRole('heading', { name: m.subject_missing_title() }).waitFor();
  });
});

describe('switching', () => {
  test('says who is active now, and the list shows it', async () => {
    const { page } = open;
    await row(page, 'Chiara Rossi').click();
    await page.getByRole('button', { name: m.switch_to({ user: 'Chiara Rossi' }) }).click();
    await page
      .getByText(m.now_active({ who: 'Chiara Rossi' }))
      .first()
      .waitFor();
    await row(page, pattern`Chiara Rossi.*${m.status_current()}`).waitFor();
  });
});

describe('ending a session', () => {
  test('ends it, names it, and says that it was verified', async () => {
    await endSession('Chiara Rossi');
    await findings()
      .getByText(m.totals_ended({ ended: 1, count: 1 }))
      .waitFor();
    await findings()
      .getByRole('listitem')
      .filter({ hasText: pattern`${m.verdict_ended()}.*Chiara Rossi on Chrome 142 on Android` })
      .waitFor();
    await open.page.getByText(m.count_sessions({ count: 3 })).waitFor();
    await expect.poll(() => row(open.page, 'Chiara Rossi').count()).toBe(0);
  });

  test('of the active one is asked about by name, and names the account that became active', async () => {
    await endSession('Ann Peeters');
    await dialog()
      .getByRole('heading', { name: like(m.end_title_one, { user: 'Ann Peeters' }) })
      .waitFor();
    await dialog()
      .getByText(pattern`${m.end_current_signs_out()}|${m.end_current_switches()}`)
      .waitFor();
    await dialog().getByRole('button', { name: m.end_one() }).click();
    await findings().getByText(like(m.now_active)).waitFor();
  });

  test('is not done by Enter when the dialog opens, be it of several or of the active one', async () => {
    const { page } = open;
    await endSession('Ann Peeters');
    await dialog().waitFor();
    await page.keyboard.press('Enter');
    await dialog().waitFor({ state: 'hidden' });
    await tick(page, 2);
    await page.getByRole('button', { name: m.selection_end({ count: 2 }) }).click();
    await dialog().waitFor();
    await page.keyboard.press('Enter');
    await dialog().waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: m.selection_clear() }).click();
    await page.getByText(m.count_sessions({ count: 4 })).waitFor();
    expect(endsOf(mockOf(open.app, 'better-auth'))).toEqual([]);
  });

  test('that the server only claims to have ended is still there, in red', async () => {
    mockOf(open.app, 'better-auth').behaviour.end = 'does-nothing';
    await endSession('Chiara Rossi');
    await findings().getByText(m.verdict_still_there()).first().waitFor();
    await row(open.page, 'Chiara Rossi').waitFor();
  });

  test('that ends another one too names that one', async () => {
    mockOf(open.app, 'better-auth').behaviour.end = 'ends-another';
    await endSession('Dmitri Volkov');
    await findings()
      .getByText(pattern`${m.verdict_unasked()}|${like(m.totals_unasked)}`)
      .first()
      .waitFor();
  });

  test('whose list cannot be read back says that it cannot be checked, and why', async () => {
    await row(open.page, 'Chiara Rossi').waitFor();
    const { refuse } = mockOf(open.app, 'better-auth').behaviour;
    refuse['multi_session_list_device_sessions_get'] = { status: 500, times: Infinity };
    await endSession('Chiara Rossi');
    await findings().getByText(m.verdict_cannot_be_checked()).first().waitFor();
    // Old rows stay, and say when they were read.
    await row(open.page, 'Dmitri Volkov').waitFor();
  });

  test('works for several at once, one by one, with a verdict for each', async () => {
    const { page } = open;
    await goTo(page, 'Clerk');
    await page.getByText(m.count_sessions({ count: 240 })).waitFor();
    await tick(page, 3);
    await page.getByRole('button', { name: m.selection_end({ count: 3 }) }).click();
    await dialog()
      .getByRole('heading', { name: titleOfMany(3) })
      .waitFor();
    await dialog()
      .getByRole('button', { name: m.end_do({ count: 3 }) })
      .click();
    await findings()
      .getByText(m.totals_ended({ ended: 3, count: 3 }))
      .waitFor();
    await findings().getByText(like(m.verdict_may_work_until)).first().waitFor();
    expect(endsOf(mockOf(open.app, 'clerk'))).toHaveLength(3);
  });
});

describe('by keyboard alone', () => {
  test('a session is reached, opened, closed, and the focus comes back to its row', async () => {
    const { page } = open;
    await row(page, 'Ann Peeters').waitFor();
    await row(page, 'Ann Peeters').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: m.details_name() }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('complementary', { name: m.details_name() }).waitFor({ state: 'hidden' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('row');
  });
});

describe('a failure', () => {
  test('says what was tried, what came back and what to do, and reading again mends it', async () => {
    const { page, app } = open;
    await row(page, 'Ann Peeters').waitFor();
    const { refuse } = mockOf(app, 'clerk').behaviour;
    refuse['get_session_list'] = { status: 401, times: Infinity };
    await goTo(page, 'Clerk');
    await page.getByText('GET /sessions').first().waitFor();
    await page
      .getByText(/401 clerk_key_invalid|401 authentication_invalid/)
      .first()
      .waitFor();
    refuse['get_session_list'] = { status: 401, times: 0 };
    await page.getByRole('button', { name: m.refresh() }).first().click();
    await page.getByText(m.count_sessions({ count: 240 })).waitFor();
  });
});
