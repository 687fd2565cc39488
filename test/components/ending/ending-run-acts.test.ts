import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
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
    .toHaveTextContent('Ended 1 · failed 1 · not sent 0 · unknown 0 of 2, verified');
  await expect.element(rowOf(/Mei/)).toHaveAttribute('aria-selected', 'true');
  await expect.element(rowOf(/Mei/)).toHaveTextContent('Still there');
  await expect.element(page.getByText('1 selected')).toBeVisible();
  runs.outcome = () => ({});
  await verdicts().getByRole('button', { name: 'Retry failed (1)…' }).click();
  await expect.element(dock()).toHaveTextContent(/Ends 1 session in \d+ s/);
  await inDock('Send now').click();
  await expect.element(verdicts().first()).toHaveTextContent('Ended 1 of 1, verified');
  expect(runs.did).toEqual(['confirm', 'sent b,c', 'confirm', 'sendNow', 'sent c']);
});

test('putting the outcome away is told to the host, and gives the row its status back', async () => {
  const { runs } = await endTwo({ c: stillThere });
  await verdicts().getByRole('button', { name: 'Dismiss' }).click();
  await expect.element(verdicts()).not.toBeInTheDocument();
  await expect.element(rowOf(/Mei.*Active$/)).toBeVisible();
  expect(runs.did.at(-1)).toBe('close');
});

test('while it sends, it can be paused, resumed and stopped; what was not sent is said', async () => {
  const { runs } = await openOn(three());
  runs.hold = true;
  await askAboutAll();
  await inQuestion('End now, without waiting').click();
  await expect.element(dock()).toHaveTextContent('Ending sessions: 0 of 2 sent');
  await inDock('Pause').click();
  await expect.element(dock()).toHaveTextContent('Paused, 0 of 2 sent');
  await expect.element(rowOf(/Jonas/)).toHaveTextContent('Paused');
  await inDock('Resume').click();
  await expect.element(rowOf(/Jonas/)).toHaveTextContent('Will end');
  await inDock('Stop').click();
  const totals = 'Ended 0 · failed 0 · not sent 2 · unknown 0 of 2';
  await expect.element(verdicts().getByRole('alert')).toHaveTextContent(totals);
  await expect.element(rowOf(/Jonas/)).toHaveTextContent('Not sent');
  await expect.element(items().filter({ hasText: 'Jonas' })).toHaveTextContent('the person stopped it');
});

test('a pause that the server asked for says until when', async () => {
  const waiting = [jonas, mei].map((session) => fixtureItem(session, { state: 'waiting', verdict: null }));
  const until = new Date().setHours(23, 59);
  await openWith(fixtureRun(waiting, { state: 'paused', pause: { why: 'rate-limited', until } }));
  await expect.element(dock()).toHaveTextContent(/the server asks to wait until 11:59/);
  await expect.element(inDock('Resume')).toBeVisible();
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
  await expect.element(dock()).toHaveTextContent('Sessiondeck stopped while ending 3 sessions');
  await expect.element(dock()).toHaveTextContent('1 ended, 0 failed, 1 cannot be told, 1 not sent');
  expect(runs.did).toEqual([]);
  await inDock('Continue with the rest…').click();
  await expect.element(dock().first()).toHaveTextContent(/Ends 1 session in \d+ s/);
  expect(runs.last.items.map(({ session }) => session.id)).toEqual(['c']);
});

test('what is gone on with is asked of the host: the page may not have read what was found out last', async () => {
  const later = fixtureItem(mei, { state: 'not-sent', verdict: null, attempts: 0 });
  const run = fixtureRun([fixtureItem(jonas, { state: 'unknown', verdict: null }), later], {
    state: 'interrupted',
  });
  const { runs } = await openWith(run);
  await expect.element(dock()).toHaveTextContent('1 cannot be told, 1 not sent');
  runs.setUntold({ ...run, items: [fixtureItem(jonas, { ...stillThere, state: 'failed' }), later] });
  await inDock('Continue with the rest…').click();
  await expect.element(inQuestion('End 2 sessions')).toBeVisible();
});

test('what cannot be told is looked at again without anything being sent', async () => {
  const run = fixtureRun([fixtureItem(jonas, { state: 'unknown', verdict: null })], { state: 'interrupted' });
  const { runs } = await openWith(run);
  await inDock('Check again').click();
  await expect.element(verdicts()).toHaveTextContent('Ended 1 of 1, verified');
  expect(runs.did).toEqual(['check']);
});

test('an interrupted run can be left as it is', async () => {
  const run = fixtureRun([fixtureItem(jonas, { state: 'not-sent', verdict: null })], {
    state: 'interrupted',
  });
  const { runs } = await openWith(run);
  await inDock('Leave it').click();
  await expect.element(dock()).not.toBeInTheDocument();
  expect(runs.did).toEqual(['close']);
});
