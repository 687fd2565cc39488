import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { like, pattern } from '../../support/like.ts';
import {
  askAboutAll,
  dock,
  inDock,
  inQuestion,
  openOn,
  three,
  verdicts,
} from '../../support/page/page-ending.ts';
import { fixtureItem, fixtureRun } from '../../support/page/page-runs.ts';
import { rowOf } from '../../support/page/page.ts';
import { ana, jonas, mei, stillThere, items, endTwo, openWith } from '../../support/page/page-run-asking.ts';

test('what failed stays ticked, what ended does not, and Retry failed asks about those alone', async () => {
  const { runs } = await endTwo({ c: stillThere });
  await expect
    .element(verdicts().getByRole('alert'))
    .toHaveTextContent(m.totals_parts_verified({ ended: 1, failed: 1, notSent: 0, unknown: 0, planned: 2 }));
  await expect.element(rowOf(/Mei/)).toHaveAttribute('aria-selected', 'true');
  await expect.element(rowOf(/Mei/)).toHaveTextContent(m.verdict_still_there());
  await expect.element(page.getByText(m.selection_count({ count: 1 }))).toBeVisible();
  runs.outcome = () => ({});
  await verdicts()
    .getByRole('button', { name: m.run_retry({ count: 1 }) })
    .click();
  await expect.element(dock()).toHaveTextContent(like(m.run_waiting, { count: 1, left: /\d+/ }));
  await inDock(m.run_send_now()).click();
  await expect.element(verdicts().first()).toHaveTextContent(m.totals_ended({ ended: 1, count: 1 }));
  expect(runs.did).toEqual(['confirm', 'sent b,c', 'confirm', 'sendNow', 'sent c']);
});

test('putting the outcome away is told to the host, and gives the row its status back', async () => {
  const { runs } = await endTwo({ c: stillThere });
  await verdicts().getByRole('button', { name: m.dismiss() }).click();
  await expect.element(verdicts()).not.toBeInTheDocument();
  await expect.element(rowOf(pattern`Mei.*${m.status_active()}$`)).toBeVisible();
  expect(runs.did.at(-1)).toBe('close');
});

test('while it sends, it can be paused, resumed and stopped; what was not sent is said', async () => {
  const { runs } = await openOn(three());
  runs.hold = true;
  await askAboutAll();
  await inQuestion(m.plan_end_now()).click();
  await expect.element(dock()).toHaveTextContent(m.run_sending({ some: 0, all: 2 }));
  await inDock(m.run_pause()).click();
  await expect.element(dock()).toHaveTextContent(m.run_paused({ some: 0, all: 2 }));
  await expect.element(rowOf(/Jonas/)).toHaveTextContent(m.status_paused());
  await inDock(m.run_resume()).click();
  await expect.element(rowOf(/Jonas/)).toHaveTextContent(m.status_queued());
  await inDock(m.run_stop()).click();
  const totals = m.totals_parts({ ended: 0, failed: 0, notSent: 2, unknown: 0, planned: 2 });
  await expect.element(verdicts().getByRole('alert')).toHaveTextContent(totals);
  await expect.element(rowOf(/Jonas/)).toHaveTextContent(m.verdict_not_sent());
  await expect.element(items().filter({ hasText: 'Jonas' })).toHaveTextContent('the person stopped it');
});

test('a pause that the server asked for says until when', async () => {
  const waiting = [jonas, mei].map((session) => fixtureItem(session, { state: 'waiting', verdict: null }));
  const until = new Date().setHours(23, 59);
  await openWith(fixtureRun(waiting, { state: 'paused', pause: { why: 'rate-limited', until } }));
  await expect.element(dock()).toHaveTextContent(like(m.run_paused_limited, { time: /11:59.*/ }));
  await expect.element(inDock(m.run_resume())).toBeVisible();
});

test('a run that was interrupted says what is known, and goes on only when asked', async () => {
  const run = fixtureRun(
    [
      fixtureItem(ana),
      fixtureItem(jonas, { state: 'unknown', verdict: null }),
      fixtureItem(mei, { state: 'not-sent', verdict: null, attempts: 0 }),
    ],
    { state: 'interrupted' },
  );
  const { runs } = await openWith(run);
  await expect.element(dock()).toHaveTextContent(m.run_interrupted({ count: 3 }));
  await expect
    .element(dock())
    .toHaveTextContent(m.run_interrupted_counts({ ended: 1, failed: 0, unknown: 1, notSent: 1 }));
  expect(runs.did).toEqual([]);
  await inDock(m.run_continue()).click();
  await expect.element(dock().first()).toHaveTextContent(like(m.run_waiting, { count: 1, left: /\d+/ }));
  expect(runs.last.items.map(({ session }) => session.id)).toEqual(['c']);
});

test('what is gone on with is asked of the host: the page may not have read what was found out last', async () => {
  const later = fixtureItem(mei, { state: 'not-sent', verdict: null, attempts: 0 });
  const run = fixtureRun([fixtureItem(jonas, { state: 'unknown', verdict: null }), later], {
    state: 'interrupted',
  });
  const { runs } = await openWith(run);
  await expect
    .element(dock())
    .toHaveTextContent(m.run_interrupted_counts({ ended: 0, failed: 0, unknown: 1, notSent: 1 }));
  runs.setUntold({ ...run, items: [fixtureItem(jonas, { ...stillThere, state: 'failed' }), later] });
  await inDock(m.run_continue()).click();
  await expect.element(inQuestion(m.end_do({ count: 2 }))).toBeVisible();
});

test('so is what is tried again: a session that was found to have ended meanwhile is not', async () => {
  const failed = [jonas, mei].map((session) => fixtureItem(session, stillThere));
  const run = fixtureRun(failed, { state: 'done' });
  const { runs } = await openWith(run);
  const retry = verdicts().getByRole('button', { name: m.run_retry({ count: 2 }) });
  await expect.element(retry).toBeVisible();
  runs.setUntold({ ...run, items: [fixtureItem(jonas), ...failed.slice(1)] });
  await retry.click();
  await expect.element(dock().first()).toHaveTextContent(like(m.run_waiting, { count: 1, left: /\d+/ }));
  expect(runs.last.items.map(({ session }) => session.id)).toEqual(['c']);
});

test('what cannot be told is looked at again without anything being sent', async () => {
  const run = fixtureRun([fixtureItem(jonas, { state: 'unknown', verdict: null })], { state: 'interrupted' });
  const { runs } = await openWith(run);
  await inDock(m.check_again()).click();
  await expect.element(verdicts()).toHaveTextContent(m.totals_ended({ ended: 1, count: 1 }));
  expect(runs.did).toEqual(['check']);
});

test('an interrupted run can be left as it is', async () => {
  const run = fixtureRun([fixtureItem(jonas, { state: 'not-sent', verdict: null })], {
    state: 'interrupted',
  });
  const { runs } = await openWith(run);
  await inDock(m.run_leave()).click();
  await expect.element(dock()).not.toBeInTheDocument();
  expect(runs.did).toEqual(['close']);
});
