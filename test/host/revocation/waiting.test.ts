import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Run } from '../../../electron/bridge/revocation.ts';
import { failureOf, openTestHost, saveOwn, mockOf, type TestHost } from '../../support/host.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { EndingSubject } from './support.ts';

// A run that waits on a whole host, whose time the test moves.

const name = 'own nest-sessions';
const window = 10_200;

let clock: FakeClock;
let app: TestHost;
let subject: EndingSubject;
beforeEach(async () => {
  clock = new FakeClock();
  app = await openTestHost({ clock });
  const connectionId = await saveOwn(app, mockOf(app, 'nest-sessions'));
  subject = new EndingSubject(app, 'nest-sessions', connectionId);
});
afterEach(async () => {
  expect(app.faults).toEqual([]);
  await app.close();
});

/** Saves the connection with other parts. */
async function edit(parts: { kind?: 'production'; baseUrl?: string }): Promise<void> {
  const { connectionId: id } = subject;
  const saved = (await app.bridge('connections.list', {})).find((connection) => connection.id === id);
  if (!saved || saved.kind === 'demo') throw new Error('the connection is gone');
  await app.bridge('connections.save', { ...saved, kind: saved.kind, ...parts });
}

const allow = () => app.bridge('guard.allow', { connectionId: subject.connectionId });

/** Confirms the end of three sessions, which then wait. */
async function confirm(): Promise<Run> {
  const plan = await subject.plan('selected', (await subject.others()).slice(0, 3));
  return subject.begin(plan, { name, reason: 'INC-7' });
}

async function confirmOnProduction(): Promise<Run> {
  await edit({ kind: 'production' });
  await allow();
  return confirm();
}

const sendNow = ({ id: runId }: Run) => app.bridge('revocation.sendNow', { runId });

async function expectHeld(run: Run, delay: Run['delay']): Promise<void> {
  clock.pass(window);
  expect(await subject.run(run.id)).toMatchObject({ state: 'waiting', sendsAt: null, delay });
  clock.pass(3_600_000);
  expect((await subject.run(run.id)).state).toBe('waiting');
  expect(subject.ends).toBe(0);
}

async function expectSent(run: Run): Promise<void> {
  await sendNow(run);
  expect((await subject.until(run.id, 'done')).totals).toMatchObject({ planned: 3, ended: 3 });
}

test('a run on production is sent when its undo window closes and changes are allowed', async () => {
  const run = await confirmOnProduction();
  clock.pass(window);
  expect((await subject.until(run.id, 'done')).totals).toMatchObject({ planned: 3, ended: 3 });
});

test('a run on production is not sent after permission was ended, and is once it is given again', async () => {
  const run = await confirmOnProduction();
  await app.bridge('guard.end', { connectionId: subject.connectionId });
  await expectHeld(run, 'not-allowed');
  expect(await failureOf(sendNow(run))).toMatchObject({ code: 'read-only', next: 'allow-changes' });
  await allow();
  await expectSent(run);
});

test('a run is not sent while Sessiondeck is locked, nor by unlocking it', async () => {
  const run = await confirm();
  await app.bridge('shell.lock', {});
  await expectHeld(run, 'locked');
  expect(await failureOf(sendNow(run))).toMatchObject({ code: 'invalid', got: 'Sessiondeck is locked' });
  await app.bridge('shell.unlock', {});
  expect(subject.ends).toBe(0);
  await expectSent(run);
});

test('a run on production that was locked needs permission again', async () => {
  const run = await confirmOnProduction();
  await app.bridge('shell.lock', {});
  await app.bridge('shell.unlock', {});
  await expectHeld(run, 'not-allowed');
  await allow();
  await expectSent(run);
});

test('a run whose connection was made production while it waited needs permission', async () => {
  const run = await confirm();
  await edit({ kind: 'production' });
  await expectHeld(run, 'not-allowed');
  await allow();
  await expectSent(run);
});

test('a run is not sent to another address than it was planned for, and can be undone', async () => {
  const run = await confirm();
  const { baseUrl } = mockOf(app, 'nest-sessions');
  await edit({ baseUrl: `${baseUrl}/elsewhere` });
  await expectHeld(run, 'connection-changed');
  expect(await failureOf(sendNow(run))).toMatchObject({ code: 'invalid' });
  const { state } = await app.bridge('revocation.undo', { runId: run.id });
  expect(state).toBe('undone');
});

test('a plan that is old by either clock is made of a list that was read again', async () => {
  const reads = () => mockOf(app, 'nest-sessions').requests.filter(({ method }) => method === 'GET').length;
  const cases: [() => void, boolean][] = [
    [() => clock.pass(59_000), false],
    [() => clock.pass(61_000), true],
    [() => clock.sleep(61_000), true],
    [() => clock.set(-5000), true],
    [() => clock.set(61_000), true],
  ];
  for (const [happen, isReadAgain] of cases) {
    const plan = await subject.plan('one', (await subject.others()).slice(0, 1));
    const before = reads();
    happen();
    const run = await subject.begin(plan);
    expect(reads() > before).toBe(isReadAgain);
    await app.bridge('revocation.undo', { runId: run.id });
  }
});
