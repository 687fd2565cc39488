import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { fail, failure } from '../../../electron/bridge/failure.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { like, pattern } from '../../support/like.ts';
import { dock, inDock, openOn, three, verdicts } from '../../support/page/page-ending.ts';
import { whyOf, whyPanel } from '../../support/page/page-evidence.ts';
import { fixtureSession, serverFault } from '../../support/page/page-fixtures.ts';
import { fixtureItem, fixtureRun } from '../../support/page/page-runs.ts';
import { listing, openPage, rowOf } from '../../support/page/page.ts';
import { ana, jonas, mei, stillThere, items, endTwo, openWith } from '../../support/page/page-run-asking.ts';

test('a host that is gone is said to be, and once it is back what was missed is read', async () => {
  const waiting = fixtureRun([fixtureItem(jonas)], {
    id: 'run',
    state: 'waiting',
    sendsAt: Date.now() + 900_000,
    sendsIn: 900_000,
  });
  const { runs, publish } = await openWith(waiting);
  await expect.element(inDock(m.run_undo())).toBeInTheDocument();
  publish('host.reached', { reached: false });
  await expect.element(page.getByText(m.carrier_gone())).toBeInTheDocument();
  await expect.element(inDock(m.run_undo())).not.toBeInTheDocument();
  const ended = fixtureItem(jonas, { state: 'ended', verdict: 'ended' });
  runs.set(fixtureRun([ended], { id: 'run', state: 'done', endedAt: Date.now() }));
  publish('host.reached', { reached: true });
  await expect.element(verdicts()).toHaveTextContent(m.totals_ended({ ended: 1, count: 1 }));
  await expect.element(page.getByText(m.carrier_gone())).not.toBeInTheDocument();
});

test.each([
  ['reopened', m.run_delay_reopened()],
  ['held-up', m.run_delay_held_up()],
  ['slept', m.run_delay_slept()],
  ['not-allowed', m.run_delay_not_allowed()],
  ['locked', m.run_delay_locked()],
  ['connection-changed', m.run_delay_changed()],
] as const)('a run that waits for longer says why: %s', async (delay, words) => {
  const sendsIn = delay === 'reopened' ? 9000 : null;
  const sendsAt = sendsIn === null ? null : Date.now() + sendsIn;
  await openWith(fixtureRun([fixtureItem(jonas)], { id: 'run', state: 'waiting', sendsAt, sendsIn, delay }));
  await expect.element(dock().getByRole('alert')).toHaveTextContent(words);
  const line =
    delay === 'reopened' ? like(m.run_waiting, { count: 1, left: /\d/ }) : m.run_waiting_open({ count: 1 });
  await expect.element(dock().getByRole('heading')).toHaveTextContent(line);
  await expect.element(inDock(m.run_undo())).toBeEnabled();
  await expect.element(inDock(m.run_send_now())).toBeEnabled();
});

test('an Undo in another window, which puts the run away at once, is told in this one as well', async () => {
  const waiting = fixtureRun([fixtureItem(jonas, { state: 'waiting' })], { id: 'run', state: 'waiting' });
  const gone = () => fail({ code: 'not-found', tried: 'finding the run', got: 'it was closed' });
  const reads = { count: 0 };
  const { publish } = await openPage(
    {
      ...listing(three()),
      // The other window has put the run away before this one reads it.
      'revocation.run': async () => (reads.count++ === 0 ? waiting : gone()),
    },
    'demo-better-auth',
    (runs) => runs.set(waiting),
  );
  await expect.element(inDock(m.run_send_now())).toBeEnabled();
  publish('revocation.progress', { ...waiting, state: 'undone' });
  await expect.element(page.getByText(m.run_undone({ count: 1 })).first()).toBeVisible();
  await expect.element(dock()).not.toBeInTheDocument();
});

test('a run that waits as planned gives no reason', async () => {
  await openWith(
    fixtureRun([fixtureItem(jonas)], {
      id: 'run',
      state: 'waiting',
      sendsAt: Date.now() + 9000,
      sendsIn: 9000,
    }),
  );
  await expect.element(inDock(m.run_undo())).toBeVisible();
  expect(dock().getByRole('alert').elements()).toEqual([]);
});

test.each([
  ['not-allowed', m.run_paused_not_allowed({ some: 1, all: 2 })],
  ['locked', m.run_paused_locked({ some: 1, all: 2 })],
  ['connection-changed', m.run_paused_changed({ some: 1, all: 2 })],
] as const)('a run that paused in the middle says why: %s', async (why, words) => {
  const items = [fixtureItem(jonas, { state: 'sent' }), fixtureItem(mei, { state: 'waiting' })];
  await openWith(fixtureRun(items, { id: 'run', state: 'paused', pause: { why, until: null } }));
  await expect.element(dock().getByRole('heading')).toHaveTextContent(words);
});

