import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { m } from '../../renderer/messages/compiled/messages.js';
import { like } from '../support/like.ts';
import {
  askToEndSome,
  confirm,
  endsOf,
  findings,
  question,
  saveProduction,
  tick,
  underway,
} from '../support/ending.ts';
import { mockOf } from '../support/host.ts';
import type { OpenSessiondeck } from '../support/shells/opened.ts';
import { closeAll, goTo, openSessiondeck, row } from '../support/shells/sessiondeck.ts';

const reason = 'INC-7: stolen laptop';

let open: OpenSessiondeck;
beforeEach(async () => {
  open = await openSessiondeck({ undo: 60 });
});
afterEach(async () => {
  expect(open.complaints).toEqual([]);
  expect(open.app.faults).toEqual([]);
  await open.close();
});
afterAll(closeAll);

const mock = (api: string) => mockOf(open.app, api);
const guard = () => open.page.getByRole('group', { name: m.guard_name() });
const dialogButton = (name: string) => question(open.page).getByRole('button', { name, exact: true });
const log = () => open.page.getByRole('table', { name: m.audit_table() });
const openAudit = () => open.page.getByRole('button', { name: m.audit(), exact: true }).click();

async function sendNow(): Promise<void> {
  await underway(open.page).getByRole('button', { name: m.run_send_now() }).click();
}

/** Says why, and types the name of the connection. */
async function answer(name: string): Promise<void> {
  await question(open.page).getByLabel(m.plan_reason_required()).fill(reason);
  await question(open.page).getByLabel(m.plan_name({ name })).fill(name);
}

/** Exports the audit log as CSV, and returns the file's text. */
async function exportCsv(): Promise<string> {
  await open.page.getByRole('button', { name: m.audit_export() }).click();
  const item = open.page.getByRole('menuitem', { name: m.audit_export_csv() });
  const { name, path } = await open.download(() => item.click());
  expect(name).toMatch(/^sessiondeck-audit_.*-rows\.csv$/);
  return readFileSync(path, 'utf8');
}

/** Everything of a mock server that must be in no page and no file: keys, cookies, tokens. */
function secretsOf(api: string): string[] {
  const { access, db } = mock(api);
  const given = Object.values(access.secrets).flatMap((text) => text.split(/[\s;=]+/));
  const rows = (db.getState()['sessions'] ?? []) as { token?: string }[];
  return [...given, ...rows.map(({ token }) => token ?? '')].filter((secret) => secret.length > 20);
}

test('production is read only until a person allows changes, and asks for a reason and the name', async () => {
  const { page } = open;
  const name = await saveProduction(open.app, mock('nest-sessions'));
  await goTo(page, name);
  await page.getByText(m.frame_production({ name })).waitFor();
  await guard().getByText(m.guard_read_only()).waitFor();
  await askToEndSome(page, 2);
  await expect.poll(() => dialogButton(m.end_do({ count: 2 })).isDisabled()).toBe(true);
  await question(page).getByLabel(m.plan_reason_required()).fill(reason);
  await expect.poll(() => dialogButton(m.end_do({ count: 2 })).isDisabled()).toBe(true);
  await answer(name);
  await confirm(page, 2);
  await question(page).getByText(m.failure_read_only()).waitFor();
  expect(endsOf(mock('nest-sessions'))).toEqual([]);
  await dialogButton(m.end_keep({ count: 2 })).click();
  await guard().getByRole('button', { name: m.guard_allow() }).click();
  await guard().getByText(like(m.guard_allowed)).waitFor();
  await guard()
    .getByText(m.guard_left_minutes({ n: 15 }))
    .waitFor();
  await page.getByRole('button', { name: m.selection_end({ count: 2 }) }).click();
  await answer(name);
  await confirm(page, 2);
  await sendNow();
  await findings(page)
    .getByText(m.totals_ended({ ended: 2, count: 2 }))
    .waitFor();
  expect(endsOf(mock('nest-sessions'))).toHaveLength(2);

  await openAudit();
  const finished = log().getByRole('row').filter({ hasText: m.audit_did_finished() });
  for (const told of [
    userInfo().username,
    name,
    reason,
    'ended 2 · failed 0 · not sent 0 · unknown 0 of 2',
  ]) {
    await finished.getByText(told).waitFor();
  }
  await log().getByRole('row').filter({ hasText: m.audit_did_allowed() }).waitFor();
  await finished.getByRole('button').click();
  const rows = page.getByRole('table', { name: /^Sessions/ }).getByRole('row');
  await rows.nth(2).waitFor();
  await expect.poll(() => rows.filter({ hasText: m.verdict_ended() }).count()).toBe(2);

  await goTo(page, name);
  await guard().getByRole('button', { name: m.guard_end() }).click();
  await guard().getByText(m.guard_read_only()).waitFor();
});

