import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { BridgeError, failure, type FailureCode } from '../../../electron/bridge/failure.ts';
import type { SignInAttempt } from '../../../electron/bridge/sign-in.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { like } from '../../support/like.ts';
import { fixtureApis, fixturePage, fixtureSession } from '../../support/page/page-fixtures.ts';
import { rowOf } from '../../support/page/page.ts';
import { connectionId, push, attempt, sessions, openRoom } from '../../support/page/page-sign-in-room.ts';

const qr = () => page.getByRole('region', { name: m.sign_in_by_qr() });
const refusing = (code: FailureCode) => async (): Promise<never> => {
  throw new BridgeError(failure({ code, tried: 'GET /servers/{serverid}/sessions/', got: 'a test' }));
};

const showCode = () => qr().getByRole('button', { name: m.qr_start() }).click();

test('while a code is shown the window is protected', async () => {
  const turns: boolean[] = [];
  await openRoom({ 'shell.protect': async ({ on }) => (turns.push(on), {}) });
  await showCode();
  await expect.poll(() => turns).toEqual([true]);
  await qr().getByRole('button', { name: m.cancel() }).click();
  await expect.poll(() => turns).toEqual([true, false]);
});

test('a code is drawn with its time left, its steps and its warning', async () => {
  await openRoom();
  await showCode();
  await expect.element(qr().getByRole('img', { name: m.qr_image() })).toBeVisible();
  await expect.element(qr().getByRole('status').first()).toHaveTextContent(m.qr_scan());
  await expect.element(qr()).toHaveTextContent(like(m.qr_left, { seconds: /\d+/ }));
  await expect.element(qr()).toHaveTextContent(m.qr_warning());
  expect(qr().getByRole('listitem').elements()).toHaveLength(3);
});

test('the code grows and shrinks, and every cell keeps whole pixels', async () => {
  await openRoom();
  await showCode();
  const image = qr().getByRole('img', { name: m.qr_image() });
  const widths: number[] = [];
  for (const size of [m.qr_size_s(), m.qr_size_m(), m.qr_size_l()]) {
    await qr().getByText(size, { exact: true }).click();
    const { width, viewBox } = image.element() as SVGSVGElement;
    expect(width.baseVal.value % viewBox.baseVal.width).toBe(0);
    widths.push(width.baseVal.value);
  }
  expect(widths.toSorted((a, b) => a - b)).toEqual(widths);
  expect(new Set(widths).size).toBe(3);
});

test.each([
  [m.qr_seen(), { phase: 'seen' }],
  [m.qr_confirm(), { phase: 'confirm' }],
  [m.phone_declined(), { phase: 'declined' }],
  [m.qr_no_accounts(), { phase: 'no-accounts' }],
  [m.signed_in_as({ who: 'alice' }), { phase: 'signed-in', userId: 'alice' }],
  [m.signed_in_as({ who: m.device_account({ id: 42 }) }), { phase: 'signed-in', accountId: '42' }],
] as const)('“%s” is said, and the code is put away', async (words, parts) => {
  await openRoom({ 'signIn.qr': async () => attempt(parts) });
  await showCode();
  await expect.element(qr().getByRole('status').first()).toHaveTextContent(words);
  await expect.element(qr().getByRole('img', { name: m.qr_image() })).not.toBeInTheDocument();
});

test('while the code is being prepared the page says so, and cancelling gives up the one on its way', async () => {
  const cancelled: string[] = [];
  let answer: (value: SignInAttempt) => void = () => undefined;
  await openRoom({
    'signIn.qr': () => new Promise((resolve) => (answer = resolve)),
    'signIn.cancel': async ({ attemptId }) => {
      cancelled.push(attemptId);
      return {};
    },
  });
  await showCode();
  await expect.element(qr().getByRole('status').first()).toHaveTextContent(m.qr_preparing());
  await qr().getByRole('button', { name: m.cancel() }).click();
  await expect.element(qr().getByRole('status').first()).toHaveTextContent(m.qr_cancelled());
  answer(attempt({ attemptId: 'late' }));
  await expect.poll(() => cancelled).toEqual(['late']);
  await expect.element(qr().getByRole('status').first()).toHaveTextContent(m.qr_cancelled());
});

test('leaving the room cancels the sign-in', async () => {
  const cancelled: string[] = [];
  await openRoom({
    'signIn.cancel': async ({ attemptId }) => {
      cancelled.push(attemptId);
      return {};
    },
  });
  await showCode();
  await expect.element(qr().getByRole('button', { name: m.qr_copy() })).toBeVisible();
  await page.getByRole('button', { name: m.sign_in_back() }).click();
  await expect.poll(() => cancelled).toEqual(['attempt-1']);
  await expect.element(page.getByRole('grid')).toBeVisible();
});

test('a server that cannot be reached is said to be, with what to do', async () => {
  await openRoom({ 'signIn.qr': refusing('unreachable') });
  await showCode();
  await expect.element(qr().getByRole('alert')).toHaveTextContent(m.failure_unreachable());
  await expect.element(qr().getByRole('button', { name: m.qr_new() })).toBeEnabled();
});

test('an API that has no QR code says why, and still pushes', async () => {
  await openRoom({
    'apis.list': async () =>
      fixtureApis.map((api) => (api.id === 'nextauth' ? { ...api, can: ['list', 'get', 'push'] } : api)),
  });
  await expect.element(qr()).toHaveTextContent(m.qr_not_supported({ api: 'nextAuth' }));
  await expect.element(push().getByRole('button', { name: m.push_prepare() })).toBeVisible();
});

test('the session that came about is opened in the list', async () => {
  const made = fixtureSession({
    connectionId,
    id: 'made',
    user: { id: 'alice', name: null, email: null },
    phone: { accountId: '42', canBeAsked: true },
  });
  let signedIn = false;
  await openRoom({
    'sessions.list': async () => fixturePage(signedIn ? [...sessions, made] : sessions),
    'signIn.qr': async () => {
      signedIn = true;
      return attempt({ phase: 'signed-in', userId: 'alice', accountId: '42' });
    },
  });
  await showCode();
  await qr().getByRole('button', { name: m.qr_show_session() }).click();
  const details = page.getByRole('complementary', { name: m.details_name() });
  await expect.element(details.getByText('alice').first()).toBeVisible();
  await expect.element(rowOf(/alice/)).toBeVisible();
});