test('each verdict is shown with its reason, and the totals add up', async () => {
  await endTwo(
    { b: stillThere, c: { state: 'unknown', verdict: 'cannot-be-checked', checkFailure: serverFault() } },
    {
      endedUnasked: [fixtureSession({ id: 'z', user: { id: 'u9', name: 'Priya Raman', email: null } })],
      nowActive: ana,
    },
  );
  await expect
    .element(items().filter({ hasText: 'Jonas' }))
    .toHaveTextContent(pattern`${m.verdict_still_there()}.*Invalid session token`);
  await expect.element(items().filter({ hasText: 'Mei' })).toHaveTextContent(m.verdict_cannot_be_checked());
  await whyOf('Mei').click();
  await expect
    .element(whyPanel())
    .toHaveTextContent(pattern`${m.verdict_check_failed({ why: '' })}.*upstream connect`);
  await userEvent.keyboard('{Escape}');
  await expect
    .element(items().filter({ hasText: m.now_active({ who: '' }).trim() }))
    .toHaveTextContent('Ana Silva');
  const totals = m.totals_parts({
    ended: 0,
    failed: 1,
    notSent: 0,
    unknown: 1,
    planned: `2 · ${m.totals_unasked({ count: 1 })}`,
  });
  await expect.element(verdicts().getByRole('alert')).toHaveTextContent(totals);
});

test('a session that ended though nobody asked for it is named, in red', async () => {
  const priya = fixtureSession({ id: 'z', user: { id: 'u9', name: 'Priya Raman', email: null } });
  await endTwo({}, { endedUnasked: [priya] });
  const named = items().filter({ hasText: 'Priya' });
  await expect.element(named).toHaveTextContent(m.verdict_unasked());
  const painted = getComputedStyle(named.getByText('Priya').element()).color;
  const ordinary = getComputedStyle(items().filter({ hasText: 'Jonas' }).element()).color;
  expect(painted).not.toBe(ordinary);
  await expect.element(verdicts().getByRole('alert')).toHaveTextContent(m.totals_unasked({ count: 1 }));
});

test('success is counted, called verified, and says how long tokens may still work', async () => {
  await endTwo({ b: { mayWorkUntil: new Date().setHours(23, 59) } });
  await expect
    .element(verdicts().getByRole('status'))
    .toHaveTextContent(m.totals_ended({ ended: 2, count: 2 }));
  await expect.element(verdicts()).toHaveTextContent(like(m.verdict_may_work_until, { time: /11:59.*/ }));
});

test('why sending stopped, and that the outcome was not recorded, is said', async () => {
  const stopped = failure({ code: 'key-rejected', tried: 'POST /revoke', got: 'token expired', status: 401 });
  const notRecorded = failure({ code: 'not-recorded', tried: 'the audit log', got: 'disk full' });
  await endTwo({ c: { state: 'not-sent', verdict: null } }, { stopped, notRecorded });
  await expect
    .element(verdicts())
    .toHaveTextContent(m.run_stopped({ why: `${m.failure_key_rejected()} (401): token expired` }));
  await expect.element(verdicts()).toHaveTextContent(m.run_not_recorded({ why: '' }).trim());
});

test('of several runs only the newest is unfolded', async () => {
  const { runs } = await openOn(three());
  runs.set(fixtureRun([fixtureItem(jonas)], { id: 'old', startedAt: 1 }));
  runs.set(fixtureRun([fixtureItem(mei)], { id: 'new', startedAt: 2 }));
  await expect.element(verdicts().first()).toHaveTextContent('Mei Tanaka');
  await expect.element(verdicts().last()).toHaveTextContent(m.totals_ended({ ended: 1, count: 1 }));
  await expect.element(verdicts().last()).not.toHaveTextContent('Jonas');
  await verdicts().last().getByRole('button', { name: m.run_unfold() }).click();
  await expect.element(verdicts().last()).toHaveTextContent('Jonas');
});

test('a run of another connection can be undone from here, and says which connection it is', async () => {
  const { assembly, runs } = await openOn(three());
  await rowOf(/Jonas/).click();
  await userEvent.keyboard('{Delete}');
  await expect.element(dock()).toBeVisible();
  const elsewhere = assembly.connections.byId('acme-staging');
  if (elsewhere) void assembly.places.visit(elsewhere);
  await expect
    .element(dock())
    .toHaveTextContent(pattern`better-auth: ${like(m.run_waiting, { count: 1, left: /\d+/ })}`);
  await inDock(m.run_undo()).click();
  await expect.element(dock()).not.toBeInTheDocument();
  expect(runs.did.slice(0, 2)).toEqual(['confirm', 'undo']);
});

test('a run of thousands lists the first, wrong ones foremost, and more on demand', async () => {
  const many = Array.from({ length: 3000 }, (_, at) => fixtureItem(fixtureSession({ id: `m${at}` })));
  await openWith(fixtureRun([...many, fixtureItem(jonas, stillThere)]));
  await expect.element(items().first()).toHaveTextContent('Jonas');
  expect(items().elements().length).toBeLessThan(110);
  await verdicts()
    .getByRole('button', { name: m.run_more({ count: 100 }) })
    .click();
  await expect.poll(() => items().elements().length).toBeGreaterThan(190);
});
