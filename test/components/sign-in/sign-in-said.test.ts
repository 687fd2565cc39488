import { afterEach, describe, expect, test } from 'vitest';
import type { SignInAttempt } from '../../../electron/bridge/sign-in.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { getLocale, overwriteGetLocale } from '../../../renderer/messages/compiled/runtime.js';
import { listen } from '../../support/page/page-heard.ts';
import { openSignInRoom, push, qr, sendPush } from '../../support/page/page-sign-in.ts';

// What a screen reader says while somebody signs in: each step, once, politely, in the person's language.

const original = getLocale;
afterEach(() => overwriteGetLocale(original));

const signedIn = { phase: 'signed-in', userId: 'chiara' } as const;
const qrSteps: [Partial<SignInAttempt>, () => string][] = [
  [{ phase: 'seen' }, m.qr_seen],
  [{ phase: 'confirm' }, m.qr_confirm],
  [signedIn, () => m.signed_in_as({ who: 'chiara' })],
];
const pushEnds: [string, Partial<SignInAttempt>, () => string][] = [
  ['approved as expected', { ...signedIn, approval: 'expected' }, () => m.push_approved({ who: 'chiara' })],
  ['by somebody else', { ...signedIn, approval: 'unexpected' }, () => m.push_someone_else({ who: 'chiara' })],
  [
    'by whom cannot be told',
    { ...signedIn, approval: 'cannot-tell' },
    () => m.push_cannot_tell({ who: 'chiara' }),
  ],
  ['declined', { phase: 'declined' }, m.phone_declined],
  ['without an account', { phase: 'no-accounts' }, m.qr_no_accounts],
];

describe.each(['en', 'de'] as const)('in %s', (locale) => {
  const open = (more: Parameters<typeof openSignInRoom>[0] = {}) => {
    overwriteGetLocale(() => locale);
    return openSignInRoom(more);
  };

  test('a QR code: shown with its check code, seen, to be confirmed, signed in by whom', async () => {
    const { tell } = await open();
    const { polite, alerts } = listen(qr().element());
    await qr().getByRole('button', { name: m.qr_start() }).click();
    const said = [`${m.qr_scan()} ${m.qr_scan_said({ code: '07' })}`];
    await expect.poll(() => polite.at(-1)).toBe(said[0]);
    for (const [parts, words] of qrSteps) {
      tell(parts);
      said.push(words());
      await expect.poll(() => polite.at(-1)).toBe(words());
    }
    expect(polite.filter((text) => text !== m.qr_preparing())).toEqual(said);
    expect(alerts).toEqual([]);
  });

  test.each([
    ['declined', { phase: 'declined' }, m.phone_declined],
    ['without an account', { phase: 'no-accounts' }, m.qr_no_accounts],
  ] as const)('a QR code that is %s', async (_, parts, words) => {
    const { tell } = await open();
    await qr().getByRole('button', { name: m.qr_start() }).click();
    await expect.element(qr()).toHaveTextContent(m.qr_scan());
    const { polite } = listen(qr().element());
    tell(parts);
    await expect.poll(() => polite).toEqual([words()]);
  });

  test.each(pushEnds)('a push: what the phone will show, sent, asking, %s', async (_, parts, words) => {
    const { tell } = await open();
    const { polite, alerts } = listen(push().element());
    await sendPush();
    await expect.poll(() => polite.at(-1)).toBe(`${m.push_sent()} ${m.push_waiting()}`);
    tell({ phase: 'seen' });
    await expect.poll(() => polite.at(-1)).toBe(m.push_seen());
    tell(parts);
    await expect.poll(() => polite.at(-1)).toBe(words());
    expect(polite).toEqual([
      `${m.push_shown()} – ${m.push_code()} 07`,
      `${m.push_sent()} ${m.push_waiting()}`,
      m.push_seen(),
      words(),
    ]);
    expect(alerts).toEqual([]);
  });

  test('a push that may have been sent, and waits', async () => {
    const { now } = await open();
    now.parts = { sent: 'maybe' };
    const { polite } = listen(push().element());
    await sendPush();
    await expect.poll(() => polite.at(-1)).toBe(`${m.push_maybe_sent()} ${m.push_waiting()}`);
    await push().getByRole('button', { name: m.push_stop() }).click();
    await expect.element(push().getByLabelText(m.field_user_id())).toBeVisible();
  });
});

test('the two languages are two', () => {
  const words = (locale: 'en' | 'de') => {
    overwriteGetLocale(() => locale);
    return [...qrSteps.map(([, say]) => say()), ...pushEnds.map(([, , say]) => say()), m.push_sent()];
  };
  const [english, german] = [words('en'), words('de')];
  for (const [at, text] of english.entries()) expect(german[at]).not.toBe(text);
});
