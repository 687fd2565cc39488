import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { type RealServer, startRealBetterAuth } from '../mock-server/support/real-better-auth.ts';
import { m } from '../../renderer/messages/compiled/messages.js';
import { pattern } from '../support/like.ts';
import { findings, question, underway } from '../support/ending.ts';
import type { OpenSessiondeck } from '../support/shells/opened.ts';
import { closeAll, goTo, openSessiondeck, row } from '../support/shells/sessiondeck.ts';

const people = [
  { name: 'Ana Silva', email: 'ana@example.com', password: 'canary-ana-77b2' },
  { name: 'Ben Okoro', email: 'ben@example.com', password: 'canary-ben-77b2' },
  { name: 'Cleo Marin', email: 'cleo@example.com', password: 'canary-cleo-77b2' },
] as const;

let real: RealServer;
let open: OpenSessiondeck;
beforeEach(async () => {
  real = await startRealBetterAuth(people);
  open = await openSessiondeck({ undo: 60 });
});
afterEach(async () => {
  expect(open.complaints).toEqual([]);
  expect(open.app.faults).toEqual([]);
  await open.close();
  await real.close();
});
afterAll(closeAll);

async function addConnection(): Promise<void> {
  const { page } = open;
  await page.getByRole('button', { name: m.rail_add(), exact: true }).click();
  const form = page.getByRole('dialog', { name: m.form_add_title() });
  await form.getByText('better-auth', { exact: true }).click();
  await form.getByLabel(m.form_name(), { exact: true }).fill('Real server');
  await form.getByLabel(m.form_base_url()).fill(real.base);
  await form.getByRole('button', { name: m.form_save(), exact: true }).click();
  await form.waitFor({ state: 'hidden' });
}

async function signIn({ email, password }: (typeof people)[number]): Promise<void> {
  const { page } = open;
  await page.getByRole('button', { name: m.rail_menu({ name: 'Real server' }) }).click();
  await page.getByRole('menuitem', { name: /sign in/i }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel(m.sign_in_email()).fill(email);
  await form.getByLabel(m.sign_in_password()).fill(password);
  await form.getByRole('button', { name: m.sign_in(), exact: true }).click();
  await expect
    .poll(() =>
      form
        .getByLabel(m.sign_in_password())
        .or(page.locator('body'))
        .first()
        .inputValue()
        .catch(() => ''),
    )
    .toBe('');
  if (await form.isVisible()) await page.keyboard.press('Escape');
  await form.waitFor({ state: 'hidden' });
}

async function endSession(name: string): Promise<void> {
  const { page } = open;
  await row(page, name).click();
  const details = page.getByRole('complementary', { name: m.details_name() });
  await details.getByRole('button', { name: m.end_one() }).click();
  const sendNow = underway(page).getByRole('button', { name: m.run_send_now() });
  await question(page).or(sendNow).waitFor();
  // The active one is asked about; another one waits to be undone.
  if (await question(page).isVisible())
    await question(page).getByRole('button', { name: m.end_one() }).click();
  await sendNow.click();
  await findings(page)
    .getByText(m.totals_ended({ ended: 1, count: 1 }))
    .waitFor();
}

test('a person signs in three accounts, switches, ends one, ends the active one, and is told who is active', async () => {
  const { page } = open;
  await addConnection();
  await goTo(page, 'Real server');
  for (const person of people) {
    await signIn(person);
    await row(page, person.name).waitFor();
  }
  await page.getByText(m.count_sessions({ count: 3 })).waitFor();
  await row(page, pattern`Cleo Marin.*${m.status_current()}`).waitFor();

  await row(page, 'Ana Silva').click();
  await page.getByRole('button', { name: m.switch_to({ user: 'Ana Silva' }) }).click();
  await row(page, pattern`Ana Silva.*${m.status_current()}`).waitFor();

  await endSession('Ben Okoro');
  await page.getByText(m.count_sessions({ count: 2 })).waitFor();
  await findings(page).getByRole('button', { name: m.dismiss() }).click();

  await endSession('Ana Silva');
  await findings(page)
    .getByText(m.now_active({ who: 'Cleo Marin' }))
    .waitFor();
  await row(page, pattern`Cleo Marin.*${m.status_current()}`).waitFor();

  const html = await page.content();
  const stored = await page.evaluate(() => JSON.stringify([Object.entries(localStorage), document.cookie]));
  for (const secret of [
    ...people.map(({ password }) => password),
    ...real.sessions().map(({ token }) => token),
  ]) {
    expect(html).not.toContain(secret);
    expect(stored).not.toContain(secret);
  }
});
