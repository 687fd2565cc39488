import { afterEach, describe, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { BridgeError, failure } from '../../electron/bridge/failure.ts';
import type { Handlers } from '../../electron/bridge/crossing/serve.ts';
import type { SignInAttempt } from '../../electron/bridge/sign-in.ts';
import { m } from '../../renderer/messages/compiled/messages.js';
import { like, pattern } from '../support/like.ts';
import { askAboutAll, dock, openOn, three } from '../support/page/page-ending.ts';
import { fixtureItem, fixtureRun } from '../support/page/page-runs.ts';
import { listing, openPage } from '../support/page/page.ts';

const hour = 3_600_000;
const real = Date.now.bind(Date);
/** Sets the page's time of day; its monotonic clock goes on as it did. */
const setClock = (ahead: number) => vi.spyOn(Date, 'now').mockImplementation(() => real() + ahead);
afterEach(() => vi.restoreAllMocks());

const attempt: SignInAttempt = {
  ...{ attemptId: 'a1', phase: 'waiting', live: true, sent: 'yes', userId: null, accountId: null },
  ...{ userMark: null, approval: null, asExpected: null, before: null, sessionId: 's1' },
  ...{ payload: btoa('a code'), wait: { whole: 60_000, left: 50_000 }, checkedAt: 0 },
};

/** Opens the sign-in room of nextAuth. */
async function openRoom(more: Partial<Handlers> = {}) {
  await openPage(
    {
      'signIn.qr': async () => attempt,
      'signIn.check': async () => attempt,
      'signIn.cancel': async () => ({}),
      ...more,
    },
    'demo-nextauth',
  );
  await page.getByRole('button', { name: m.menu_sign_in() }).click();
}

const soon = /\b([1-9]|[1-5]\d) s\b/;

describe.each([
  ['an hour behind', -hour],
  ['an hour ahead', hour],
] as const)('on a page whose clock is set %s', (_, ahead) => {
  test.each(['before', 'after'] as const)(
    '%s it comes, the undo window says how long it is open',
    async (when) => {
      if (when === 'before') setClock(ahead);
      const [, jonas] = three();
      if (!jonas) throw new Error('there is no Jonas');
      const times = { sendsAt: real() + 40_000, sendsIn: 40_000 };
      const run = fixtureRun([fixtureItem(jonas, { state: 'waiting' })], {
        id: 'run',
        state: 'waiting',
        ...times,
      });
      await openPage(listing(three()), 'demo-better-auth', (runs) => runs.set(run));
      if (when === 'after') setClock(ahead);
      await expect
        .element(dock().getByRole('heading'))
        .toHaveTextContent(like(m.run_waiting, { count: 1, left: /(?:40|3\d)/ }));
      // Its next second is told by the same clock.
      await expect
        .element(dock().getByRole('heading'))
        .toHaveTextContent(like(m.run_waiting, { count: 1, left: /3\d/ }));
    },
  );

  test('a QR code says how long it can be scanned, by the host', async () => {
    await openRoom();
    await page.getByRole('button', { name: m.qr_start() }).click();
    setClock(ahead);
    const ring = page.getByRole('region', { name: m.sign_in_by_qr() });
    await expect.element(ring).toHaveTextContent(like(m.qr_left, { seconds: /(?:50|4\d)/ }));
    await expect.element(ring).toHaveTextContent(like(m.qr_left, { seconds: /4\d/ }));
  });

  test('a QR code that is over is renewed', async () => {
    let shown = 0;
    await openRoom({
      'signIn.qr': async () => ({
        ...attempt,
        attemptId: `a${(shown += 1)}`,
        wait: { whole: 60_000, left: 0 },
      }),
    });
    setClock(ahead);
    await page.getByRole('button', { name: m.qr_start() }).click();
    await expect.poll(() => shown, { timeout: 5000 }).toBeGreaterThan(1);
  });

  test('a push that has to wait counts down what the host says is left', async () => {
    setClock(ahead);
    const shown = { ip: '192.0.2.7', userAgent: 'Sessiondeck/1', info: {}, logo: null };
    const times = { allowedAt: real() + 55_000, allowedIn: 55_000, triesLeft: 2 };
    await openRoom({
      'signIn.preparePush': async () => ({ pushId: 'p1', shown, checkCode: '07', ...times }),
    });
    await page.getByLabelText(m.field_user_id()).fill('alice');
    await page.getByRole('button', { name: m.push_prepare() }).click();
    await expect
      .element(page.getByRole('button', { name: like(m.push_wait, { seconds: /\d+/ }) }))
      .toHaveTextContent(soon);
  });

  test('a push that was sent is waited for as long as the host says', async () => {
    const sent = { ...attempt, payload: null, checkedAt: real() };
    const times = { allowedAt: 0, allowedIn: 0, triesLeft: 3 };
    const shown = { ip: '192.0.2.7', userAgent: 'Sessiondeck/1', logo: null, info: {} };
    await openRoom({
      'signIn.preparePush': async () => ({ pushId: 'p', shown, checkCode: '07', ...times }),
      'signIn.push': async () => sent,
      'signIn.check': async () => sent,
    });
    const push = page.getByRole('region', { name: m.sign_in_by_push() });
    await push.getByLabelText(m.field_user_id()).fill('alice');
    setClock(ahead);
    await push.getByRole('button', { name: m.push_prepare() }).click();
    await push.getByRole('button', { name: m.push_send() }).click();
    await expect
      .element(push)
      .toHaveTextContent(pattern`\b${like(m.guard_left_seconds, { n: /(?:50|4\d)/ })}`);
    // Until the next question to the host, which comes after a second and would end the wait.
    await expect.element(push).toHaveTextContent(pattern`\b${like(m.guard_left_seconds, { n: /4[0-8]/ })}`);
    await expect.element(push.getByRole('button', { name: m.push_stop() })).toBeVisible();
  });

  test('a plan is renewed when the host says it expires, and not before', async () => {
    let rebuilt = 0;
    const { runs } = await openOn(three(), {
      'revocation.rebuild': async ({ planId }) => {
        rebuilt += 1;
        runs.special = { expiresIn: 60_000 };
        return runs.handlers()['revocation.rebuild']({ planId });
      },
    });
    runs.special = { expiresAt: real() + 1200, expiresIn: 1200 };
    setClock(ahead);
    await askAboutAll();
    document.dispatchEvent(new Event('visibilitychange'));
    expect(rebuilt).toBe(0);
    await expect.poll(() => rebuilt, { timeout: 5000 }).toBe(1);
  });

  test('a server that wants to be left alone is, for as long as it said', async () => {
    const limited = failure({
      code: 'rate-limited',
      tried: 'GET /sessions',
      got: '429',
      retryAt: real() + 50_000,
    });
    await openPage({
      'sessions.list': async () => {
        throw new BridgeError(limited);
      },
    });
    setClock(ahead);
    await expect.element(page.getByRole('button', { name: like(m.action_retry_at) })).toHaveTextContent(soon);
  });

  test('changes are allowed for as long as the host allows them', async () => {
    setClock(ahead);
    await openPage({ 'guard.read': async () => ({ until: real() + 59_000, left: 59_000 }) }, 'acme-eu');
    const guard = page.getByRole('group', { name: m.guard_name() });
    await expect.element(guard).toHaveTextContent(like(m.guard_left_seconds, { n: /[1-5]\d/ }));
  });
});
