import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import type { Phone } from '../../mock-server/index.ts';
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
  await open.page.getByText('4 sessions').waitFor();
  await open.page.getByRole('button', { name: 'Sign in to nextAuth' }).click();
});
afterEach(async () => {
  expect(open.complaints).toEqual([]);
  expect(open.app.faults).toEqual([]);
  await open.close();
});
afterAll(closeAll);

const qr = () => open.page.getByRole('region', { name: 'By QR code' });
const push = () => open.page.getByRole('region', { name: 'By push' });
/** What can be seen there: a live region that is not says much of it as well. */
const seen = (text: string | RegExp) => push().getByText(text).and(open.page.locator(':not([role=status])'));
const newestCode = () => phone.pending().findLast(({ kind }) => kind === 'qr')?.id ?? 0;
const newestPush = () => phone.pending().findLast(({ kind }) => kind === 'push')?.id ?? 0;

async function showCode(): Promise<void> {
  await qr().getByRole('button', { name: 'Show a code' }).click();
  await qr().getByRole('img', { name: 'QR code to sign in with' }).waitFor();
  await qr().getByText('Scan me').waitFor();
}

/** Prepares a push, checks that what is shown is said before it is sent, and sends it. */
async function pushTo(
  kind: 'A session' | 'An account' | 'A user',
  field?: string,
  value = '',
): Promise<void> {
  await push().getByText(kind, { exact: true }).click();
  if (field) await push().getByLabel(field).fill(value);
  await push().getByLabel('Reason').fill('Night shift');
  await push().getByRole('button', { name: 'Prepare' }).click();
  await push().getByRole('heading', { name: 'The phone will show' }).waitFor();
  await push().getByText('Night shift').waitFor();
  expect(
    await push()
      .getByText(/^\d\d$/)
      .first()
      .textContent(),
  ).toMatch(/^\d\d$/);
  await push().getByRole('button', { name: 'Send to phone' }).click();
}

test('a person signs in by QR code: seen, confirmed, in the list, and no nonce in the page', async () => {
  await showCode();
  const login = newestCode();
  phone.scan(login);
  await qr().getByText('Seen by the phone').waitFor();
  phone.confirm(login, { userid: 'alice' });
  await qr().getByText('Signed in as alice').waitFor();
  const html = await open.page.content();
  const nonces = mockOf(open.app, 'nextauth').requests.map(({ headers }) => headers['x-nonce'] ?? '');
  for (const nonce of new Set(nonces.filter(Boolean))) expect(html).not.toContain(nonce);
  await qr().getByRole('button', { name: 'Show in the list' }).click();
  await open.page.getByText('5 sessions').waitFor();
  const details = open.page.getByRole('complementary', { name: 'Session details' });
  await details.getByRole('heading', { name: 'Account #42' }).waitFor();
});

test('the picture that is saved is the server’s own', async () => {
  await showCode();
  const { path } = await open.download(() => qr().getByRole('button', { name: 'Save PNG' }).click());
  const png = readFileSync(path);
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBe(600);
});

test('leaving the room gives the code up, which stays in the list while somebody can confirm it', async () => {
  await showCode();
  await goTo(open.page, 'Vault');
  await goTo(open.page, 'nextAuth');
  await row(open.page, /Code shown, not confirmed/).waitFor();
});

test('a code that is declined on the phone says so, and another can be shown', async () => {
  await showCode();
  const login = newestCode();
  phone.scan(login);
  phone.decline(login);
  await qr().getByText('Declined on the phone').waitFor();
  await qr().getByRole('button', { name: 'Show a new code' }).click();
  await qr().getByText('Scan me').waitFor();
});

test('codes that nobody scans are renewed, and in the end expire', async () => {
  await open.page.clock.install();
  await showCode();
  const codes = new Set<string>();
  for (
    let renewal = 0;
    renewal < 400 &&
    !(await qr()
      .getByText(/^Expired/)
      .isVisible());
    renewal += 1
  ) {
    codes.add((await qr().locator('svg path').first().getAttribute('d')) ?? '');
    await open.page.clock.runFor(15_000);
  }
  await qr().getByText('Expired: nobody scanned a code').waitFor();
  expect(codes.size).toBeGreaterThanOrEqual(5);
  await qr().getByRole('button', { name: 'Show a new code' }).waitFor();
});

