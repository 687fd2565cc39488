import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { BridgeError, failure } from '../../../electron/bridge/failure.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { like, pattern } from '../../support/like.ts';
import {
  dock,
  inDock,
  inQuestion,
  openOn,
  question,
  three,
  verdicts,
} from '../../support/page/page-ending.ts';
import { serverFault } from '../../support/page/page-fixtures.ts';
import { rowOf } from '../../support/page/page.ts';

/** Opens the page on the three and asks to end that of Jonas, which needs no question. */
async function endJonas(...[more]: [Parameters<typeof openOn>[1]?]) {
  const opened = await openOn(three(), more);
  await rowOf(/Jonas/).click();
  await userEvent.keyboard('{Delete}');
  return opened;
}

test('a single session is ended without a question, after a wait that can be used', async () => {
  const { runs } = await endJonas();
  await expect.element(dock()).toHaveTextContent(like(m.run_waiting, { count: 1, left: /\d+/ }));
  await expect.element(question()).not.toBeInTheDocument();
  expect(runs.did).toEqual(['confirm']);
});

test('a session that waits for its end is shown as pending, not as gone', async () => {
  const { runs } = await endJonas();
  await expect.element(rowOf(/Jonas/)).toHaveTextContent(like(m.status_ends_in, { left: /\d+/ }));
  runs.hold = true;
  runs.pass(10_000);
  await expect.element(rowOf(/Jonas/)).toHaveTextContent(pattern`${m.status_queued()}|${m.status_ending()}`);
});

test('once the wait is over it is sent, and the row goes when the read-back finds it gone', async () => {
  const { runs } = await endJonas();
  await expect.element(dock()).toBeVisible();
  runs.pass(10_000);
  await expect
    .element(verdicts().getByRole('status'))
    .toHaveTextContent(m.totals_ended({ ended: 1, count: 1 }));
  await expect.element(rowOf(/Jonas/)).not.toBeInTheDocument();
  await expect.element(rowOf(like(m.status_current))).toBeVisible();
  expect(runs.did).toEqual(['confirm', 'sent b']);
});

test('Undo in the dock takes it back: nothing is sent', async () => {
  const { runs } = await endJonas();
  await inDock(m.run_undo()).click();
  await expect.element(dock()).not.toBeInTheDocument();
  await expect.element(rowOf(pattern`Jonas.*${m.status_active()}$`)).toHaveFocus();
  await expect.element(page.getByText(m.run_undone({ count: 1 })).first()).toBeVisible();
  runs.pass(60_000);
  expect(runs.did).toEqual(['confirm', 'undo', 'close']);
});

test('Undo in the row takes it back too', async () => {
  const { runs } = await endJonas();
  await rowOf(/Jonas/)
    .getByRole('button', { name: m.run_undo_row({ count: 1 }) })
    .click();
  await expect.element(dock()).not.toBeInTheDocument();
  await expect.element(rowOf(pattern`Jonas.*${m.status_active()}$`)).toHaveFocus();
  expect(runs.did.slice(0, 2)).toEqual(['confirm', 'undo']);
});

test('Ctrl+Z takes it back, but not while one types', async () => {
  const { runs } = await endJonas();
  await expect.element(dock()).toBeVisible();
  await page.getByRole('searchbox').click();
  await userEvent.keyboard('{Control>}z{/Control}');
  await expect.element(dock()).toBeVisible();
  expect(runs.did).toEqual(['confirm']);
  await rowOf(/Mei/).click();
  await userEvent.keyboard('{Control>}z{/Control}');
  await expect.element(dock()).not.toBeInTheDocument();
  expect(runs.did.slice(0, 2)).toEqual(['confirm', 'undo']);
});

test('Send now waits no longer', async () => {
  const { runs } = await endJonas();
  await inDock(m.run_send_now()).click();
  await expect.element(verdicts().getByText(m.totals_ended({ ended: 1, count: 1 }))).toBeVisible();
  expect(runs.did).toEqual(['confirm', 'sendNow', 'sent b']);
});

test('leaving the page asks while something waits to be sent, and not before or after', async () => {
  const asks = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
  const { runs } = await openOn(three());
  expect(asks()).toBe(false);
  await rowOf(/Jonas/).click();
  await userEvent.keyboard('{Delete}');
  await expect.element(dock()).toBeVisible();
  expect(asks()).toBe(true);
  runs.pass(10_000);
  await expect.element(verdicts()).toBeVisible();
  expect(asks()).toBe(false);
});

test('our own session is asked about, and said to sign out here', async () => {
  const { runs } = await openOn(three('demo-vault'));
  await rowOf(/Ana/).click();
  await page.getByRole('button', { name: m.end_one() }).click();
  await expect.element(question()).toHaveTextContent(m.end_current_signs_out());
  await expect.element(inQuestion(m.end_keep({ count: 1 }))).toHaveFocus();
  expect(runs.did).toEqual([]);
});

test('Escape keeps the session and gives the focus back to the row', async () => {
  const { runs } = await openOn(three('demo-vault'));
  await rowOf(/Ana/).click();
  await userEvent.keyboard('{Delete}');
  await expect.element(question()).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(rowOf(/Ana/)).toHaveFocus();
  expect(runs.did).toEqual([]);
});

test('when no plan can be made, it is said why, and nothing is shown as ending', async () => {
  await endJonas({
    'revocation.plan': async () => {
      throw new BridgeError(serverFault({ tried: 'revocation.plan' }));
    },
  });
  await expect.element(page.getByRole('alert')).toHaveTextContent('upstream connect error');
  await expect.element(rowOf(pattern`Jonas.*${m.status_active()}$`)).toBeVisible();
});

test('a confirmation that cannot be recorded ends nothing, and says so in the question', async () => {
  await endJonas({
    'revocation.confirm': async () => {
      throw new BridgeError(failure({ code: 'not-recorded', tried: 'the audit log', got: 'disk full' }));
    },
  });
  await expect.element(question().getByRole('alert')).toHaveTextContent(m.failure_not_recorded());
  await expect.element(question().getByRole('alert')).toHaveTextContent('disk full');
  await expect.element(rowOf(pattern`Jonas.*${m.status_active()}`)).toBeInTheDocument();
});

test('on a read-only connection changes can be allowed where it was refused; only then can it be tried again', async () => {
  const calls: string[] = [];
  let allowed = false;
  const { runs } = await openOn(three('acme-eu'), {
    'revocation.plan': async (input) => {
      calls.push('plan');
      const got = 'changes are not allowed';
      if (!allowed) throw new BridgeError(failure({ code: 'read-only', tried: 'revocation.plan', got }));
      return runs.handlers()['revocation.plan'](input);
    },
    'guard.allow': async () => {
      calls.push('allow');
      allowed = true;
      return { until: Date.now() + 900_000, left: 900_000 };
    },
  });
  await rowOf(/Jonas/).click();
  await userEvent.keyboard('{Delete}');
  await page.getByRole('alert').getByRole('button', { name: m.guard_allow() }).click();
  const again = page.getByRole('alert').getByRole('button', { name: m.action_retry() });
  await expect.element(again).toBeInTheDocument();
  expect(calls).toEqual(['plan', 'allow']);
  await again.click();
  await expect.element(question()).toHaveTextContent(like(m.end_title_one, { user: 'Jonas Weber' }));
  expect(calls).toEqual(['plan', 'allow', 'plan']);
});
