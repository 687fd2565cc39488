import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { fail } from '../../../electron/bridge/failure.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { openSignInRoom, push, sendPush } from '../../support/page/page-sign-in.ts';

// A push that may have been sent, and one whose answer comes late.

test('once the server tells that the phone is asking, nothing is in doubt any more', async () => {
  const { now } = await openSignInRoom();
  now.parts = { sent: 'maybe', phase: 'confirm' };
  await sendPush();
  await expect.element(push()).toHaveTextContent(m.push_seen());
  await expect.element(push()).not.toHaveTextContent(m.push_maybe_sent());
  await expect.element(push()).toHaveTextContent('07');
});

test.each([
  ['expected', m.push_approved({ who: 'alice' })],
  ['unexpected', m.push_someone_else({ who: 'alice' })],
] as const)('an answer that comes after the wait is told all the same, as %s', async (approval, words) => {
  const { now, tell } = await openSignInRoom();
  now.parts = { wait: { whole: 60_000, left: 0 } };
  await sendPush();
  await expect.element(push()).toHaveTextContent(m.push_no_answer());
  tell({ phase: 'signed-in', userId: 'alice', approval });
  await expect.element(push()).toHaveTextContent(words);
  await expect.element(push()).not.toHaveTextContent(m.push_no_answer());
});

test('in a small window the check code and the way out stay in sight, whatever an answer in between was', async () => {
  const gateway = () =>
    fail({ code: 'wrong-address', tried: 'GET /servers/{serverid}/sessions/', status: 404, got: '404' });
  const { now } = await openSignInRoom({ 'signIn.check': async () => gateway() });
  await page.viewport(900, 600);
  now.parts = { sent: 'maybe' };
  await sendPush();
  await expect.element(push()).toHaveTextContent('404');
  const room = document.querySelector('[aria-label^="Sign in to"] .scroll')?.getBoundingClientRect();
  for (const seen of [
    push().getByText('07', { exact: true }),
    push().getByRole('button', { name: m.push_stop() }),
  ]) {
    const { top, bottom } = seen.element().getBoundingClientRect();
    expect(top).toBeGreaterThanOrEqual(room?.top ?? Infinity);
    expect(bottom).toBeLessThanOrEqual(room?.bottom ?? 0);
  }
});
