import { describe, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { fail } from '../../../electron/bridge/failure.ts';
import { dock } from '../../support/page/page-ending.ts';
import {
  connectionId,
  openSignInRoom,
  push,
  qr,
  sendPush,
  shownCode,
} from '../../support/page/page-sign-in.ts';

const focused = (name: string) =>
  expect.element(page.getByRole('button', { name, exact: true })).toHaveFocus();

describe('the focus goes to what comes next', () => {
  test('in a sign-in by QR code: shown, cancelled, shown again, signed in', async () => {
    const { tell } = await openSignInRoom();
    await qr().getByRole('button', { name: 'Show a code' }).click();
    await focused('Cancel');
    await qr().getByRole('button', { name: 'Cancel' }).click();
    await focused('Show a new code');
    await qr().getByRole('button', { name: 'Show a new code' }).click();
    await focused('Cancel');
    tell({ phase: 'signed-in', userId: 'alice' });
    await focused('Show in the list');
  });

  test('in a push: prepared, sent, stopped', async () => {
    await openSignInRoom();
    await push().getByLabelText('User id').fill('alice');
    await push().getByRole('button', { name: 'Prepare' }).click();
    await focused('Send to phone');
    await push().getByRole('button', { name: 'Send to phone' }).click();
    await focused('Stop waiting');
    await push().getByRole('button', { name: 'Stop waiting' }).click();
    await focused('Prepare');
  });

  test('and stays where it is when that is not in the panel', async () => {
    const { tell } = await openSignInRoom();
    await qr().getByRole('button', { name: 'Show a code' }).click();
    await focused('Cancel');
    (push().getByLabelText('User id').element() as HTMLElement).focus();
    tell({ phase: 'signed-in', userId: 'alice' });
    await expect.element(qr().getByRole('button', { name: 'Show in the list' })).toBeVisible();
    await expect.element(push().getByLabelText('User id')).toHaveFocus();
  });
});

describe('the focus never falls to the body', () => {
  const inPanel = (panel: ReturnType<typeof qr>) => {
    const { activeElement } = document;
    return activeElement !== document.body && panel.element().contains(activeElement);
  };

  test('at any step of a QR code: shown, seen, to be confirmed, declined, failed', async () => {
    const gone = () => fail({ code: 'unsupported', tried: 'signIn.qr', got: 'a test' });
    const { tell, now } = await openSignInRoom({
      'signIn.qr': async () => (now.parts.sent === 'maybe' ? gone() : shownCode),
    });
    const words = (text: string) => expect.element(qr().getByRole('status').first()).toHaveTextContent(text);
    await qr().getByRole('button', { name: 'Show a code' }).click();
    await words('Scan me');
    expect(inPanel(qr())).toBe(true);
    for (const [phase, text] of [
      ['seen', 'Seen by the phone'],
      ['confirm', 'Confirm on the phone'],
      ['declined', 'Declined on the phone'],
    ] as const) {
      tell({ phase });
      await words(text);
      expect(inPanel(qr())).toBe(true);
    }
    await focused('Show a new code');
    now.parts = { sent: 'maybe' };
    await qr().getByRole('button', { name: 'Show a new code' }).click();
    await expect.element(qr()).toHaveTextContent('Couldn’t get a code');
    await focused('Show a new code');
  });

  test.each([
    ['approved', { phase: 'signed-in', userId: 'alice', approval: 'expected' }, 'Show in the list'],
    [
      'approved by somebody else',
      { phase: 'signed-in', userId: 'chiara', approval: 'unexpected' },
      'Show in the list',
    ],
    ['declined', { phase: 'declined' }, 'Ask again'],
  ] as const)('where a push is %s', async (_, parts, button) => {
    const { tell } = await openSignInRoom();
    await sendPush();
    await focused('Stop waiting');
    tell(parts);
    await focused(button);
    expect(inPanel(push())).toBe(true);
  });
});

describe('a code', () => {
  test('asks for what it is for, and shows what the phone will show', async () => {
    const { asked } = await openSignInRoom();
    await qr().getByLabelText('What it is for').fill('Night shift');
    await qr().getByRole('button', { name: 'Show a code' }).click();
    for (const part of ['07', 'nextAuth', 'Night shift', '192.0.2.7'])
      await expect.element(qr()).toHaveTextContent(part);
    expect(asked).toEqual([{ connectionId, reason: 'Night shift' }]);
  });

  test('that is copied or saved says that it signs in whoever scans it', async () => {
    const png = btoa('png');
    await openSignInRoom({ 'signIn.picture': async () => ({ png }) });
    vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    await qr().getByRole('button', { name: 'Show a code' }).click();
    const warning = 'Whoever scans this code is signed in here. Show it only to the person it is meant for.';
    for (const name of ['Copy code', 'Save PNG'])
      await expect.element(qr().getByRole('button', { name })).toHaveAccessibleDescription(warning);
    await qr().getByRole('button', { name: 'Copy code' }).click();
    await expect
      .element(page.getByText('Code copied. Whoever scans it is signed in here.').first())
      .toBeVisible();
    vi.restoreAllMocks();
  });

  test.each([2332, 2953])('of %d bytes is drawn', async (bytes) => {
    await openSignInRoom({ 'signIn.qr': async () => ({ ...shownCode, payload: btoa('x'.repeat(bytes)) }) });
    await qr().getByRole('button', { name: 'Show a code' }).click();
    await expect.element(qr().getByRole('img', { name: 'QR code to sign in with' })).toBeVisible();
  });

  test('of more bytes than any code holds says so in words, and can be cancelled', async () => {
    const { faults } = await openSignInRoom({
      'signIn.qr': async () => ({ ...shownCode, payload: btoa('x'.repeat(2954)) }),
    });
    await qr().getByRole('button', { name: 'Show a code' }).click();
    await expect
      .element(qr())
      .toHaveTextContent('more bytes than a QR code can show. Sign in by push instead.');
    await qr().getByRole('button', { name: 'Cancel' }).click();
    await expect.element(qr()).toHaveTextContent('Cancelled');
    expect(faults).toEqual([]);
  });

  test('that two people confirmed, one after the other, says so', async () => {
    const { tell } = await openSignInRoom();
    await qr().getByRole('button', { name: 'Show a code' }).click();
    await expect.element(qr()).toHaveTextContent('Scan me');
    tell({ phase: 'signed-in', userId: 'chiara', before: { userId: 'alice', accountId: null } });
    await expect
      .element(qr().getByRole('status').first())
      .toHaveTextContent('Signed in as chiara; before that, alice confirmed the same code');
    const colour = (of: Element) => getComputedStyle(of).color;
    const words = qr().getByRole('status').first().element();
    tell({ phase: 'signed-in', userId: 'chiara' });
    await expect.element(qr().getByRole('status').first()).toHaveTextContent(/^Signed in as chiara$/);
    const good = colour(words);
    tell({ phase: 'signed-in', userId: 'chiara', before: { userId: 'alice', accountId: null } });
    // Not in the colour of a success.
    await expect.poll(() => colour(words)).not.toBe(good);
  });

  test.each([
    ['blank', ' ', 'Account #9 (the user id shows nothing)'],
    ['mixed-scripts', 'аlice', 'аlice (letters of several scripts)'],
  ] as const)('that a user with a %s id confirmed marks the id', async (userMark, userId, words) => {
    const { tell } = await openSignInRoom();
    await qr().getByRole('button', { name: 'Show a code' }).click();
    await expect.element(qr()).toHaveTextContent('Scan me');
    tell({ phase: 'signed-in', userId, accountId: '9', userMark });
    await expect.element(qr().getByRole('status').first()).toHaveTextContent(`Signed in as ${words}`);
  });
});

describe('a session that somebody else signed in on is ended where that is said', () => {
  test('of a QR code', async () => {
    const { tell, runs } = await openSignInRoom();
    await qr().getByRole('button', { name: 'Show a code' }).click();
    await expect.element(qr()).toHaveTextContent('Scan me');
    tell({ phase: 'signed-in', userId: 'chiara' });
    await qr().getByRole('button', { name: 'End this session now' }).click();
    await expect.element(dock().getByRole('heading')).toHaveTextContent(/Ends 1 session/);
    await expect.element(qr()).toBeVisible();
    expect(runs.did).toEqual(['confirm']);
  });

  test.each([
    ['unexpected', 'End this session now', 'Approved as someone else: chiara'],
    ['cannot-tell', 'End it', 'whether that is who you asked cannot be told'],
  ] as const)('of a push: %s', async (approval, button, words) => {
    const { now } = await openSignInRoom();
    now.parts = { phase: 'signed-in', userId: 'chiara', approval };
    await sendPush();
    await expect.element(push().getByRole('status')).toHaveTextContent(words);
    await push().getByRole('button', { name: button, exact: true }).click();
    await expect.element(dock().getByRole('heading')).toHaveTextContent(/Ends 1 session/);
  });

  test('one that was approved as expected offers no end', async () => {
    const { now } = await openSignInRoom();
    now.parts = { phase: 'signed-in', userId: 'alice', approval: 'expected' };
    await sendPush();
    await expect.element(push().getByRole('status')).toHaveTextContent('Approved as alice');
    expect(push().getByRole('button', { name: /^End/ }).elements()).toEqual([]);
  });
});

test('a push that may have been sent keeps its check code on the screen, and waits', async () => {
  const { now } = await openSignInRoom();
  now.parts = { sent: 'maybe' };
  await sendPush();
  await expect.element(push()).toHaveTextContent('The push may have been sent');
  await expect.element(push()).toHaveTextContent('07');
  await expect.element(push()).toHaveTextContent('Waiting for the phone');
});
