import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { BridgeError, failure, type Failure } from '../../electron/bridge/failure.ts';
import type { Handlers } from '../../electron/bridge/crossing/serve.ts';
import { m } from '../../renderer/messages/compiled/messages.js';
import { like } from '../support/like.ts';
import {
  fixtureConnections,
  fixturePage,
  fixtureSession,
  serverFault,
} from '../support/page/page-fixtures.ts';
import { listing, openPage, rowOf } from '../support/page/page.ts';

const failing = (failed: Failure): Pick<Handlers, 'sessions.list'> => ({
  'sessions.list': async () => {
    throw new BridgeError(failed);
  },
});

test('the first reading shows a skeleton, not an empty list', async () => {
  await openPage({ 'sessions.list': () => new Promise(() => undefined) });
  await expect.element(page.getByText(m.loading())).toBeInTheDocument();
});

test('a failure says what was tried, what came back and what to do', async () => {
  await openPage(failing(serverFault()));
  const alert = page.getByRole('alert');
  await expect.element(alert).toHaveTextContent(m.failure_server_fault());
  for (const part of ['GET /sessions', 'upstream connect error', '503', 'req_7c1d', m.action_retry()]) {
    await expect.element(alert).toHaveTextContent(part);
  }
});

test('a stale list stays and is dated', async () => {
  let readings = 0;
  const readAt = new Date().setHours(0, 1);
  await openPage({
    'sessions.list': async () => {
      if (readings++ > 0) throw new BridgeError(serverFault());
      return fixturePage([fixtureSession()], { readAt });
    },
  });
  await page.getByRole('button', { name: m.refresh() }).click();
  await expect.element(page.getByRole('alert')).toHaveTextContent(like(m.stale_title, { time: /12:01.*/ }));
  await expect.element(rowOf(/Ana Silva/)).toBeVisible();
});

test('a reading that answers late does not replace a newer one', async () => {
  const answers: (() => void)[] = [];
  const { assembly } = await openPage({
    'sessions.list': () =>
      new Promise((resolve) => {
        const name = `reading ${answers.length + 1}`;
        const user = { id: null, name, email: null };
        answers.push(() => resolve(fixturePage([fixtureSession({ user })])));
      }),
  });
  void assembly.places.room?.refresh();
  await expect.poll(() => answers.length).toBeGreaterThan(1);
  answers.at(-1)?.();
  await expect.element(rowOf(/reading/)).toBeVisible();
  const newest = `reading ${answers.length}`;
  answers.slice(0, -1).forEach((answer) => answer());
  await expect.element(rowOf(new RegExp(newest))).toBeVisible();
});

test('a list that was read in part says how many sessions are missing', async () => {
  await openPage({ 'sessions.list': async () => fixturePage([fixtureSession()], { unreadable: 1 }) });
  await expect.element(page.getByText(m.notes_unreadable({ count: 1 }))).toBeVisible();
});

test('an empty answer of a server that reads cookies offers to sign in', async () => {
  await openPage({ 'sessions.list': async () => fixturePage([], { notes: ['cookies-needed'] }) });
  await page.getByRole('button', { name: m.menu_sign_in() }).click();
  await expect
    .element(page.getByRole('dialog', { name: m.sign_in_title({ name: 'better-auth' }) }))
    .toBeVisible();
});

test('an API that needs to know whose sessions is asked nothing until somebody is named', async () => {
  const asked: Record<string, string>[] = [];
  await openPage(
    {
      'connections.list': async () => fixtureConnections.map((each) => ({ ...each, filters: {} })),
      'sessions.list': async ({ connectionId, filters }) => {
        if (connectionId === 'demo-clerk') asked.push(filters);
        return fixturePage([fixtureSession()]);
      },
    },
    'demo-clerk',
  );
  await expect.element(page.getByText(m.subject_missing_title())).toBeVisible();
  expect(asked).toEqual([]);
  await page.getByLabelText('User ids').fill('user_2ana');
  await page.getByRole('button', { name: m.subject_show() }).click();
  await expect.element(rowOf(/Ana Silva/)).toBeVisible();
  expect(asked).toEqual([{ user_id: 'user_2ana' }]);
});

test('too many requests: trying again waits until the server allows it', async () => {
  const retryAt = Date.now() + 3_600_000;
  await openPage(
    failing(failure({ code: 'rate-limited', tried: 'GET /sessions', got: 'Slow down', retryAt })),
  );
  await expect.element(page.getByRole('button', { name: like(m.action_retry_at) })).toBeDisabled();
});

test('an event that sessions changed reads them again', async () => {
  let name = 'Ana Silva';
  const { publish } = await openPage({
    'sessions.list': async () => fixturePage([fixtureSession({ user: { id: null, name, email: null } })]),
  });
  await expect.element(rowOf(/Ana Silva/)).toBeVisible();
  name = 'Jonas Weber';
  publish('sessions.changed', { connectionId: 'demo-better-auth' });
  await expect.element(rowOf(/Jonas Weber/)).toBeVisible();
});

test('a production connection paints a labelled frame', async () => {
  await openPage(listing([fixtureSession({ connectionId: 'acme-eu' })]), 'acme-eu');
  await expect.element(page.getByText(m.frame_production({ name: 'acme EU' }))).toBeVisible();
});

test('without a keychain the page says where keys are kept, why, and what to do', async () => {
  await openPage({
    'keychain.read': async () => ({ state: 'no-service', kind: 'secret-service' }),
  });
  const memory = m.keychain_memory_only({ why: m.keychain_no_service_why() });
  await expect.element(page.getByText(memory)).toBeVisible();
  await page.getByRole('button', { name: m.keychain_what_to_do() }).click();
  await expect.element(page.getByText(m.keychain_no_service_todo())).toBeVisible();
});
