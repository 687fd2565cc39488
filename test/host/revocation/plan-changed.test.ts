import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openTestHost, mockOf, type TestHost } from '../../support/host.ts';
import { EndingSubject } from './support.ts';

let app: TestHost;
beforeEach(async () => {
  app = await openTestHost();
});
afterEach(async () => {
  expect(app.faults).toEqual([]);
  await app.close();
});

const nest = () => new EndingSubject(app, 'nest-sessions');

describe('a plan whose rows have changed', () => {
  test('is rebuilt with the differences marked instead of being carried out, and can then be confirmed', async () => {
    const subject = nest();
    const [first = '', second = ''] = await subject.others();
    const plan = await subject.plan('selected', [first, second]);
    const changed = nextEvent('revocation.planChanged');
    const other = await subject.begin(await subject.plan('one', [first]), { sendNow: true });
    await subject.until(other.id, 'done');
    await subject.read();
    expect(await changed).toMatchObject({ planId: plan.id });
    const { run, plan: rebuilt } = await subject.confirm(plan);
    expect(run).toBeNull();
    expect(rebuilt).toMatchObject({ changes: [{ what: 'gone', session: { id: first } }] });
    expect(rebuilt?.items.map(({ session }) => session.id)).toEqual([second]);
    expect(subject.ends).toBe(1);
    expect((await subject.confirm(rebuilt ?? plan, { sendNow: true })).run).not.toBeNull();
  });

  test('of all others has those who came since marked as added', async () => {
    const subject = nest();
    await subject.read();
    const plan = await subject.plan('others');
    const { db } = mockOf(app, 'nest-sessions');
    const [model] = (db.getState() as { sessions: object[] }).sessions;
    void db
      .get('sessions')
      .push({ ...model, id: '00000000-0000-4000-8000-00000000abcd', token: 'other' })
      .write();
    const rebuilt = await app.bridge('revocation.rebuild', { planId: plan.id });
    expect(rebuilt.changes).toMatchObject([{ what: 'added' }]);
    expect(rebuilt.items).toHaveLength(plan.items.length + 1);
  });

  test('because of use alone is still good', async () => {
    const subject = nest();
    const [first = ''] = await subject.others();
    const plan = await subject.plan('one', [first]);
    const { db } = mockOf(app, 'nest-sessions');
    for (const session of (db.getState() as { sessions: Record<string, unknown>[] }).sessions) {
      session['lastActiveAt'] = new Date().toISOString();
    }
    await subject.read();
    expect((await subject.confirm(plan, { sendNow: true })).run).not.toBeNull();
  });
});

describe('a plan that has expired', () => {
  /** Lets the plan grow older than it may: a clock that was set back leaves only a lower bound, which counts as too old. */
  const age = (ahead: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ahead });
  afterEach(() => void vi.useRealTimers());

  test.each([
    ['an hour later', 3_600_000],
    ['after the clock was set back by an hour', -3_600_000],
  ])('%s starts nothing before the list was read anew, and then what it was for', async (_, ahead) => {
    const subject = nest();
    const [first = ''] = await subject.others();
    const plan = await subject.plan('one', [first]);
    expect(plan.expiresIn).toBe(60_000);
    const { requests } = mockOf(app, 'nest-sessions');
    const before = requests.length;
    age(ahead);
    expect((await subject.confirm(plan, { sendNow: true })).run).not.toBeNull();
    expect(requests[before]?.method).toBe('GET');
  });

  test('starts nothing where the list that is read anew differs', async () => {
    const subject = nest();
    const [first = '', second = ''] = await subject.others();
    const plan = await subject.plan('selected', [first, second]);
    const { db } = mockOf(app, 'nest-sessions');
    const table = (db.getState() as { sessions: { id: string; token: string }[] }).sessions;
    const gone = plan.items[0]?.session.nativeId;
    table.splice(
      table.findIndex(({ id, token }) => id === gone || token === gone),
      1,
    );
    age(3_600_000);
    const { run, plan: rebuilt } = await subject.confirm(plan, { sendNow: true });
    expect(run).toBeNull();
    expect(rebuilt?.changes).toMatchObject([{ what: 'gone' }]);
    expect(subject.ends).toBe(0);
  });

  test('one that is young is not read again', async () => {
    const subject = nest();
    const [first = ''] = await subject.others();
    const plan = await subject.plan('one', [first]);
    const { requests } = mockOf(app, 'nest-sessions');
    const before = requests.length;
    await subject.confirm(plan, { sendNow: true });
    expect(requests[before]?.method).not.toBe('GET');
  });
});

test('a hundred confirmations of one plan begin one run', async () => {
  const subject = nest();
  const [first = ''] = await subject.others();
  const plan = await subject.plan('one', [first]);
  const confirmed = await Promise.allSettled(
    Array.from({ length: 100 }, () => subject.confirm(plan, { sendNow: true })),
  );
  expect(confirmed.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const [run] = await app.bridge('revocation.runs', {});
  await subject.until(run?.id ?? '', 'done');
  expect(subject.ends).toBe(1);
});

function nextEvent(event: 'revocation.planChanged'): Promise<unknown> {
  return new Promise((resolve) => {
    const off = app.bridge.on(event, (payload) => {
      off();
      resolve(payload);
    });
  });
}
