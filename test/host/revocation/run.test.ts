import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Run } from '../../../electron/bridge/revocation.ts';
import { failureOf, openTestHost, mockOf, type TestHost } from '../../support/host.ts';
import { EndingSubject } from './support.ts';

let app: TestHost;
let subject: EndingSubject;
beforeEach(async () => {
  app = await openTestHost();
  subject = new EndingSubject(app, 'nest-sessions');
});
afterEach(async () => {
  expect(app.faults).toEqual([]);
  await app.close();
});

const states = ({ items }: Run) => items.map(({ state }) => state);
const remove = 'sessionControllerRevokeSession';
const behaviour = () => mockOf(app, subject.api).behaviour;
const sessions = async (count: number) => (await subject.others()).slice(0, count);
const act = (what: 'undo' | 'sendNow' | 'pause' | 'resume' | 'stop' | 'check', { id: runId }: Run) =>
  app.bridge(`revocation.${what}`, { runId });

/** The actions in the audit log, oldest first. */
async function audited(): Promise<string[]> {
  const filter = { text: '', action: null, connectionId: subject.connectionId };
  const { entries } = await app.bridge('audit.list', { filter, before: null, limit: 100 });
  return entries.map(({ action, outcome }) => `${action}: ${outcome}`).reverse();
}

describe('the undo window', () => {
  test('is 10 s for up to four sessions and 20 s for more, and the host keeps the time', async () => {
    const few = await subject.plan('selected', await sessions(4));
    const many = await subject.plan('selected', await sessions(5));
    expect([few.undo, many.undo]).toEqual([10_000, 20_000]);
    const before = Date.now();
    const run = await subject.begin(few);
    expect(run.state).toBe('waiting');
    expect(run.sendsAt).toBeGreaterThanOrEqual(before + 10_000);
    expect(run.sendsAt).toBeLessThanOrEqual(Date.now() + 10_000);
    await act('undo', run);
  });

  test('taken back sends nothing, and cannot be sent afterwards', async () => {
    const run = await subject.begin(await subject.plan('selected', await sessions(2)));
    const undone = await act('undo', run);
    expect(undone).toMatchObject({ state: 'undone', totals: { planned: 2, notSent: 2, ended: 0 } });
    expect(await failureOf(act('sendNow', run))).toMatchObject({ code: 'invalid' });
    expect(subject.ends).toBe(0);
    expect(await audited()).toEqual([
      'revocation.confirmed: 2 to end in 2 calls · waits 10 s',
      'revocation.undone: ended 0 · failed 0 · not sent 2 · unknown 0 of 2',
    ]);
  });

  test('ends early when the person says so, and cannot be undone then', async () => {
    const run = await subject.begin(await subject.plan('selected', await sessions(2)));
    await act('sendNow', run);
    expect(await failureOf(act('undo', run))).toMatchObject({ code: 'invalid' });
    const done = await subject.until(run.id, 'done');
    expect(done.totals).toMatchObject({ planned: 2, ended: 2 });
  });

  test('of Undo and Send now at once, the one that came too late is told what came of the other', async () => {
    const undone = await subject.begin(await subject.plan('selected', await sessions(2)));
    const [undo, late] = [act('undo', undone), failureOf(act('sendNow', undone))];
    expect(await late).toMatchObject({ code: 'invalid', got: 'it was undone: nothing is sent' });
    expect((await undo).state).toBe('undone');
    expect(await failureOf(act('sendNow', undone))).toMatchObject({ got: 'it was undone: nothing is sent' });
    expect(subject.ends).toBe(0);
    const sent = await subject.begin(await subject.plan('selected', await sessions(2)));
    const [, tooLate] = [act('sendNow', sent), failureOf(act('undo', sent))];
    const got = 'it no longer waits: it is being sent, or is over';
    expect(await tooLate).toMatchObject({ code: 'invalid', got });
    expect((await subject.until(sent.id, 'done')).totals.ended).toBe(2);
    expect(await failureOf(act('undo', sent))).toMatchObject({ code: 'invalid', got });
  });

  test('closes by itself, and then the calls are sent', async () => {
    await subject.undoWindow(5);
    const run = await subject.begin(await subject.plan('one', await sessions(1)));
    expect(subject.ends).toBe(0);
    expect((await subject.until(run.id, 'done')).totals.ended).toBe(1);
  });

  test('can be off, or stay open until the person sends', async () => {
    const [first = '', second = ''] = await sessions(2);
    await subject.undoWindow('off');
    const sent = await subject.begin(await subject.plan('one', [first]));
    expect(sent.state).not.toBe('waiting');
    await subject.until(sent.id, 'done');
    await subject.undoWindow('until-sent');
    const held = await subject.begin(await subject.plan('one', [second]));
    expect(held).toMatchObject({ state: 'waiting', sendsAt: null });
    await act('sendNow', held);
    await subject.until(held.id, 'done');
  });
});

