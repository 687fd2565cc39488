import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import type { Phone } from '../../mock-server/index.ts';
import { m } from '../../renderer/messages/compiled/messages.js';
import { like, pattern } from '../support/like.ts';
import { expectAccessible } from '../support/axe.ts';
import { findings, underway } from '../support/ending.ts';
import { mockOf } from '../support/host.ts';
import type { OpenSessiondeck } from '../support/shells/opened.ts';
import { closeAll, goTo, openSessiondeck, row } from '../support/shells/sessiondeck.ts';

let open: OpenSessiondeck;
let phone: Phone;
beforeEach(async () => {
  open = await openSessiondeck();
  const found = mockOf(open.app, 'nextauth').phone;
  if (!found) throw new Error('the mock server has no phone');
  phone = found;
  await goTo(open.page, 'nextAuth');
  await open.page.getByText(m.count_sessions({ count: 4 })).waitFor();
  await open.page.getByRole('button', { name: m.sign_in_title({ name: 'nextAuth' }) }).click();
});
afterEach(async () => {
  expect(open.complaints).toEqual([]);
  expect(open.app.faults).toEqual([]);
  await open.close();
});
afterAll(closeAll);

const qr = () => open.page.getByRole('region', { name: m.sign_in_by_qr() });
const push = () => open.page.getByRole('region', { name: m.sign_in_by_push() });
/** What can be seen there: a live region that is not says much of it as well. */
const seen = (text: string | RegExp) => push().getByText(text).and(open.page.locator(':not([role=status])'));
const newestCode = () => phone.pending().findLast(({ kind }) => kind === 'qr')?.id ?? 0;
const newestPush = () => phone.pending().findLast(({ kind }) => kind === 'push')?.id ?? 0;

async function showCode(): Promise<void> {
  await qr().getByRole('button', { name: m.qr_start() }).click();
  await qr().getByRole('img', { name: m.qr_image() }).waitFor();
  await qr().getByText(m.qr_scan()).waitFor();
}

/** Prepares a push, checks that what is shown is said before it is sent, and sends it. */
async function pushTo(kind: string, field?: string, value = ''): Promise<void> {
  await push().getByText(kind, { exact: true }).click();
  if (field) await push().getByLabel(field).fill(value);
  await push().getByLabel(m.sign_in_reason()).fill('Night shift');
  await push().getByRole('button', { name: m.push_prepare() }).click();
  await push().getByRole('heading', { name: m.push_shown() }).waitFor();
  await push().getByText('Night shift').waitFor();
  expect(
    await push()
      .getByText(/^\d\d$/)
      .first()
      .textContent(),
  ).toMatch(/^\d\d$/);
  await push().getByRole('button', { name: m.push_send() }).click();
}

test('a person signs in by QR code: seen, confirmed, in the list, and no nonce in the page', async () => {
  await showCode();
  const login = newestCode();
  phone.scan(login);
  await qr().getByText(m.qr_seen()).waitFor();
  phone.confirm(login, { userid: 'alice' });
  await qr()
    .getByText(m.signed_in_as({ who: 'alice' }))
    .waitFor();
  const html = await open.page.content();
  const nonces = mockOf(open.app, 'nextauth').requests.map(({ headers }) => headers['x-nonce'] ?? '');
  for (const nonce of new Set(nonces.filter(Boolean))) expect(html).not.toContain(nonce);
  await qr().getByRole('button', { name: m.qr_show_session() }).click();
  await open.page.getByText(m.count_sessions({ count: 5 })).waitFor();
  const details = open.page.getByRole('complementary', { name: m.details_name() });
  await details.getByRole('heading', { name: m.device_account({ id: 42 }) }).waitFor();
});

test('the picture that is saved is the server’s own', async () => {
  await showCode();
  const { path } = await open.download(() => qr().getByRole('button', { name: m.qr_save() }).click());
  const png = readFileSync(path);
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBe(600);
});

test('leaving the room gives the code up, which stays in the list while somebody can confirm it', async () => {
  await showCode();
  await goTo(open.page, 'Vault');
  await goTo(open.page, 'nextAuth');
  await row(open.page, like(m.status_shown)).waitFor();
});

test('a code that is declined on the phone says so, and another can be shown', async () => {
  await showCode();
  const login = newestCode();
  phone.scan(login);
  phone.decline(login);
  await qr().getByText(m.phone_declined()).waitFor();
  await qr().getByRole('button', { name: m.qr_new() }).click();
  await qr().getByText(m.qr_scan()).waitFor();
});

