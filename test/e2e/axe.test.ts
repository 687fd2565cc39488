import { afterAll, afterEach, beforeEach, describe, test } from 'vitest';
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
    await page.getByRole('button', { name: 'End session' }).click();
    await question(page).waitFor();
    await check('question about one');
    await page.keyboard.press('Escape');
    await goTo(page, 'Clerk');
    await page.getByText('240 sessions').waitFor();
    await check('many sessions');
    await page.getByRole('button', { name: 'Connection', exact: true }).click();
    await page.getByRole('dialog').waitFor();
    await check('connection form');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('dialog').getByText('Time to undo').waitFor();
    await check('settings');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Sign in to nextAuth' }).click();
    await page.getByRole('button', { name: 'Show a code' }).click();
    await page.getByText('Scan me').waitFor();
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
    await question(page).getByText('Every call (5)').click();
    await check('plan sheet');
    await question(page).getByRole('button', { name: 'End 5 sessions' }).click();
    await underway(page).getByRole('button', { name: 'Undo' }).waitFor();
    await check('waiting dock');
    await underway(page).getByRole('button', { name: 'Send now' }).click();
    await findings(page)
      .getByText(/failed 2/)
      .waitFor();
    await check('partial failure');
    await page.keyboard.press('Control+j');
    await page.getByRole('table', { name: 'Requests, newest first' }).waitFor();
    await check('activity panel');
    await page
      .getByRole('button', { name: /^DELETE/ })
      .first()
      .click();
    await page.getByRole('complementary', { name: 'Details of the request' }).waitFor();
    await check('a request');
    await page.getByRole('button', { name: 'Audit', exact: true }).click();
    await page
      .getByRole('button', { name: /^Details of entry/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Verify log' }).click();
    await page.getByText('The log is whole').waitFor();
    await check('audit room');
  });

  test('the frame of a production connection, read only and with changes allowed, and its plan', async () => {
    const { page } = open;
    const name = await saveProduction(open.app, mockOf(open.app, 'nest-sessions'));
    await goTo(page, name);
    const guard = page.getByRole('group', { name: 'Changes on this connection' });
    await guard.getByText('Read only').waitFor();
    await check('read only');
    await guard.getByRole('button', { name: 'Allow changes for 15 min' }).click();
    await guard.getByText('Changes allowed until').waitFor();
    await askToEndSome(page, 2);
    await check('plan on production');
    await question(page).getByRole('button', { name: 'Keep them' }).click();
    await check('changes allowed');
  });
});
