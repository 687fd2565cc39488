import { expect, test } from 'vitest';
import { BridgeError, failure } from '../../../electron/bridge/failure.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { like, pattern } from '../../support/like.ts';
import { push, attempt, prepared, openRoom } from '../../support/page/page-sign-in-room.ts';

/** Prepares a push to a user. */
async function preparePush() {
  await push().getByLabelText(m.field_user_id()).fill('alice');
  await push().getByRole('button', { name: m.push_prepare() }).click();
}

test('what the phone will show is shown before anything is sent', async () => {
  let sent = 0;
  await openRoom({
    'signIn.push': async () => {
      sent += 1;
      return attempt();
    },
  });
  await preparePush();
  for (const part of ['07', '192.0.2.7', 'Sessiondeck/1', 'Night shift', m.push_tries({ count: 3 })]) {
    await expect.element(push()).toHaveTextContent(part);
  }
  const logo = push().getByRole('img', { name: m.push_logo() });
  await expect.element(logo).toHaveAttribute('src', expect.stringMatching(/^data:image/));
  expect(sent).toBe(0);
});

test('a push that must wait counts down, and one that must wait long names the time', async () => {
  let wait = 55_000;
  await openRoom({
    'signIn.preparePush': async () =>
      prepared({ allowedAt: Date.now() + wait, allowedIn: wait, triesLeft: 2 }),
  });
  await preparePush();
  await expect
    .element(push().getByRole('button', { name: like(m.push_wait, { seconds: /\d+/ }) }))
    .toBeDisabled();
  await push().getByRole('button', { name: m.cancel() }).click();
  wait = 400_000;
  await push().getByRole('button', { name: m.push_prepare() }).click();
  await expect.element(push().getByRole('button', { name: like(m.push_wait_until) })).toBeDisabled();
});

test('a push the host refuses for now is kept, and may be sent later', async () => {
  await openRoom({
    'signIn.push': async () => {
      const retryAt = Date.now() + 55_000;
      throw new BridgeError(failure({ code: 'rate-limited', tried: 'push', got: 'too soon', retryAt }));
    },
  });
  await preparePush();
  await push().getByRole('button', { name: m.push_send() }).click();
  await expect
    .element(push().getByRole('button', { name: like(m.push_wait, { seconds: /\d+/ }) }))
    .toBeDisabled();
  await expect.element(push()).toHaveTextContent('07');
});

test.each([
  [m.push_waiting(), { phase: 'waiting' }],
  [m.push_seen(), { phase: 'seen' }],
  [m.push_seen(), { phase: 'confirm' }],
  [m.phone_declined(), { phase: 'declined' }],
  [m.qr_no_accounts(), { phase: 'no-accounts' }],
  [m.push_approved({ who: 'alice' }), { phase: 'signed-in', userId: 'alice', approval: 'expected' }],
  [m.push_someone_else({ who: 'chiara' }), { phase: 'signed-in', userId: 'chiara', approval: 'unexpected' }],
] as const)('“%s” is said of a push', async (words, parts) => {
  await openRoom({ 'signIn.push': async () => attempt(parts) });
  await preparePush();
  await push().getByRole('button', { name: m.push_send() }).click();
  await expect.element(push().getByRole('status')).toHaveTextContent(words);
});

test('sessions that a push cannot go to are listed with the reason', async () => {
  const targets: unknown[] = [];
  await openRoom({
    'signIn.preparePush': async ({ target }) => {
      targets.push(target);
      return prepared();
    },
  });
  await push().getByText(m.push_target_session(), { exact: true }).click();
  const option = (name: RegExp) => push().getByRole('option', { name });
  await expect.element(option(pattern`${m.push_session_never()}$`)).toBeDisabled();
  await expect.element(option(pattern`${m.push_session_signed_in()}$`)).toBeDisabled();
  await push().getByRole('button', { name: m.push_prepare() }).click();
  await expect.poll(() => targets).toEqual([{ kind: 'session', sessionId: 'once' }]);
});

test('an account id that is no number is said to be none', async () => {
  await openRoom();
  await push().getByText(m.push_target_account(), { exact: true }).click();
  await push().getByLabelText(m.push_account()).fill('4x');
  await expect.element(push()).toHaveTextContent(m.push_account_problem());
  await expect.element(push().getByRole('button', { name: m.push_prepare() })).toBeDisabled();
});
