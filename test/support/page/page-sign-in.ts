import { page } from 'vitest/browser';
import type { Handlers } from '../../../electron/bridge/crossing/serve.ts';
import type { SignInAttempt } from '../../../electron/bridge/sign-in.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { fixturePage, fixtureSession } from './page-fixtures.ts';
import { openPage } from './page.ts';

export const connectionId = 'demo-nextauth';
export const qr = () => page.getByRole('region', { name: m.sign_in_by_qr() });
export const push = () => page.getByRole('region', { name: m.sign_in_by_push() });
const shown = {
  ...{ ip: '192.0.2.7', userAgent: 'Sessiondeck/1', logo: null },
  info: { Connection: 'nextAuth', Reason: 'Night shift' },
};
/** A sign-in whose code is on show. */
export const shownCode: SignInAttempt = {
  ...{ attemptId: 'a1', phase: 'waiting', live: true, sent: 'yes', userId: null, accountId: null },
  ...{ userMark: null, approval: null, asExpected: null, before: null, sessionId: 'made' },
  ...{ payload: btoa('a code'), wait: { whole: 60_000, left: 60_000 }, checkedAt: 0 },
  preview: { checkCode: '07', shown },
};
const prepared = { pushId: 'p1', shown, checkCode: '07', allowedAt: 0, allowedIn: 0, triesLeft: 3 };
const made = fixtureSession({
  connectionId,
  id: 'made',
  user: { id: 'chiara', name: null, email: null },
  phone: { accountId: '9', canBeAsked: true },
});

/** Prepares a push to a user, and sends it. */
export async function sendPush(userId = 'alice'): Promise<void> {
  await preparePush(userId);
  await push().getByRole('button', { name: m.push_send() }).click();
}

export async function preparePush(userId = 'alice'): Promise<void> {
  await push().getByLabelText(m.field_user_id()).fill(userId);
  await push().getByRole('button', { name: m.push_prepare() }).click();
}

/** Opens the sign-in room of nextAuth; `now` is what the server says of the sign-in, and can be changed. */
export async function openSignInRoom(more: Partial<Handlers> = {}) {
  const now: { parts: Partial<SignInAttempt> } = { parts: {} };
  const asked: unknown[] = [];
  const opened = await openPage(
    {
      'sessions.list': async () => fixturePage([made]),
      'signIn.qr': async (input) => (asked.push(input), shownCode),
      'signIn.check': async () => ({ ...shownCode, ...now.parts }),
      'signIn.cancel': async () => ({}),
      'signIn.preparePush': async () => prepared,
      'signIn.push': async () => ({ ...shownCode, payload: null, ...now.parts }),
      ...more,
    },
    connectionId,
  );
  await page.getByRole('button', { name: m.action_sign_in() }).click();
  const tell = (parts: Partial<SignInAttempt>) => {
    now.parts = parts;
    opened.publish('signIn.changed', { connectionId, attemptId: 'a1' });
  };
  return { ...opened, asked, now, tell };
}
