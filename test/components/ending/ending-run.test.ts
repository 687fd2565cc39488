import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { fail, failure } from '../../../electron/bridge/failure.ts';
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
  await expect.element(inDock('Undo')).toBeInTheDocument();
  publish('host.reached', { reached: false });
  await expect.element(page.getByText(/Sessiondeck does not answer/)).toBeInTheDocument();
  await expect.element(inDock('Undo')).not.toBeInTheDocument();
  const ended = fixtureItem(jonas, { state: 'ended', verdict: 'ended' });
  runs.set(fixtureRun([ended], { id: 'run', state: 'done', endedAt: Date.now() }));
  publish('host.reached', { reached: true });
  await expect.element(verdicts()).toHaveTextContent('Ended 1 of 1, verified');
  await expect.element(page.getByText(/Sessiondeck does not answer/)).not.toBeInTheDocument();
});

test.each([
  ['reopened', /held up for a moment, so the time to undo has started over/],
  ['held-up', /held up again and again. Nothing is sent until you press Send now/],
  ['slept', /The computer slept, its clock changed/],
  ['not-allowed', /changes are no longer allowed on this connection. Allow them, then press Send now/],
  ['locked', /Sessiondeck was locked when the time to undo was over/],
  ['connection-changed', /address or settings have changed since you confirmed this/],
] as const)('a run that waits for longer says why: %s', async (delay, words) => {
  const sendsIn = delay === 'reopened' ? 9000 : null;
  const sendsAt = sendsIn === null ? null : Date.now() + sendsIn;
  await openWith(fixtureRun([fixtureItem(jonas)], { id: 'run', state: 'waiting', sendsAt, sendsIn, delay }));
  await expect.element(dock().getByRole('alert')).toHaveTextContent(words);
  const line = delay === 'reopened' ? /Ends 1 session in \d s/ : '1 session waits until you send';
  await expect.element(dock().getByRole('heading')).toHaveTextContent(line);
  await expect.element(inDock('Undo')).toBeEnabled();
  await expect.element(inDock('Send now')).toBeEnabled();
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
  await expect.element(inDock('Send now')).toBeEnabled();
  publish('revocation.progress', { ...waiting, state: 'undone' });
  await expect.element(page.getByText('Undone: nothing was sent, the session stays').first()).toBeVisible();
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
  await expect.element(inDock('Undo')).toBeVisible();
  expect(dock().getByRole('alert').elements()).toEqual([]);
});

test.each([
  ['not-allowed', /1 of 2 sent: changes are no longer allowed on this connection/],
  ['locked', /1 of 2 sent: Sessiondeck was locked/],
  ['connection-changed', /1 of 2 sent: the connection’s address or settings have changed/],
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
    .toHaveTextContent(/Still there.*Invalid session token/);
  await expect.element(items().filter({ hasText: 'Mei' })).toHaveTextContent('Cannot be checked');
  await whyOf('Mei').click();
  await expect.element(whyPanel()).toHaveTextContent(/The read-back failed: .*upstream connect/);
  await userEvent.keyboard('{Escape}');
  await expect.element(items().filter({ hasText: 'Now active' })).toHaveTextContent('Ana Silva');
  const totals = 'Ended 0 · failed 1 · not sent 0 · unknown 1 of 2 · 1 ended, but nobody asked for it';
  await expect.element(verdicts().getByRole('alert')).toHaveTextContent(totals);
});

test('a session that ended though nobody asked for it is named, in red', async () => {
  const priya = fixtureSession({ id: 'z', user: { id: 'u9', name: 'Priya Raman', email: null } });
  await endTwo({}, { endedUnasked: [priya] });
  const named = items().filter({ hasText: 'Priya' });
  await expect.element(named).toHaveTextContent('Ended, but nobody asked for it');
  const painted = getComputedStyle(named.getByText('Priya').element()).color;
  const ordinary = getComputedStyle(items().filter({ hasText: 'Jonas' }).element()).color;
  expect(painted).not.toBe(ordinary);
  await expect.element(verdicts().getByRole('alert')).toHaveTextContent('1 ended, but nobody asked for it');
});

test('success is counted, called verified, and says how long tokens may still work', async () => {
  await endTwo({ b: { mayWorkUntil: new Date().setHours(23, 59) } });
  await expect.element(verdicts().getByRole('status')).toHaveTextContent('Ended 2 of 2, verified');
  await expect.element(verdicts()).toHaveTextContent(/may work until 11:59/);
});

test('why sending stopped, and that the outcome was not recorded, is said', async () => {
  const stopped = failure({ code: 'key-rejected', tried: 'POST /revoke', got: 'token expired', status: 401 });
  const notRecorded = failure({ code: 'not-recorded', tried: 'the audit log', got: 'disk full' });
  await endTwo({ c: { state: 'not-sent', verdict: null } }, { stopped, notRecorded });
  await expect
    .element(verdicts())
    .toHaveTextContent('Sending stopped: The API rejected the key (401): token expired');
  await expect.element(verdicts()).toHaveTextContent('The outcome is not in the audit log');
});

test('of several runs only the newest is unfolded', async () => {
  const { runs } = await openOn(three());
  runs.set(fixtureRun([fixtureItem(jonas)], { id: 'old', startedAt: 1 }));
  runs.set(fixtureRun([fixtureItem(mei)], { id: 'new', startedAt: 2 }));
  await expect.element(verdicts().first()).toHaveTextContent('Mei Tanaka');
  await expect.element(verdicts().last()).toHaveTextContent('Ended 1 of 1, verified');
  await expect.element(verdicts().last()).not.toHaveTextContent('Jonas');
  await verdicts().last().getByRole('button', { name: 'Show the sessions' }).click();
  await expect.element(verdicts().last()).toHaveTextContent('Jonas');
});

test('a run of another connection can be undone from here, and says which connection it is', async () => {
  const { assembly, runs } = await openOn(three());
  await rowOf(/Jonas/).click();
  await userEvent.keyboard('{Delete}');
  await expect.element(dock()).toBeVisible();
  const elsewhere = assembly.connections.byId('acme-staging');
  if (elsewhere) void assembly.places.visit(elsewhere);
  await expect.element(dock()).toHaveTextContent(/better-auth: Ends 1 session in \d+ s/);
  await inDock('Undo').click();
  await expect.element(dock()).not.toBeInTheDocument();
  expect(runs.did.slice(0, 2)).toEqual(['confirm', 'undo']);
});

test('a run of thousands lists the first, wrong ones foremost, and more on demand', async () => {
  const many = Array.from({ length: 3000 }, (_, at) => fixtureItem(fixtureSession({ id: `m${at}` })));
  await openWith(fixtureRun([...many, fixtureItem(jonas, stillThere)]));
  await expect.element(items().first()).toHaveTextContent('Jonas');
  expect(items().elements().length).toBeLessThan(110);
  await verdicts().getByRole('button', { name: 'Show 100 more' }).click();
  await expect.poll(() => items().elements().length).toBeGreaterThan(190);
});
