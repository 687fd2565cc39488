import { page } from 'vitest/browser';
import type { Handlers } from '../../../electron/bridge/crossing/serve.ts';
import type { PreparedPush, SignInAttempt } from '../../../electron/bridge/sign-in.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { fixturePage, fixtureSession } from './page-fixtures.ts';
import { openPage } from './page.ts';

export const connectionId = 'demo-nextauth';
export const push = () => page.getByRole('region', { name: m.sign_in_by_push() });
export const attempt = (parts: Partial<SignInAttempt> = {}): SignInAttempt => ({
  attemptId: 'attempt-1',
  phase: 'waiting',
  live: true,
  userId: null,
  accountId: null,
  sent: 'yes',
  userMark: null,
  approval: null,
  asExpected: null,
  before: null,
  sessionId: 'made',
  payload: btoa('a code'),
  wait: { whole: 60_000, left: 60_000 },
  checkedAt: Date.now(),
  ...parts,
});
export const prepared = (parts: Partial<PreparedPush> = {}): PreparedPush => ({
  pushId: 'push-1',
  shown: { ip: '192.0.2.7', userAgent: 'Sessiondeck/1', info: { Reason: 'Night shift' }, logo: btoa('png') },
  checkCode: '07',
  allowedAt: 0,
  allowedIn: 0,
  triesLeft: 3,
  ...parts,
});

export const blank = {
  connectionId,
  user: { id: null, name: null, email: null },
  device: { browser: null, browserVersion: null, os: null, kind: null },
  userAgent: null,
  status: 'ended',
} as const;
export const sessions = [
  fixtureSession({ ...blank, id: 'never', phone: { accountId: null, canBeAsked: false } }),
  fixtureSession({ ...blank, id: 'once', phone: { accountId: '57', canBeAsked: true } }),
  fixtureSession({ ...blank, id: 'now', status: 'active', phone: { accountId: '42', canBeAsked: true } }),
];

/** Opens the sign-in room of nextAuth. */
export async function openRoom(overrides: Partial<Handlers> = {}) {
  const opened = await openPage(
    {
      'sessions.list': async () => fixturePage(sessions),
      'signIn.qr': async () => attempt(),
      'signIn.check': async () => attempt(),
      'signIn.cancel': async () => ({}),
      'signIn.preparePush': async () => prepared(),
      'signIn.push': async () => attempt({ payload: null }),
      ...overrides,
    },
    connectionId,
  );
  await page.getByRole('button', { name: m.menu_sign_in() }).click();
  return opened;
}
