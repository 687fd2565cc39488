import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { BridgeError } from '../../electron/bridge/failure.ts';
import { m } from '../../renderer/messages/compiled/messages.js';
import { like, pattern } from '../support/like.ts';
import { serverFault } from '../support/page/page-fixtures.ts';
import { openPage } from '../support/page/page.ts';

const minute = 60_000;
const guard = () => page.getByRole('group', { name: m.guard_name() });
const button = (name: string) => guard().getByRole('button', { name });

test('a production connection begins read only and offers to allow changes', async () => {
  await openPage({}, 'acme-eu');
  await expect.element(guard()).toHaveTextContent(`${m.guard_read_only()} ${m.guard_allow()}`);
});

test.each(['demo-better-auth', 'acme-staging'])(
  '%s needs no leave and has no guard',
  async (connectionId) => {
    await openPage({}, connectionId);
    await expect.element(page.getByRole('button', { name: m.refresh() })).toBeVisible();
    expect(guard().elements()).toEqual([]);
  },
);

test('allowing says until when and how long that is, and can be ended at once', async () => {
  await openPage({}, 'acme-eu');
  await button(m.guard_allow()).click();
  await expect
    .element(guard())
    .toHaveTextContent(
      pattern`${m.guard_allowed({ time: '' })}.*\d+:\d\d.* · ${m.guard_left_minutes({ n: 15 })} ${m.guard_end()}`,
    );
  await button(m.guard_end()).click();
  await expect.element(guard()).toHaveTextContent(m.guard_read_only());
});

test('the last minute counts in seconds', async () => {
  await openPage({ 'guard.read': async () => ({ until: Date.now() + 59_000, left: 59_000 }) }, 'acme-eu');
  await expect.element(guard()).toHaveTextContent(like(m.guard_left_seconds, { n: /\d\d/ }));
});

test('a leave that has run out is none, even before the host says so', async () => {
  await openPage({ 'guard.read': async () => ({ until: Date.now() - 1, left: 0 }) }, 'acme-eu');
  await expect.element(guard()).toHaveTextContent(m.guard_read_only());
});

test('what another window allows is shown here too', async () => {
  let left: number | null = null;
  const read = async () => ({ left, until: left === null ? null : Date.now() + left });
  const { publish } = await openPage({ 'guard.read': read }, 'acme-eu');
  await expect.element(guard()).toHaveTextContent(m.guard_read_only());
  left = 5 * minute;
  publish('guard.changed', { connectionId: 'acme-eu' });
  await expect.element(guard()).toHaveTextContent(like(m.guard_allowed));
});

test('when changes cannot be allowed, it says why and stays read only', async () => {
  const broken = async () => {
    throw new BridgeError(serverFault({ code: 'not-recorded', got: 'disk full', status: null }));
  };
  await openPage({ 'guard.allow': broken }, 'acme-eu');
  await button(m.guard_allow()).click();
  await expect.element(page.getByRole('alert').filter({ hasText: 'disk full' })).toBeVisible();
  await expect.element(guard()).toHaveTextContent(m.guard_read_only());
});

test('a guard that cannot be read claims nothing, and can be asked again', async () => {
  let broken = true;
  await openPage(
    {
      'guard.read': async () => {
        if (broken) throw new BridgeError(serverFault({ code: 'internal' }));
        return { until: null, left: null };
      },
    },
    'acme-eu',
  );
  await expect.element(guard()).toHaveTextContent(like(m.guard_unknown));
  await expect.element(guard()).not.toHaveTextContent(m.guard_read_only());
  broken = false;
  await button(m.action_retry()).click();
  await expect.element(guard()).toHaveTextContent(m.guard_read_only());
});

test('the audit room stands under no connection’s frame', async () => {
  await openPage({}, 'acme-eu');
  await expect.element(guard()).toBeVisible();
  await page.getByRole('button', { name: m.audit() }).click();
  await expect.element(guard()).not.toBeInTheDocument();
});