test('to allow changes where the end was refused is no confirmation of it', async () => {
  const { page } = open;
  await open.app.bridge('settings.save', { undo: 'off' });
  const name = await saveProduction(open.app, mock('nest-sessions'));
  await goTo(page, name);
  await askToEndSome(page, 2);
  await answer(name);
  await confirm(page, 2);
  await question(page).getByRole('button', { name: m.guard_allow() }).click();
  await guard().getByText(like(m.guard_allowed)).waitFor();
  await dialogButton(m.end_keep({ count: 2 })).click();
  await question(page).waitFor({ state: 'hidden' });
  expect(await open.app.bridge('revocation.runs', {})).toEqual([]);
  expect(endsOf(mock('nest-sessions'))).toEqual([]);
});

test('one session on production is asked about, and refused while it is read only', async () => {
  const { page } = open;
  const name = await saveProduction(open.app, mock('nest-sessions'));
  await goTo(page, name);
  await tick(page, 1);
  await page.getByRole('button', { name: m.selection_end({ count: 1 }) }).click();
  await expect.poll(() => dialogButton(m.end_do({ count: 1 })).isDisabled()).toBe(true);
  await question(page).getByLabel(m.plan_reason_required()).fill(reason);
  await dialogButton(m.end_do({ count: 1 })).click();
  await question(page).getByText(m.failure_read_only()).waitFor();
  await dialogButton(m.end_keep({ count: 1 })).click();
  expect(endsOf(mock('nest-sessions'))).toEqual([]);
});

test('the log is shown to be whole, and goes into a file that holds the rows and no secret', async () => {
  const { page } = open;
  await row(page, 'Ann Peeters').waitFor();
  await askToEndSome(page, 2);
  await question(page).getByLabel(m.plan_reason()).fill(reason);
  await confirm(page, 2);
  await sendNow();
  await findings(page)
    .getByText(m.totals_ended({ ended: 2, count: 2 }))
    .waitFor();
  await openAudit();
  await page.getByRole('button', { name: m.audit_verify() }).click();
  await page.getByRole('status').getByText(m.audit_whole()).waitFor();
  const csv = await exportCsv();
  const lines = csv.split('\r\n').filter((line) => line.includes('revocation.'));
  expect(lines).toHaveLength(2);
  expect(lines.find((line) => line.includes('revocation.finished'))).toContain(reason);
  expect(csv).toContain('ended 2 · failed 0 · not sent 0 · unknown 0 of 2');
  expect(csv).toContain('@');
  const secrets = secretsOf('better-auth');
  expect(secrets.length).toBeGreaterThan(4);
  const html = await page.content();
  const asked = mock('better-auth')
    .requests.map((request) => JSON.stringify(request))
    .join('\n');
  for (const secret of secrets) {
    expect(csv).not.toContain(secret);
    expect(html).not.toContain(secret);
  }
  // They are what the server was asked with: the claim above can fail.
  expect(secrets.some((secret) => asked.includes(secret))).toBe(true);
});

test('the activity panel shows each call that ended a session, and why it was sent', async () => {
  const { page } = open;
  await goTo(page, 'NestJS sessions');
  await askToEndSome(page, 2);
  await confirm(page, 2);
  await sendNow();
  await findings(page)
    .getByText(m.totals_ended({ ended: 2, count: 2 }))
    .waitFor();
  await page.keyboard.press('Control+j');
  const requests = page.getByRole('table', { name: m.activity_table() }).getByRole('row');
  for (const { path } of endsOf(mock('nest-sessions'))) {
    await requests
      .filter({ hasText: path })
      .filter({ hasText: 'DELETE' })
      .filter({ hasText: m.cause_run() })
      .waitFor();
  }
  await requests.filter({ hasText: 'GET' }).filter({ hasText: 'Read-back' }).first().waitFor();
  await requests.filter({ hasText: 'DELETE' }).first().click();
  const details = page.getByRole('complementary', { name: m.activity_details() });
  await details.getByText('authorization').waitFor();
  for (const secret of secretsOf('nest-sessions')) expect(await page.content()).not.toContain(secret);
});
