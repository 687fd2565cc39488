import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { BridgeError, failure, type FailureCode } from '../../../electron/bridge/failure.ts';
import type { Handlers } from '../../../electron/bridge/crossing/serve.ts';
import type { PreparedPush, SignInAttempt } from '../../../electron/bridge/sign-in.ts';
import { fixtureApis, fixturePage, fixtureSession } from '../../support/page/page-fixtures.ts';
import { openPage, rowOf } from '../../support/page/page.ts';

const connectionId = 'demo-nextauth';
const qr = () => page.getByRole('region', { name: 'By QR code' });
const push = () => page.getByRole('region', { name: 'By push' });
const attempt = (parts: Partial<SignInAttempt> = {}): SignInAttempt => ({
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
const prepared = (parts: Partial<PreparedPush> = {}): PreparedPush => ({
  pushId: 'push-1',
  shown: { ip: '192.0.2.7', userAgent: 'Sessiondeck/1', info: { Reason: 'Night shift' }, logo: btoa('png') },
  checkCode: '07',
  allowedAt: 0,
  allowedIn: 0,
  triesLeft: 3,
  ...parts,
});
const refusing = (code: FailureCode) => async (): Promise<never> => {
  throw new BridgeError(failure({ code, tried: 'GET /servers/{serverid}/sessions/', got: 'a test' }));
};

const blank = {
  connectionId,
  user: { id: null, name: null, email: null },
  device: { browser: null, browserVersion: null, os: null, kind: null },
  userAgent: null,
  status: 'ended',
} as const;
const sessions = [
  fixtureSession({ ...blank, id: 'never', extra: { canprovoke: 'false' } }),
  fixtureSession({ ...blank, id: 'once', extra: { canprovoke: 'true', accountid: '57' } }),
  fixtureSession({ ...blank, id: 'now', status: 'active', extra: { canprovoke: 'true', accountid: '42' } }),
];

/** Opens the sign-in room of nextAuth. */
async function openRoom(overrides: Partial<Handlers> = {}) {
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
  await page.getByRole('button', { name: 'Sign in…' }).click();
  return opened;
}

const showCode = () => qr().getByRole('button', { name: 'Show a code' }).click();

/** Prepares a push to a user. */
async function preparePush() {
  await push().getByLabelText('User id').fill('alice');
  await push().getByRole('button', { name: 'Prepare' }).click();
}

test('while a code is shown the window is protected', async () => {
  const turns: boolean[] = [];
  await openRoom({ 'shell.protect': async ({ on }) => (turns.push(on), {}) });
  await showCode();
  await expect.poll(() => turns).toEqual([true]);
  await qr().getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(() => turns).toEqual([true, false]);
});

test('a code is drawn with its time left, its steps and its warning', async () => {
  await openRoom();
  await showCode();
  await expect.element(qr().getByRole('img', { name: 'QR code to sign in with' })).toBeVisible();
  await expect.element(qr().getByRole('status').first()).toHaveTextContent('Scan me');
  await expect.element(qr()).toHaveTextContent(/\d+ s left/);
  await expect.element(qr()).toHaveTextContent('Never scan a code that someone sent you');
  expect(qr().getByRole('listitem').elements()).toHaveLength(3);
});

test('the code grows and shrinks, and every cell keeps whole pixels', async () => {
  await openRoom();
  await showCode();
  const image = qr().getByRole('img', { name: 'QR code to sign in with' });
  const widths: number[] = [];
  for (const size of ['S', 'M', 'L']) {
    await qr().getByText(size, { exact: true }).click();
    const { width, viewBox } = image.element() as SVGSVGElement;
    expect(width.baseVal.value % viewBox.baseVal.width).toBe(0);
    widths.push(width.baseVal.value);
  }
  expect(widths.toSorted((a, b) => a - b)).toEqual(widths);
  expect(new Set(widths).size).toBe(3);
});

test.each([
  ['Seen by the phone', { phase: 'seen' }],
  ['Confirm on the phone', { phase: 'confirm' }],
  ['Declined on the phone', { phase: 'declined' }],
  ['The phone has no account for this server', { phase: 'no-accounts' }],
  ['Signed in as alice', { phase: 'signed-in', userId: 'alice' }],
  ['Signed in as Account #42', { phase: 'signed-in', accountId: '42' }],
] as const)('“%s” is said, and the code is put away', async (words, parts) => {
  await openRoom({ 'signIn.qr': async () => attempt(parts) });
  await showCode();
  await expect.element(qr().getByRole('status').first()).toHaveTextContent(words);
  await expect.element(qr().getByRole('img', { name: 'QR code to sign in with' })).not.toBeInTheDocument();
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
  await expect.element(qr().getByRole('status').first()).toHaveTextContent('Preparing a code…');
  await qr().getByRole('button', { name: 'Cancel' }).click();
  await expect.element(qr().getByRole('status').first()).toHaveTextContent('Cancelled');
  answer(attempt({ attemptId: 'late' }));
  await expect.poll(() => cancelled).toEqual(['late']);
  await expect.element(qr().getByRole('status').first()).toHaveTextContent('Cancelled');
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
  await expect.element(qr().getByRole('button', { name: 'Copy code' })).toBeVisible();
  await page.getByRole('button', { name: 'Back to the sessions' }).click();
  await expect.poll(() => cancelled).toEqual(['attempt-1']);
  await expect.element(page.getByRole('grid')).toBeVisible();
});

test('a server that cannot be reached is said to be, with what to do', async () => {
  await openRoom({ 'signIn.qr': refusing('unreachable') });
  await showCode();
  await expect.element(qr().getByRole('alert')).toHaveTextContent('The API cannot be reached');
  await expect.element(qr().getByRole('button', { name: 'Show a new code' })).toBeEnabled();
});

test('an API that has no QR code says why, and still pushes', async () => {
  await openRoom({
    'apis.list': async () =>
      fixtureApis.map((api) => (api.id === 'nextauth' ? { ...api, can: ['list', 'get', 'push'] } : api)),
  });
  await expect.element(qr()).toHaveTextContent('nextAuth has no sign-in by QR code.');
  await expect.element(push().getByRole('button', { name: 'Prepare' })).toBeVisible();
});

test('the session that came about is opened in the list', async () => {
  const made = fixtureSession({
    connectionId,
    id: 'made',
    user: { id: 'alice', name: null, email: null },
    extra: { accountid: '42' },
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
  await qr().getByRole('button', { name: 'Show in the list' }).click();
  const details = page.getByRole('complementary', { name: 'Session details' });
  await expect.element(details.getByText('alice').first()).toBeVisible();
  await expect.element(rowOf(/alice/)).toBeVisible();
});

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