test('cancelling ends the attempt, and leaves no session behind', async () => {
  await showCode();
  await qr().getByRole('button', { name: 'Cancel' }).click();
  await qr().getByText('Cancelled').waitFor();
  await open.page.getByRole('button', { name: 'Back to the sessions' }).click();
  await open.page.getByText('4 sessions').waitFor();
});

test.each([
  ['A user', 'User id', 'alice'],
  ['An account', 'Account id', '42'],
] as const)('%s is pushed a login and approves it', async (kind, field, value) => {
  await pushTo(kind, field, value);
  await seen(/Waiting for the phone|The phone is asking/).waitFor();
  phone.confirm(newestPush(), { accountid: 42 });
  await seen('Approved as alice').waitFor();
});

test('a session is pushed a login on that very session; where nobody in particular was asked, that is said', async () => {
  await pushTo('A session');
  await expect.poll(() => newestPush()).toBeGreaterThan(0);
  phone.confirm(newestPush(), { accountid: 57 });
  await seen(/^Signed in as .*cannot be told/).waitFor();
  await open.page.getByRole('button', { name: 'Back to the sessions' }).click();
  await row(open.page, /^Account #57/).waitFor();
  await open.page.getByText('4 sessions').waitFor();
});

test('a push that is declined is said to be, and signs nobody in', async () => {
  await pushTo('A user', 'User id', 'alice');
  await expect.poll(() => newestPush()).toBeGreaterThan(0);
  phone.decline(newestPush());
  await seen('Declined on the phone').waitFor();
  expect(await seen(/^Approved/).count()).toBe(0);
});

test('a session that nobody has signed in on cannot be asked, and says why', async () => {
  await push().getByText('A session', { exact: true }).click();
  const choices = push().getByLabel('Session').locator('option:disabled');
  await expect
    .poll(() => choices.allTextContents())
    .toContainEqual(expect.stringMatching(/nobody has signed/));
});

test('somebody else who approves is shown in red, by name', async () => {
  await pushTo('A user', 'User id', 'alice');
  await expect.poll(() => newestPush()).toBeGreaterThan(0);
  phone.confirm(newestPush(), { userid: 'chiara' });
  await seen('Approved as someone else: chiara').waitFor();
});

test('a second push to the same user has to wait', async () => {
  await pushTo('A user', 'User id', 'alice');
  await push().getByRole('button', { name: 'Stop waiting' }).click();
  await push().getByLabel('User id').fill('alice');
  await push().getByRole('button', { name: 'Prepare' }).click();
  await push()
    .getByRole('button', { name: /^Wait \d+ s/ })
    .waitFor();
  expect(await push().getByRole('button', { name: /^Wait/ }).isDisabled()).toBe(true);
});

test('logging out of a session is read back', async () => {
  const { page } = open;
  await page.getByRole('button', { name: 'Back to the sessions' }).click();
  await page.getByRole('grid').getByRole('row', { name: /alice/ }).click();
  await page.getByRole('button', { name: 'End session' }).click();
  await underway(page).getByRole('button', { name: 'Send now' }).click();
  await findings(page).getByText('Ended 1 of 1, verified').waitFor();
});

test('axe finds nothing wrong with the room, in either theme', async () => {
  const { page } = open;
  const check = (state: string) => expectAccessible(page, state);
  await check('idle');
  await showCode();
  await check('scan');
  phone.scan(newestCode());
  await qr().getByText('Seen by the phone').waitFor();
  await check('seen');
  phone.confirm(newestCode(), { userid: 'alice' });
  await qr().getByText('Signed in as alice').waitFor();
  await pushTo('A user', 'User id', 'alice');
  await check('waiting');
  phone.confirm(newestPush(), { userid: 'chiara' });
  await seen('Approved as someone else').waitFor();
  await check('someone else');
});
