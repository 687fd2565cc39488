import { describe, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { fail } from '../../../electron/bridge/failure.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { like, pattern } from '../../support/like.ts';
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
    await qr().getByRole('button', { name: m.qr_start() }).click();
    await focused(m.cancel());
    await qr().getByRole('button', { name: m.cancel() }).click();
    await focused(m.qr_new());
    await qr().getByRole('button', { name: m.qr_new() }).click();
    await focused(m.cancel());
    tell({ phase: 'signed-in', userId: 'alice' });
    await focused(m.qr_show_session());
  });

  test('in a push: prepared, sent, stopped', async () => {
    await openSignInRoom();
    await push().getByLabelText(m.field_user_id()).fill('alice');
    await push().getByRole('button', { name: m.push_prepare() }).click();
    await focused(m.push_send());
    await push().getByRole('button', { name: m.push_send() }).click();
    await focused(m.push_stop());
    await push().getByRole('button', { name: m.push_stop() }).click();
    await focused(m.push_prepare());
  });

  test('and stays where it is when that is not in the panel', async () => {
    const { tell } = await openSignInRoom();
    await qr().getByRole('button', { name: m.qr_start() }).click();
    await focused(m.cancel());
    (push().getByLabelText(m.field_user_id()).element() as HTMLElement).focus();
    tell({ phase: 'signed-in', userId: 'alice' });
    await expect.element(qr().getByRole('button', { name: m.qr_show_session() })).toBeVisible();
    await expect.element(push().getByLabelText(m.field_user_id())).toHaveFocus();
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
    await qr().getByRole('button', { name: m.qr_start() }).click();
    await words(m.qr_scan());
    expect(inPanel(qr())).toBe(true);
    for (const [phase, text] of [
      ['seen', m.qr_seen()],
      ['confirm', m.qr_confirm()],
      ['declined', m.phone_declined()],
    ] as const) {
      tell({ phase });
      await words(text);
      expect(inPanel(qr())).toBe(true);
    }
    await focused(m.qr_new());
    now.parts = { sent: 'maybe' };
    await qr().getByRole('button', { name: m.qr_new() }).click();
    await expect.element(qr()).toHaveTextContent(m.qr_failed());
    await focused(m.qr_new());
  });

  test.each([
    ['approved', { phase: 'signed-in', userId: 'alice', approval: 'expected' }, m.qr_show_session()],
    [
      'approved by somebody else',
      { phase: 'signed-in', userId: 'chiara', approval: 'unexpected' },
      m.qr_show_session(),
    ],
    ['declined', { phase: 'declined' }, m.push_again()],
  ] as const)('where a push is %s', async (_, parts, button) => {
    const { tell } = await openSignInRoom();
    await sendPush();
    await focused(m.push_stop());
    tell(parts);
    await focused(button);
    expect(inPanel(push())).toBe(true);
  });
});

