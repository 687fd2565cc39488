import { afterEach, describe, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { BridgeError, failure, type Failure } from '../../../electron/bridge/failure.ts';
import type { Handlers } from '../../../electron/bridge/crossing/serve.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { like } from '../../support/like.ts';
import { fixturePage, fixtureSession, serverFault } from '../../support/page/page-fixtures.ts';
import { openPage, rowOf } from '../../support/page/page.ts';

afterEach(() => vi.restoreAllMocks());

const tried = 'GET /sessions';
const unreachable = (got: string) => failure({ code: 'unreachable', tried, got });
const limited = (ms: number) =>
  failure({ code: 'rate-limited', tried, got: 'Slow down', retryAt: Date.now() + ms, retryIn: ms });

/** A page whose first reading succeeds, and every later one does what `answers` says. */
async function openRead(failed: Failure | null, connectionId = 'acme-eu', more: Partial<Handlers> = {}) {
  const state = { failed: null as Failure | null, readings: 0 };
  const opened = await openPage(
    {
      'sessions.list': async () => {
        state.readings += 1;
        if (state.failed) throw new BridgeError(state.failed);
        return fixturePage([fixtureSession({ connectionId })], { readAt: new Date().setHours(0, 1) });
      },
      ...more,
    },
    connectionId,
  );
  await expect.element(rowOf(/Ana Silva/)).toBeVisible();
  state.failed = failed;
  if (failed) await page.getByRole('button', { name: m.refresh() }).click();
  return { ...opened, state };
}

const alerts = () => page.getByRole('alert');
const dated = like(m.stale_title, { time: /12:01.*/ });
const room = () => page.getByRole('region', { name: like(m.room_name) });
const button = (name: string | RegExp) => room().getByRole('button', { name });

describe('a list that cannot be read again stays, dated, and the banner says why', () => {
  test.each<[string, Failure, string, string]>([
    [
      'no network',
      unreachable('there is no network (ENETUNREACH)'),
      m.failure_no_network(),
      m.action_retry(),
    ],
    [
      'no name server',
      unreachable('the host name could not be looked up: is there a network? (EAI_AGAIN)'),
      m.failure_no_network(),
      m.action_retry(),
    ],
    [
      'nothing answers',
      unreachable('nothing answers at this address and port (ECONNREFUSED)'),
      m.degraded_server_down(),
      m.action_retry(),
    ],
    [
      'no answer in time',
      failure({ code: 'timed-out', tried, got: 'no answer within 20 s' }),
      m.degraded_server_down(),
      m.action_retry(),
    ],
    ['a fault of the server', serverFault(), m.degraded_server_down(), m.action_retry()],
    [
      'a rejected key',
      failure({ code: 'key-rejected', tried, got: 'Invalid token', status: 401 }),
      m.failure_key_rejected(),
      m.action_enter_key(),
    ],
    [
      'a key that may not',
      failure({ code: 'forbidden', tried, got: 'Missing scope', status: 403 }),
      m.failure_forbidden(),
      m.action_enter_key(),
    ],
    ['a limit that is over', limited(0), m.failure_rate_limited(), m.action_retry()],
  ])('%s', async (_, failed, title, action) => {
    await openRead(failed);
    await expect.element(alerts()).toHaveTextContent(title);
    await expect.element(alerts()).toHaveTextContent(dated);
    await expect.element(rowOf(/Ana Silva/)).toBeVisible();
    await expect.element(button(action)).toBeVisible();
    // The one action that helps, and the failure is told once.
    const helps = [m.action_retry(), m.action_enter_key(), m.action_copy_details(), m.command_edit()];
    for (const other of helps.filter((name) => name !== action))
      await expect.element(button(other)).not.toBeInTheDocument();
    expect(alerts().elements()).toHaveLength(1);
  });

  test('a certificate that has expired is no server that is down', async () => {
    await openRead(unreachable('the server’s certificate has expired (CERT_HAS_EXPIRED)'));
    await expect.element(alerts()).toHaveTextContent(m.failure_unreachable());
    await expect.element(alerts()).not.toHaveTextContent(m.degraded_server_down());
  });

  test('a list that was read has no banner', async () => {
    await openRead(null);
    await expect.element(alerts()).not.toBeInTheDocument();
  });

  test('the limit of requests says until when, counts down, and can be tried again after that', async () => {
    await openRead(limited(2_000));
    const waiting = button(like(m.action_retry_at));
    await expect.element(alerts()).toHaveTextContent(m.failure_rate_limited());
    await expect.element(waiting).toBeDisabled();
    await expect
      .element(button(m.action_retry()).and(page.getByText(m.action_retry(), { exact: true })))
      .toBeEnabled();
    await expect.element(waiting).not.toBeInTheDocument();
  });

  test('trying again that succeeds takes the banner away', async () => {
    const { state } = await openRead(serverFault());
    state.failed = null;
    await button(m.action_retry()).click();
    await expect.element(alerts()).not.toBeInTheDocument();
  });
});

describe('this computer loses its network', () => {
  const goes = (online: boolean) => {
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(online);
    window.dispatchEvent(new Event(online ? 'online' : 'offline'));
  };

  test('the list of a server elsewhere is dated at once, and read by itself when the network is back', async () => {
    const { state } = await openRead(null);
    goes(false);
    await expect.element(alerts()).toHaveTextContent(m.failure_no_network());
    await expect.element(alerts()).toHaveTextContent(dated);
    const { readings } = state;
    goes(true);
    await expect.element(alerts()).not.toBeInTheDocument();
    expect(state.readings).toBe(readings + 1);
  });

  test('a server on this computer needs none', async () => {
    await openRead(null, 'demo-better-auth');
    goes(false);
    await expect.element(rowOf(/Ana Silva/)).toBeVisible();
    await expect.element(alerts()).not.toBeInTheDocument();
  });

  test('a failure without an answer is then the network’s; an answer of the server is not', async () => {
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    const { state } = await openRead(unreachable('no such host name (ENOTFOUND)'));
    await expect.element(alerts()).toHaveTextContent(m.failure_no_network());
    state.failed = serverFault();
    await button(m.action_retry()).click();
    await expect.element(alerts()).toHaveTextContent(m.degraded_server_down());
  });
});

describe('a watch that fails for the same reason', () => {
  const watchFails = (failed: Failure): Partial<Handlers> => ({
    'watch.read': async ({ connectionId }) => ({
      ...{ connectionId, on: true, readAt: Date.now(), nextAt: null, found: [] },
      failure: failed,
    }),
  });
  const watch = () => page.getByRole('region', { name: m.watch_banner() });

  test('does not tell it a second time', async () => {
    await openRead(serverFault(), 'acme-eu', watchFails(serverFault()));
    await expect.element(watch()).toHaveTextContent(m.watch_failed());
    await expect.element(watch()).not.toHaveTextContent('upstream connect error');
    await expect.element(watch().getByRole('button')).not.toBeInTheDocument();
  });

  test('tells another reason', async () => {
    const other = failure({ code: 'bad-answer', tried, got: 'not JSON' });
    await openRead(serverFault(), 'acme-eu', watchFails(other));
    await expect.element(watch()).toHaveTextContent('not JSON');
  });
});
