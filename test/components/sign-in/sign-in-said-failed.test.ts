import { afterEach, describe, expect, test, vi } from 'vitest';
import { fail, type FailureCode } from '../../../electron/bridge/failure.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { getLocale, overwriteGetLocale } from '../../../renderer/messages/compiled/runtime.js';
import { listen } from '../../support/page/page-heard.ts';
import {
  openSignInRoom,
  preparePush,
  push,
  qr,
  sendPush,
  shownCode,
} from '../../support/page/page-sign-in.ts';

// What a screen reader says when a sign-in comes to nothing: once, as an alert where a request failed, and politely where
// nobody answered.

const original = getLocale;
afterEach(() => {
  overwriteGetLocale(original);
  vi.restoreAllMocks();
});

const room = () => document.querySelector('#page') ?? document.body;
const refuse = (code: FailureCode, tried: string) => fail({ code, tried, got: 'a test' });
const showCode = () => qr().getByRole('button', { name: m.qr_start() }).click();
const codeSaid = () => `${m.qr_scan()} ${m.qr_scan_said({ code: '07' })}`;

/** Moves the page's monotonic clock on. */
function passTime(ms: number): void {
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + ms);
}

describe.each(['en', 'de'] as const)('in %s', (locale) => {
  const open = (more: Parameters<typeof openSignInRoom>[0] = {}) => {
    overwriteGetLocale(() => locale);
    return openSignInRoom(more);
  };

  test('codes that nobody scans: each one, and that they have expired', async () => {
    const wait = { whole: 60_000, left: 0 };
    const { tell } = await open({ 'signIn.qr': async () => ({ ...shownCode, wait }) });
    const { polite, alerts } = listen(room());
    await showCode();
    await expect.poll(() => (tell({ wait }), polite.at(-1)), { timeout: 20_000 }).toBe(m.qr_expired());
    expect(polite.filter((text) => text === codeSaid())).toHaveLength(6);
    expect(polite.filter((text) => text === m.qr_expired())).toHaveLength(1);
    expect(alerts).toEqual([]);
  });

  test.each([
    ['seen', m.qr_seen],
    ['confirm', m.qr_confirm],
  ] as const)('a phone that falls silent after it was %s', async (phase, words) => {
    const { tell } = await open();
    await showCode();
    await expect.element(qr()).toHaveTextContent(m.qr_scan());
    const { polite, alerts } = listen(room());
    tell({ phase });
    await expect.poll(() => polite).toEqual([words()]);
    passTime(121_000);
    tell({ phase });
    await expect.poll(() => polite).toEqual([words(), m.qr_no_answer()]);
    expect(alerts).toEqual([]);
  });

  test.each(['unsupported', 'unreachable', 'rate-limited'] as const)(
    'a code that could not be had, as it was %s: an alert, and nothing beside it',
    async (code) => {
      await open({ 'signIn.qr': async () => refuse(code, 'signIn.qr') });
      const { polite, alerts } = listen(room());
      await showCode();
      await expect.element(qr()).toHaveTextContent(m.qr_failed());
      await expect.poll(() => alerts).toHaveLength(1);
      expect(polite.filter((text) => text !== m.qr_preparing())).toEqual([]);
    },
  );

  test('a server that is gone while a code is on show, and comes back', async () => {
    let isGone = false;
    const { tell } = await open({
      'signIn.check': async () => (isGone ? refuse('unreachable', 'signIn.check') : shownCode),
    });
    await showCode();
    await expect.element(qr()).toHaveTextContent(m.qr_scan());
    const { polite, alerts } = listen(room());
    isGone = true;
    tell({});
    await expect.element(qr()).toHaveTextContent(m.qr_offline());
    tell({});
    await expect.poll(() => alerts).toHaveLength(1);
    expect(polite).toEqual([]);
    isGone = false;
    tell({});
    await expect.poll(() => polite).toEqual([codeSaid()]);
    expect(alerts).toHaveLength(1);
    await expect.element(qr().getByRole('alert')).not.toBeInTheDocument();
  });

  test('a picture that could not be saved does not silence the steps that follow', async () => {
    const { tell } = await open({ 'signIn.picture': async () => refuse('server-fault', 'signIn.picture') });
    await showCode();
    const { polite, alerts } = listen(room());
    await qr().getByRole('button', { name: m.qr_save() }).click();
    await expect.poll(() => alerts).toHaveLength(1);
    tell({ phase: 'seen' });
    await expect.poll(() => polite).toEqual([m.qr_seen()]);
    await expect.element(qr().getByRole('alert')).not.toBeInTheDocument();
    expect(alerts).toHaveLength(1);
  });

  test.each(['refused', 'unreachable', 'forbidden', 'rate-limited'] as const)(
    'a push that could not be prepared, as it was %s',
    async (code) => {
      await open({ 'signIn.preparePush': async () => refuse(code, 'signIn.preparePush') });
      const { polite, alerts } = listen(room());
      await preparePush();
      await expect.poll(() => alerts).toHaveLength(1);
      expect(polite).toEqual([]);
    },
  );

  test.each(['refused', 'unreachable', 'rate-limited'] as const)(
    'a push that was prepared and could not be sent, as it was %s',
    async (code) => {
      await open({ 'signIn.push': async () => refuse(code, 'signIn.push') });
      const { polite, alerts } = listen(room());
      await sendPush();
      await expect.poll(() => alerts).toHaveLength(1);
      expect(polite).toEqual([`${m.push_shown()} – ${m.push_code()} 07`]);
    },
  );

  test('a push that nobody answers, on a server that is gone for a while', async () => {
    let isGone = false;
    const { tell } = await open({
      'signIn.check': async () => (isGone ? refuse('unreachable', 'signIn.check') : { ...shownCode }),
    });
    await sendPush();
    await expect.element(push()).toHaveTextContent(m.push_waiting());
    const { polite, alerts } = listen(room());
    isGone = true;
    tell({});
    await expect.poll(() => alerts).toHaveLength(1);
    tell({});
    isGone = false;
    tell({});
    await expect.element(push().getByRole('alert')).not.toBeInTheDocument();
    passTime(61_000);
    tell({});
    await expect.poll(() => polite).toEqual([m.push_no_answer()]);
    expect(alerts).toHaveLength(1);
  });

  test('a session that could not be ended in place', async () => {
    const { tell } = await open({ 'revocation.plan': async () => refuse('unreachable', 'revocation.plan') });
    await showCode();
    await expect.element(qr()).toHaveTextContent(m.qr_scan());
    tell({ phase: 'signed-in', userId: 'chiara' });
    const end = qr().getByRole('button', { name: m.sign_in_end_session() });
    await expect.element(end).toBeVisible();
    const { alerts } = listen(room());
    await end.click();
    await expect.poll(() => alerts).toHaveLength(1);
  });
});
