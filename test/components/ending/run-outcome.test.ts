import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { Run, RunItem } from '../../../electron/bridge/revocation.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { like, pattern } from '../../support/like.ts';
import { three, verdicts } from '../../support/page/page-ending.ts';
import { fixtureProof } from '../../support/page/page-evidence.ts';
import { fixtureSession } from '../../support/page/page-fixtures.ts';
import { fixtureItem, fixtureRun } from '../../support/page/page-runs.ts';
import { listing, openPage } from '../../support/page/page.ts';

const named = (id: string, name: string) =>
  fixtureSession({ id, connectionId: 'demo-better-auth', user: { id, name, email: null } });
const items = () => verdicts().getByRole('listitem');
const unchecked: Partial<RunItem> = {
  state: 'unknown',
  verdict: 'cannot-be-checked',
  evidence: fixtureProof('nothing', { gaps: [{ why: 'moved', count: 3 }] }),
};

/** Opens the page on a run of these sessions that came to this. */
function openOver(run: Partial<Run>, judged: Partial<RunItem>[] = [{}]) {
  const sessions = three();
  const planned = judged.map((parts, at) => fixtureItem(sessions[at] ?? fixtureSession(), parts));
  return openPage(listing(sessions), 'demo-better-auth', (runs) => runs.set(fixtureRun(planned, run)));
}

test('sessions that appeared are named, and said not to have been ended', async () => {
  await openOver({ scope: 'everything', appeared: [named('n', 'Priya Raman')] });
  const priya = items().filter({ hasText: 'Priya' });
  await expect
    .element(priya)
    .toHaveTextContent(pattern`${m.verdict_appeared()}.*${m.verdict_appeared_what()}`);
  // Somebody is signed in again: not everything has ended, so it is not a success.
  await expect.element(verdicts().getByRole('alert')).toHaveTextContent(m.totals_appeared({ count: 1 }));
});

test('whoever appears beside a few chosen sessions takes nothing from their success', async () => {
  await openOver({ scope: 'selected', appeared: [named('n', 'Priya Raman')] });
  await expect
    .element(verdicts().getByRole('status'))
    .toHaveTextContent(m.totals_ended({ ended: 1, count: 1 }));
});

test('how many are left is said, with why, and is no success', async () => {
  await openOver({ scope: 'everything', left: { count: 3, gaps: [] } });
  await expect
    .element(verdicts().getByRole('alert'))
    .toHaveTextContent(`${m.totals_ended({ ended: 1, count: 1 })} · ${m.totals_left({ count: 3 })}`);
  await expect
    .element(verdicts())
    .toHaveTextContent(`${m.left_some({ count: 3 })} ${m.left_not_planned({ count: 3 })}`);
});

test('those that were planned and are still there are not said to have been missing from the list', async () => {
  const stillThere: Partial<RunItem> = { state: 'failed', verdict: 'still-there' };
  await openOver({ scope: 'everything', left: { count: 1, gaps: [] } }, [{}, stillThere]);
  await expect.element(verdicts()).toHaveTextContent(m.left_some({ count: 1 }));
  await expect.element(verdicts()).not.toHaveTextContent(like(m.left_not_planned));
});

test('where it is not known how many are left, it is said why', async () => {
  const gaps: NonNullable<Run['left']>['gaps'] = [{ why: 'fewer-than-total', count: 150 }];
  await openOver({ scope: 'everything', left: { count: null, gaps } });
  await expect.element(verdicts().getByRole('alert')).toHaveTextContent(m.totals_left_unknown());
  await expect
    .element(verdicts())
    .toHaveTextContent(`${m.left_unknown()} ${m.gap_fewer_than_total({ count: 150 })}`);
});

test('with nothing left and nobody new, everything is a success', async () => {
  await openOver({ scope: 'everything' });
  await expect
    .element(verdicts().getByRole('status'))
    .toHaveTextContent(pattern`^${m.totals_ended({ ended: 1, count: 1 })}$`);
});

test('all that cannot be checked are checked again at once, and the button says how many', async () => {
  const { runs } = await openOver({}, [unchecked, {}, unchecked]);
  await verdicts()
    .getByRole('button', { name: m.check_again_count({ count: 2 }) })
    .click();
  await expect
    .element(verdicts().getByRole('status'))
    .toHaveTextContent(m.totals_ended({ ended: 3, count: 3 }));
  expect(runs.did).toEqual(['check']);
});

test('where everything could be checked there is nothing to check again', async () => {
  await openOver({}, [{}, { state: 'failed', verdict: 'still-there' }]);
  await expect.element(verdicts()).toHaveTextContent(like(m.totals_parts_verified, { failed: 1 }));
  await expect
    .element(verdicts().getByRole('button', { name: like(m.check_again_count) }))
    .not.toBeInTheDocument();
});

test('a cookie cache and a token can both outlive the session: the words hold for either', async () => {
  await openOver({}, [{ mayWorkUntil: new Date().setHours(23, 59) }]);
  await expect.element(items()).toHaveTextContent(m.verdict_may_work_until({ time: '11:59' }));
});

test('earlier runs that are over take one line, which says how many to look at; they are put away together', async () => {
  const sessions = three();
  const run = (id: string, startedAt: number, parts: Partial<RunItem> = {}) =>
    fixtureRun([fixtureItem(sessions[0] ?? fixtureSession(), parts)], { id, startedAt });
  await openPage(listing(sessions), 'demo-better-auth', (runs) => {
    runs.set(run('newest', 4000));
    runs.set(run('good', 3000));
    runs.set(run('unchecked', 2000, unchecked));
    runs.set(run('oldest', 1000));
  });
  const earlier = page.getByRole('group', { name: m.runs_finished({ count: 3 }) });
  await expect.element(earlier).toHaveTextContent(m.runs_to_look_at({ count: 1 }));
  await expect.poll(() => verdicts().elements().length).toBe(1);
  await earlier.getByRole('button', { name: like(m.runs_finished) }).click();
  await expect.poll(() => verdicts().elements().length).toBe(4);
  await earlier.getByRole('button', { name: m.runs_clear() }).click();
  await expect.element(earlier).not.toBeInTheDocument();
  await expect.poll(() => verdicts().elements().length).toBe(1);
});
