import { afterAll, afterEach, beforeEach, describe, test } from 'vitest';
import { m } from '../../renderer/messages/compiled/messages.js';
import { like } from '../support/like.ts';
import { expectAccessible } from '../support/axe.ts';
import { askToEndSome, findings, question, saveProduction, underway } from '../support/ending.ts';
import { mockOf } from '../support/host.ts';
import type { OpenSessiondeck } from '../support/shells/opened.ts';
import { closeAll, goTo, openSessiondeck, row } from '../support/shells/sessiondeck.ts';

afterAll(closeAll);

describe('axe finds nothing wrong in either theme with', () => {
  let open: OpenSessiondeck;
  beforeEach(async () => {
    open = await openSessiondeck();
    await row(open.page, 'Ann Peeters').waitFor();
  });
  afterEach(() => open.close());

  const check = (screen: string) => expectAccessible(open.page, screen);

  test('sessions, details, the question about one, forms and the sign-in room', async () => {
    const { page } = open;
    await check('sessions');
    await row(page, 'Ann Peeters').click();
    await check('details');
    await page.getByRole('button', { name: m.end_one() }).click();
    await question(page).waitFor();
    await check('question about one');
    await page.keyboard.press('Escape');
    await goTo(page, 'Clerk');
    await page.getByText(m.count_sessions({ count: 240 })).waitFor();
    await check('many sessions');
    await page.getByRole('button', { name: m.rail_add(), exact: true }).click();
    await page.getByRole('dialog').waitFor();
    await check('connection form');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: m.rail_settings() }).click();
    await page.getByRole('dialog').getByText(m.undo_label()).waitFor();
    await check('settings');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: m.sign_in_title({ name: 'nextAuth' }) }).click();
    await page.getByRole('button', { name: m.qr_start() }).click();
    await page.getByText(m.qr_scan()).waitFor();
    await check('sign-in room');
  });

  test('the plan, the waiting dock, a partial failure, the audit room and the activity panel', async () => {
    const { page } = open;
    await goTo(page, 'NestJS sessions');
    const { behaviour } = mockOf(open.app, 'nest-sessions');
    behaviour.faults.push({
      kind: 'status',
      operation: 'sessionControllerRevokeSession',
      times: 2,
      status: 404,
    });
    await askToEndSome(page, 5);
    await question(page)
      .getByText(m.plan_every_call({ count: 5 }))
      .click();
    await check('plan sheet');
    await question(page)
      .getByRole('button', { name: m.end_do({ count: 5 }) })
      .click();
    await underway(page).getByRole('button', { name: m.run_undo() }).waitFor();
    await check('waiting dock');
    await underway(page).getByRole('button', { name: m.run_send_now() }).click();
    await findings(page)
      .getByText(like(m.totals_parts, { failed: 2 }))
      .waitFor();
    await check('partial failure');
    await page.keyboard.press('Control+j');
    await page.getByRole('table', { name: m.activity_table() }).waitFor();
    await check('activity panel');
    await page
      .getByRole('button', { name: /^DELETE/ })
      .first()
      .click();
    await page.getByRole('complementary', { name: m.activity_details() }).waitFor();
    await check('a request');
    await page.getByRole('button', { name: m.audit(), exact: true }).click();
    await page
      .getByRole('button', { name: like(m.audit_unfold) })
      .first()
      .click();
    await page.getByRole('button', { name: m.audit_verify() }).click();
    await page.getByText(m.audit_whole()).waitFor();
    await check('audit room');
  });

  test('the frame of a production connection, read only and with changes allowed, and its plan', async () => {
    const { page } = open;
    const name = await saveProduction(open.app, mockOf(open.app, 'nest-sessions'));
    await goTo(page, name);
    const guard = page.getByRole('group', { name: m.guard_name() });
    await guard.getByText(m.guard_read_only()).waitFor();
    await check('read only');
    await guard.getByRole('button', { name: m.guard_allow() }).click();
    await guard.getByText(like(m.guard_allowed)).waitFor();
    await askToEndSome(page, 2);
    await check('plan on production');
    await question(page)
      .getByRole('button', { name: m.end_keep({ count: 2 }) })
      .click();
    await check('changes allowed');
  });
});
