import { expect, test } from 'vitest';
import { BridgeError, failure } from '../../../electron/bridge/failure.ts';
import { push, attempt, prepared, openRoom } from '../../support/page/page-sign-in-room.ts';

/** Prepares a push to a user. */
async function preparePush() {
  await push().getByLabelText('User id').fill('alice');
  await push().getByRole('button', { name: 'Prepare' }).click();
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
  for (const part of ['07', '192.0.2.7', 'Sessiondeck/1', 'Night shift', '3 of 3 tries left']) {
    await expect.element(push()).toHaveTextContent(part);
  }
  const logo = push().getByRole('img', { name: 'Logo' });
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
  await expect.element(push().getByRole('button', { name: /^Wait \d+ s$/ })).toBeDisabled();
  await push().getByRole('button', { name: 'Cancel' }).click();
  wait = 400_000;
  await push().getByRole('button', { name: 'Prepare' }).click();
  await expect.element(push().getByRole('button', { name: /^Not before / })).toBeDisabled();
});

test('a push the host refuses for now is kept, and may be sent later', async () => {
  await openRoom({
    'signIn.push': async () => {
      const retryAt = Date.now() + 55_000;
      throw new BridgeError(failure({ code: 'rate-limited', tried: 'push', got: 'too soon', retryAt }));
    },
  });
  await preparePush();
  await push().getByRole('button', { name: 'Send to phone' }).click();
  await expect.element(push().getByRole('button', { name: /^Wait \d+ s$/ })).toBeDisabled();
  await expect.element(push()).toHaveTextContent('07');
});

test.each([
  ['Waiting for the phone', { phase: 'waiting' }],
  ['The phone is asking', { phase: 'seen' }],
  ['The phone is asking', { phase: 'confirm' }],
  ['Declined on the phone', { phase: 'declined' }],
  ['The phone has no account for this server', { phase: 'no-accounts' }],
  ['Approved as alice', { phase: 'signed-in', userId: 'alice', approval: 'expected' }],
  ['Approved as someone else: chiara', { phase: 'signed-in', userId: 'chiara', approval: 'unexpected' }],
] as const)('“%s” is said of a push', async (words, parts) => {
  await openRoom({ 'signIn.push': async () => attempt(parts) });
  await preparePush();
  await push().getByRole('button', { name: 'Send to phone' }).click();
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
  await push().getByText('A session', { exact: true }).click();
  const option = (name: RegExp) => push().getByRole('option', { name });
  await expect.element(option(/nobody has signed in on it yet$/)).toBeDisabled();
  await expect.element(option(/signed in already$/)).toBeDisabled();
  await push().getByRole('button', { name: 'Prepare' }).click();
  await expect.poll(() => targets).toEqual([{ kind: 'session', sessionId: 'once' }]);
});

test('an account id that is no number is said to be none', async () => {
  await openRoom();
  await push().getByText('An account', { exact: true }).click();
  await push().getByLabelText('Account id').fill('4x');
  await expect.element(push()).toHaveTextContent('An account id is a whole number.');
  await expect.element(push().getByRole('button', { name: 'Prepare' })).toBeDisabled();
});