describe('a run', () => {
  test('tells each verdict by the read-back, in totals that add up, and writes them to the audit log', async () => {
    behaviour().faults.push({ kind: 'status', operation: remove, times: 1, status: 404 });
    const run = await subject.begin(await subject.plan('selected', await sessions(3)), { sendNow: true });
    const done = await subject.until(run.id, 'done');
    const failed = done.items.filter(({ state }) => state === 'failed');
    expect(failed).toMatchObject([
      { verdict: 'still-there', callFailure: { code: 'not-found', status: 404 } },
    ]);
    expect(done.totals).toEqual({ planned: 3, open: 0, ended: 2, failed: 1, notSent: 0, unknown: 0 });
    expect(await audited()).toEqual([
      'revocation.confirmed: 3 to end in 3 calls · sent at once',
      'revocation.finished: ended 2 · failed 1 · not sent 0 · unknown 0 of 3',
    ]);
  });

  test('tries again what the server failed at, and does not count it twice', async () => {
    behaviour().faults.push({ kind: 'status-500', operation: remove, times: 2 });
    const run = await subject.begin(await subject.plan('one', await sessions(1)), { sendNow: true });
    const done = await subject.until(run.id, 'done');
    expect(done.items).toMatchObject([{ state: 'ended', attempts: 3 }]);
    expect(done.totals).toMatchObject({ planned: 1, ended: 1 });
  });

  test('stops at a refused key after the requests in flight; the rest is not sent, with the reason', async () => {
    behaviour().faults.push({ kind: 'status', operation: remove, times: 1000, status: 401 });
    const run = await subject.begin(await subject.plan('selected', await sessions(20)), { sendNow: true });
    const done = await subject.until(run.id, 'done');
    expect(subject.ends).toBeLessThanOrEqual(4);
    expect(done.stopped).toMatchObject({ code: 'key-rejected' });
    expect(done.totals).toMatchObject({ planned: 20, ended: 0, notSent: 20 - subject.ends });
    const unsent = done.items.filter(({ state }) => state === 'not-sent');
    expect(unsent.every(({ callFailure }) => callFailure?.code === 'key-rejected')).toBe(true);
  });

  test('that is told to slow down shows until when it waits, and then goes on by itself', async () => {
    behaviour().faults.push({
      kind: 'retry-after',
      operation: remove,
      times: 1,
      form: 'seconds',
      seconds: 1,
    });
    const run = await subject.begin(await subject.plan('selected', await sessions(6)), { sendNow: true });
    const paused = await subject.passed(run.id, 'paused');
    expect(paused.pause?.why).toBe('rate-limited');
    expect(paused.pause?.until).toBeGreaterThan(paused.startedAt);
    expect((await subject.until(run.id, 'done')).totals).toMatchObject({ planned: 6, ended: 6 });
  });

  test('that is told to come back in a year waits for the person, who can stop it', async () => {
    behaviour().faults.push({ kind: 'retry-after', operation: remove, times: 4, form: 'huge' });
    const run = await subject.begin(await subject.plan('selected', await sessions(6)), { sendNow: true });
    const paused = await subject.until(run.id, 'paused');
    expect(paused.pause?.until).toBeGreaterThan(Date.now() + 300 * 24 * 3_600_000);
    await act('stop', run);
    const done = await subject.until(run.id, 'done');
    const { planned, ended, notSent } = done.totals;
    expect(planned).toBe(ended + notSent);
    expect(notSent).toBeGreaterThan(0);
    expect(done.stopped).toBeNull();
  });

  test('pauses, resumes and stops when the person says so, and sends nothing while paused', async () => {
    behaviour().faults.push({ kind: 'latency', operation: remove, times: 1000, ms: 1000 });
    const run = await subject.begin(await subject.plan('selected', await sessions(30)), { sendNow: true });
    await subject.passed(run.id, 'sending');
    expect(await act('pause', run)).toMatchObject({ state: 'paused', pause: { why: 'person', until: null } });
    await expect.poll(async () => states(await subject.run(run.id)).includes('sending')).toBe(false);
    const sent = subject.ends;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(subject.ends).toBe(sent);
    await act('resume', run);
    await expect.poll(() => subject.ends).toBeGreaterThan(sent);
    await act('stop', run);
    const done = await subject.until(run.id, 'done');
    expect(done.totals.ended).toBe(subject.ends);
    expect(done.totals.notSent).toBe(30 - subject.ends);
  });

  test('leaves a server that is down alone, says so, and is not lost', async () => {
    behaviour().faults.push({ kind: 'status-503', operation: remove, times: 1000 });
    const run = await subject.begin(await subject.plan('selected', await sessions(20)), { sendNow: true });
    const paused = await subject.until(run.id, 'paused');
    expect(paused.pause?.why).toBe('server-down');
    expect(subject.ends).toBeLessThan(12);
    await act('stop', run);
    const { totals } = await subject.until(run.id, 'done');
    expect(totals.planned).toBe(totals.ended + totals.failed + totals.notSent + totals.unknown);
  });

  test('reads back once more what could not be told, when asked', async () => {
    const list = 'sessionControllerGetActiveSessions';
    const plan = await subject.plan('selected', await sessions(2));
    behaviour().faults.push({ kind: 'status-500', operation: list, times: 1000 });
    const run = await subject.begin(plan, { sendNow: true });
    const done = await subject.until(run.id, 'done');
    expect(done.totals).toMatchObject({ planned: 2, unknown: 2 });
    expect(done.items[0]).toMatchObject({
      verdict: 'cannot-be-checked',
      checkFailure: { code: 'server-fault' },
    });
    behaviour().faults.length = 0;
    const ends = subject.ends;
    expect((await act('check', run)).totals).toMatchObject({ ended: 2, unknown: 0 });
    expect(subject.ends).toBe(ends);
  });

  test('does not slow another connection down while it waits', async () => {
    behaviour().faults.push({ kind: 'retry-after', operation: remove, times: 8, form: 'huge' });
    const run = await subject.begin(await subject.plan('selected', await sessions(6)), { sendNow: true });
    await subject.until(run.id, 'paused');
    const vault = new EndingSubject(app, 'vault');
    const other = await vault.begin(await vault.plan('selected', (await vault.others()).slice(0, 2)), {
      sendNow: true,
    });
    expect((await vault.until(other.id, 'done')).totals).toMatchObject({ ended: 2 });
    expect((await subject.run(run.id)).state).toBe('paused');
    await act('stop', run);
    await subject.until(run.id, 'done');
  });

  test('is kept until it is closed, and cannot be closed before it is over', async () => {
    await subject.undoWindow('until-sent');
    const run = await subject.begin(await subject.plan('one', await sessions(1)));
    const close = () => app.bridge('revocation.close', { runId: run.id });
    expect(await failureOf(close())).toMatchObject({ code: 'invalid' });
    await act('undo', run);
    expect(await app.bridge('revocation.runs', {})).toHaveLength(1);
    await close();
    expect(await app.bridge('revocation.runs', {})).toEqual([]);
    expect(await failureOf(subject.run(run.id))).toMatchObject({ code: 'not-found' });
  });
});
