import { describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { SignInAttempt } from '../../../electron/bridge/sign-in.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { like, pattern } from '../../support/like.ts';
import { fixturePage, fixtureSession } from '../../support/page/page-fixtures.ts';
import { fixtureItem, fixtureRun } from '../../support/page/page-runs.ts';
import {
  connectionId,
  openSignInRoom,
  preparePush,
  push,
  qr,
  sendPush,
} from '../../support/page/page-sign-in.ts';

const ended = m.sign_in_session_ended();
const endButton = (of: ReturnType<typeof qr>) => of.getByRole('button', { name: /^End/ });
const session = fixtureSession({ connectionId, id: 'made', user: { id: 'chiara', name: null, email: null } });
const approved: Partial<SignInAttempt> = { phase: 'signed-in', userId: 'chiara', checkedAt: 5000 };

/** A code that somebody has confirmed. */
async function confirmedCode(more: Parameters<typeof openSignInRoom>[0] = {}) {
  const opened = await openSignInRoom(more);
  await qr().getByRole('button', { name: m.qr_start() }).click();
  await expect.element(qr()).toHaveTextContent(m.qr_scan());
  opened.tell(approved);
  await expect.element(endButton(qr())).toBeVisible();
  return opened;
}

/** A push that somebody else has approved. */
async function wronglyApproved(more: Parameters<typeof openSignInRoom>[0] = {}) {
  const opened = await openSignInRoom(more);
  opened.now.parts = { ...approved, approval: 'unexpected' };
  await sendPush();
  await expect.element(endButton(push())).toBeVisible();
  return opened;
}

describe.each([
  ['a QR code', qr, confirmedCode],
  ['a push', push, wronglyApproved],
] as const)('a session of %s', (_, panel, signedIn) => {
  test('that a run of another window has ended is said to be over, and no end is offered', async () => {
    const { runs } = await signedIn();
    runs.set(fixtureRun([fixtureItem(session)], { id: 'elsewhere', startedAt: 6000 }));
    await expect.element(panel()).toHaveTextContent(ended);
    await expect.element(endButton(panel())).not.toBeInTheDocument();
    await expect.element(panel().getByRole('button', { name: m.qr_show_session() })).not.toBeInTheDocument();
  });

  test.each([
    ['that an earlier run had ended, before somebody signed in on it again', 'ended', 4000],
    ['that a run failed to end', 'failed', 6000],
    ['that a run is about to end', 'sending', 6000],
  ] as const)('%s is offered to be ended', async (_name, state, startedAt) => {
    const { runs } = await signedIn();
    const other = fixtureItem({ ...session, id: 'other' });
    runs.set(fixtureRun([fixtureItem(session, { state }), other], { id: 'a-run', startedAt }));
    await expect.poll(() => runs.did).toEqual([]);
    await expect
      .element(
        page
          .getByText(
            pattern`1 .+ 2|${m.status_ending()}|${like(m.run_sending)}|${m.totals_ended({ ended: 2, count: 2 })}`,
          )
          .first(),
      )
      .toBeVisible();
    await expect.element(endButton(panel())).toBeVisible();
    await expect.element(panel()).not.toHaveTextContent(ended);
  });

  test('that the list calls ended as its end is asked for is said to be over: no plan, no failure', async () => {
    const over = fixturePage([{ ...session, status: 'ended' }]);
    const { runs } = await signedIn({ 'sessions.list': async () => over });
    await endButton(panel()).click();
    await expect.element(panel()).toHaveTextContent(ended);
    await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
    expect(runs.did).toEqual([]);
  });
});

test('“Show in the list” opens the session of this very code, also where the same person signed in twice', async () => {
  const twin = { ...session, id: 'twin', createdAt: (session.createdAt ?? 0) + 60_000, ip: '203.0.113.9' };
  await confirmedCode({
    'sessions.list': async () => fixturePage([twin, { ...session, ip: '198.51.100.4' }]),
  });
  await qr().getByRole('button', { name: m.qr_show_session() }).click();
  const details = page.getByRole('complementary', { name: m.details_name() });
  await expect.element(details).toHaveTextContent('198.51.100.4');
  await expect.element(details).not.toHaveTextContent('203.0.113.9');
});

describe('a push names whom it asks, before it is sent and until it is answered', () => {
  test.each([
    ['a user', 'bruno', 'To: bruno'],
    ['a user whose id turns the text around', 'a\u202Enimda', 'To: a'],
  ] as const)('%s', async (_, userId, words) => {
    const { tell } = await openSignInRoom();
    await preparePush(userId);
    await expect.element(push()).toHaveTextContent(words);
    expect(push().element().textContent).not.toContain('\u202E');
    await push().getByRole('button', { name: m.push_send() }).click();
    await expect.element(push()).toHaveTextContent(words);
    tell({ ...approved, approval: 'unexpected' });
    await expect.element(push()).toHaveTextContent(m.push_someone_else({ who: 'chiara' }));
    await expect.element(push()).toHaveTextContent(words);
  });

  test('an account, and a session', async () => {
    const { user, ...rest } = session;
    const asked = {
      ...rest,
      user: { ...user, name: 'Bruno' },
      status: 'ended' as const,
      phone: { accountId: '57', canBeAsked: true },
    };
    await openSignInRoom({ 'sessions.list': async () => fixturePage([asked]) });
    await push().getByText(m.push_target_account()).click();
    await push().getByLabelText(m.push_account()).fill('57');
    await push().getByRole('button', { name: m.push_prepare() }).click();
    await expect.element(push()).toHaveTextContent(m.push_to({ whom: m.device_account({ id: 57 }) }));
    await push().getByRole('button', { name: m.cancel() }).click();
    await push().getByText(m.push_target_session()).click();
    await push().getByRole('button', { name: m.push_prepare() }).click();
    await expect.element(push()).toHaveTextContent(m.push_to({ whom: 'Bruno' }));
  });
});

test.each([
  ['prepared', {}, m.push_send()],
  ['waited for', { phase: 'seen' }, m.push_stop()],
  ['approved by somebody else', { ...approved, approval: 'unexpected' }, m.sign_in_end_session()],
] as const)(
  'in a small window what to do next with a push that is %s is in sight',
  async (_, parts, button) => {
    const { now } = await openSignInRoom({
      'signIn.preparePush': async () => ({
        ...{ pushId: 'p1', checkCode: '07', allowedAt: 0, allowedIn: 0, triesLeft: 3 },
        shown: {
          ...{ ip: '192.0.2.2', userAgent: 'Sessiondeck/0.1.0 (Linux x64)', logo: btoa('png') },
          info: {
            ...{ Connection: 'nextAuth', Reason: 'Night shift, desk 4', Computer: 'vm' },
            Note: 'Only confirm what you asked for yourself, and only where the check code is the same.',
          },
        },
      }),
    });
    await page.viewport(900, 600);
    now.parts = parts;
    await preparePush('bruno');
    if (button !== m.push_send()) await push().getByRole('button', { name: m.push_send() }).click();
    const next = push().getByRole('button', { name: button });
    await expect.element(next).toBeVisible();
    const room = page.getByRole('region', { name: like(m.sign_in_title) }).element();
    const fold = room.querySelector('.scroll')?.getBoundingClientRect().bottom ?? 0;
    expect(next.element().getBoundingClientRect().bottom).toBeLessThanOrEqual(fold);
  },
);
