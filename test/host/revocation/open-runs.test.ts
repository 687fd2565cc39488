import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Run } from '../../../electron/bridge/revocation.ts';
import { failureOf, openTestHost, type TestHost } from '../../support/host.ts';
import { EndingSubject } from './support.ts';

// A session is in one open run at most, so that undoing a run keeps its sessions.

let app: TestHost;
let subject: EndingSubject;
let ids: string[];
beforeEach(async () => {
  app = await openTestHost();
  subject = new EndingSubject(app, 'nest-sessions');
  await subject.undoWindow('until-sent');
  ids = await subject.others();
});
afterEach(async () => {
  expect(app.faults).toEqual([]);
  await app.close();
});

const idsOf = (sessions: { id: string }[]) => sessions.map(({ id }) => id);
const undo = ({ id: runId }: Run) => app.bridge('revocation.undo', { runId });
const wait = async (...sessionIds: string[]) => subject.begin(await subject.plan('selected', sessionIds));

test('a new plan leaves out what an open run has, and names it and the run', async () => {
  const [a = '', b = '', c = ''] = ids;
  const before = await subject.plan('one', [c]);
  const run = await wait(a, b);
  const plan = await subject.plan('selected', [a, b, c]);
  expect(plan.items.map(({ session }) => session.id)).toEqual([c]);
  expect(plan.inOpenRun).toMatchObject([{ runId: run.id }]);
  expect(idsOf(plan.inOpenRun[0]?.sessions ?? []).toSorted()).toEqual([a, b].toSorted());
  expect(plan.stays).toBe(before.stays - 2);
});

test('a plan of nothing else is refused, and says why', async () => {
  const [a = ''] = ids;
  await wait(a);
  const failed = await failureOf(subject.plan('one', [a]));
  expect(failed).toMatchObject({ code: 'invalid', got: expect.stringContaining('open run') as string });
});

test('once a run was undone, its sessions can be planned again', async () => {
  const [a = '', b = ''] = ids;
  await undo(await wait(a, b));
  const plan = await subject.plan('selected', [a, b]);
  expect(plan).toMatchObject({ inOpenRun: [], calls: 2 });
});

test('of two plans over the same sessions the second is rebuilt when it is confirmed, with the difference marked', async () => {
  const [a = '', b = '', c = ''] = ids;
  const first = await subject.plan('selected', [a, b]);
  const second = await subject.plan('selected', [b, c]);
  await subject.begin(first);
  const { run, plan } = await subject.confirm(second);
  expect(run).toBeNull();
  expect(plan?.changes).toMatchObject([{ what: 'in-open-run', session: { id: b } }]);
  const accepted = await subject.begin(plan ?? second);
  expect(accepted.items.map(({ session }) => session.id)).toEqual([c]);
});

test('a plan that an open run has made untrue is told to the page', async () => {
  const [a = '', b = '', c = ''] = ids;
  const second = await subject.plan('selected', [b, c]);
  const told: string[] = [];
  app.bridge.on('revocation.planChanged', ({ planId }) => told.push(planId));
  await wait(a, b);
  await expect.poll(() => told).toEqual([second.id]);
});

test('twenty plans over the same sessions, confirmed at the same time, begin one run', async () => {
  const [a = '', b = ''] = ids;
  const plans = await Promise.all(Array.from({ length: 20 }, () => subject.plan('selected', [a, b])));
  await Promise.allSettled(plans.map((plan) => subject.confirm(plan)));
  const runs = await app.bridge('revocation.runs', {});
  expect(runs.map(({ state }) => state)).toEqual(['waiting']);
});

test('everything spares what an open run has: no one call for all, and undoing the run keeps its sessions', async () => {
  const vault = new EndingSubject(app, 'vault');
  const [a = ''] = await vault.others();
  expect((await vault.plan('everything')).oneCall, 'without an open run it is one call').not.toBeNull();
  const waiting = await vault.begin(await vault.plan('one', [a]));
  const plan = await vault.plan('everything');
  expect(plan.oneCall).toBeNull();
  expect(plan.items.map(({ session }) => session.id)).not.toContain(a);
  const name = (await app.bridge('connections.list', {})).find(({ id }) => id === vault.connectionId)?.name;
  const all = await vault.begin(plan, { name: name ?? '', sendNow: true });
  await vault.until(all.id, 'done');
  expect((await vault.run(waiting.id)).state).toBe('waiting');
  await undo(waiting);
  const now = await vault.run(all.id);
  expect(now.items.map(({ session }) => session.id)).not.toContain(a);
});

test('while everything waits as one call, nothing else of the connection is planned', async () => {
  const vault = new EndingSubject(app, 'vault');
  const [a = ''] = await vault.others();
  const plan = await vault.plan('everything');
  const name = (await app.bridge('connections.list', {})).find(({ id }) => id === vault.connectionId)?.name;
  const all = await vault.begin(plan, { name: name ?? '' });
  expect(await failureOf(vault.plan('one', [a]))).toMatchObject({ code: 'invalid' });
  await undo(all);
  expect((await vault.plan('one', [a])).calls).toBe(1);
});