test('codes that nobody scans are renewed, and in the end expire', async () => {
  await open.page.clock.install();
  await showCode();
  const codes = new Set<string>();
  for (let renewal = 0; renewal < 400 && !(await qr().getByText(m.qr_expired()).isVisible()); renewal += 1) {
    codes.add((await qr().locator('svg path').first().getAttribute('d')) ?? '');
    await open.page.clock.runFor(15_000);
  }
  await qr().getByText(m.qr_expired()).waitFor();
  expect(codes.size).toBeGreaterThanOrEqual(5);
  await qr().getByRole('button', { name: m.qr_new() }).waitFor();
});

test('cancelling ends the attempt, and leaves no session behind', async () => {
  await showCode();
  await qr().getByRole('button', { name: m.cancel() }).click();
  await qr().getByText(m.qr_cancelled()).waitFor();
  await open.page.getByRole('button', { name: m.sign_in_back() }).click();
  await open.page.getByText(m.count_sessions({ count: 4 })).waitFor();
});

test.each([
  [m.push_target_user(), m.field_user_id(), 'alice'],
  [m.push_target_account(), m.push_account(), '42'],
] as const)('%s is pushed a login and approves it', async (kind, field, value) => {
  await pushTo(kind, field, value);
  await seen(pattern`${m.push_waiting()}|${m.push_seen()}`).waitFor();
  phone.confirm(newestPush(), { accountid: 42 });
  await seen(m.push_approved({ who: 'alice' })).waitFor();
});

test('a session is pushed a login on that very session; where nobody in particular was asked, that is said', async () => {
  await pushTo(m.push_target_session());
  await expect.poll(() => newestPush()).toBeGreaterThan(0);
  phone.confirm(newestPush(), { accountid: 57 });
  await seen(like(m.push_cannot_tell)).waitFor();
  await open.page.getByRole('button', { name: m.sign_in_back() }).click();
  await row(open.page, pattern`^${m.device_account({ id: 57 })}`).waitFor();
  await open.page.getByText(m.count_sessions({ count: 4 })).waitFor();
});

test('a push that is declined is said to be, and signs nobody in', async () => {
  await pushTo(m.push_target_user(), m.field_user_id(), 'alice');
  await expect.poll(() => newestPush()).toBeGreaterThan(0);
  phone.decline(newestPush());
  await seen(m.phone_declined()).waitFor();
  await expect.poll(() => seen(like(m.push_approved)).count()).toBe(0);
});

test('a session that nobody has signed in on cannot be asked, and says why', async () => {
  await push().getByText(m.push_target_session(), { exact: true }).click();
  const choices = push().getByLabel(m.push_session()).locator('option:disabled');
  await expect
    .poll(() => choices.allTextContents())
    .toContainEqual(expect.stringMatching(like(m.push_session_never)));
});

test('somebody else who approves is shown in red, by name', async () => {
  await pushTo(m.push_target_user(), m.field_user_id(), 'alice');
  await expect.poll(() => newestPush()).toBeGreaterThan(0);
  phone.confirm(newestPush(), { userid: 'chiara' });
  await seen(m.push_someone_else({ who: 'chiara' })).waitFor();
});

test('a second push to the same user has to wait', async () => {
  await pushTo(m.push_target_user(), m.field_user_id(), 'alice');
  await push().getByRole('button', { name: m.push_stop() }).click();
  await push().getByLabel(m.field_user_id()).fill('alice');
  await push().getByRole('button', { name: m.push_prepare() }).click();
  await push()
    .getByRole('button', { name: like(m.push_wait, { seconds: /\d+/ }) })
    .waitFor();
  await expect
    .poll(() =>
      push()
        .getByRole('button', { name: like(m.push_wait) })
        .isDisabled(),
    )
    .toBe(true);
});

test('logging out of a session is read back', async () => {
  const { page } = open;
  await page.getByRole('button', { name: m.sign_in_back() }).click();
  await page.getByRole('grid').getByRole('row', { name: /alice/ }).click();
  await page.getByRole('button', { name: m.end_one() }).click();
  await underway(page).getByRole('button', { name: m.run_send_now() }).click();
  await findings(page)
    .getByText(m.totals_ended({ ended: 1, count: 1 }))
    .waitFor();
});

test('axe finds nothing wrong with the room, in either theme', async () => {
  const { page } = open;
  const check = (state: string) => expectAccessible(page, state);
  await check('idle');
  await showCode();
  await check('scan');
  phone.scan(newestCode());
  await qr().getByText(m.qr_seen()).waitFor();
  await check('seen');
  phone.confirm(newestCode(), { userid: 'alice' });
  await qr()
    .getByText(m.signed_in_as({ who: 'alice' }))
    .waitFor();
  await pushTo(m.push_target_user(), m.field_user_id(), 'alice');
  await check('waiting');
  phone.confirm(newestPush(), { userid: 'chiara' });
  await seen(like(m.push_someone_else)).waitFor();
  await check('someone else');
});