describe('a code', () => {
  test('asks for what it is for, and shows what the phone will show', async () => {
    const { asked } = await openSignInRoom();
    await qr().getByLabelText(m.sign_in_reason()).fill('Night shift');
    await qr().getByRole('button', { name: m.qr_start() }).click();
    for (const part of ['07', 'nextAuth', 'Night shift', '192.0.2.7'])
      await expect.element(qr()).toHaveTextContent(part);
    expect(asked).toEqual([{ connectionId, reason: 'Night shift' }]);
  });

  test('that is copied or saved says that it signs in whoever scans it', async () => {
    const png = btoa('png');
    await openSignInRoom({ 'signIn.picture': async () => ({ png }) });
    vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    await qr().getByRole('button', { name: m.qr_start() }).click();
    const warning = m.qr_give_warning();
    for (const name of [m.qr_copy(), m.qr_save()])
      await expect.element(qr().getByRole('button', { name })).toHaveAccessibleDescription(warning);
    await qr().getByRole('button', { name: m.qr_copy() }).click();
    await expect.element(page.getByText(m.qr_copied()).first()).toBeVisible();
    vi.restoreAllMocks();
  });

  test.each([2332, 2953])('of %d bytes is drawn', async (bytes) => {
    await openSignInRoom({ 'signIn.qr': async () => ({ ...shownCode, payload: btoa('x'.repeat(bytes)) }) });
    await qr().getByRole('button', { name: m.qr_start() }).click();
    await expect.element(qr().getByRole('img', { name: m.qr_image() })).toBeVisible();
  });

  test('of more bytes than any code holds says so in words, and can be cancelled', async () => {
    const { faults } = await openSignInRoom({
      'signIn.qr': async () => ({ ...shownCode, payload: btoa('x'.repeat(2954)) }),
    });
    await qr().getByRole('button', { name: m.qr_start() }).click();
    await expect.element(qr()).toHaveTextContent(m.qr_too_large());
    await qr().getByRole('button', { name: m.cancel() }).click();
    await expect.element(qr()).toHaveTextContent(m.qr_cancelled());
    expect(faults).toEqual([]);
  });

  test('that two people confirmed, one after the other, says so', async () => {
    const { tell } = await openSignInRoom();
    await qr().getByRole('button', { name: m.qr_start() }).click();
    await expect.element(qr()).toHaveTextContent(m.qr_scan());
    tell({ phase: 'signed-in', userId: 'chiara', before: { userId: 'alice', accountId: null } });
    await expect
      .element(qr().getByRole('status').first())
      .toHaveTextContent(m.qr_signed_in_twice({ who: 'chiara', before: 'alice' }));
    const colour = (of: Element) => getComputedStyle(of).color;
    const words = qr().getByRole('status').first().element();
    tell({ phase: 'signed-in', userId: 'chiara' });
    await expect
      .element(qr().getByRole('status').first())
      .toHaveTextContent(pattern`^${m.signed_in_as({ who: 'chiara' })}$`);
    const good = colour(words);
    tell({ phase: 'signed-in', userId: 'chiara', before: { userId: 'alice', accountId: null } });
    // Not in the colour of a success.
    await expect.poll(() => colour(words)).not.toBe(good);
  });

  test.each([
    ['blank', ' ', m.who_blank({ who: m.device_account({ id: 9 }) })],
    ['mixed-scripts', 'аlice', m.who_mixed_scripts({ who: 'аlice' })],
  ] as const)('that a user with a %s id confirmed marks the id', async (userMark, userId, words) => {
    const { tell } = await openSignInRoom();
    await qr().getByRole('button', { name: m.qr_start() }).click();
    await expect.element(qr()).toHaveTextContent(m.qr_scan());
    tell({ phase: 'signed-in', userId, accountId: '9', userMark });
    await expect.element(qr().getByRole('status').first()).toHaveTextContent(m.signed_in_as({ who: words }));
  });
});

describe('a session that somebody else signed in on is ended where that is said', () => {
  test('of a QR code', async () => {
    const { tell, runs } = await openSignInRoom();
    await qr().getByRole('button', { name: m.qr_start() }).click();
    await expect.element(qr()).toHaveTextContent(m.qr_scan());
    tell({ phase: 'signed-in', userId: 'chiara' });
    await qr().getByRole('button', { name: m.sign_in_end_session() }).click();
    await expect.element(dock().getByRole('heading')).toHaveTextContent(like(m.run_waiting, { count: 1 }));
    await expect.element(qr()).toBeVisible();
    expect(runs.did).toEqual(['confirm']);
  });

  test.each([
    ['unexpected', m.sign_in_end_session(), m.push_someone_else({ who: 'chiara' })],
    ['cannot-tell', m.sign_in_end_it(), m.push_cannot_tell({ who: 'chiara' })],
  ] as const)('of a push: %s', async (approval, button, words) => {
    const { now } = await openSignInRoom();
    now.parts = { phase: 'signed-in', userId: 'chiara', approval };
    await sendPush();
    await expect.element(push().getByRole('status')).toHaveTextContent(words);
    await push().getByRole('button', { name: button, exact: true }).click();
    await expect.element(dock().getByRole('heading')).toHaveTextContent(like(m.run_waiting, { count: 1 }));
  });

  test('one that was approved as expected offers no end', async () => {
    const { now } = await openSignInRoom();
    now.parts = { phase: 'signed-in', userId: 'alice', approval: 'expected' };
    await sendPush();
    await expect.element(push().getByRole('status')).toHaveTextContent(m.push_approved({ who: 'alice' }));
    expect(push().getByRole('button', { name: /^End/ }).elements()).toEqual([]);
  });
});

test('a push that may have been sent keeps its check code on the screen, and waits', async () => {
  const { now } = await openSignInRoom();
  now.parts = { sent: 'maybe' };
  await sendPush();
  await expect.element(push()).toHaveTextContent(m.push_maybe_sent());
  await expect.element(push()).toHaveTextContent('07');
  await expect.element(push()).toHaveTextContent(m.push_waiting());
});
