import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EndingSubject } from '../revocation/support.ts';
import { failureOf, mockOf, openTestHost, type TestHost } from '../../support/host.ts';

let app: TestHost;
beforeEach(async () => {
  app = await openTestHost();
});
afterEach(async () => {
  expect(app.faults).toEqual([]);
  await app.close();
});

const list = 'sessionControllerGetActiveSessions';
const nest = () => mockOf(app, 'nest-sessions');
/** How often the list was asked for, by its first page. */
const lists = () => nest().requests.filter(({ path }) => path.includes('page=1&')).length;

/** From now on the list cannot be read: the next attempt shows it. */
async function goDown(subject: EndingSubject, operation = '*') {
  mockOf(app, subject.api).behaviour.faults.push({ kind: 'status-503', operation, times: 1000 });
  expect(await failureOf(subject.read())).toMatchObject({ code: 'server-fault' });
}

const comeBack = (subject: EndingSubject) => {
  mockOf(app, subject.api).behaviour.faults.length = 0;
};

describe('a list that could not be read again', () => {
  test('is read before a plan is made of it; while that fails there is no plan', async () => {
    const subject = new EndingSubject(app, 'nest-sessions');
    const [first = ''] = await subject.others();
    await goDown(subject, list);
    for (const scope of ['one', 'selected'] as const)
      expect(await failureOf(subject.plan(scope, [first]))).toMatchObject({ code: 'server-fault' });
    expect(await failureOf(subject.plan('everything'))).toMatchObject({ code: 'server-fault' });
    expect(subject.ends).toBe(0);
    comeBack(subject);
    const before = lists();
    expect((await subject.plan('one', [first])).items).toHaveLength(1);
    expect(lists()).toBe(before + 1);
  });

  test('is read once, not before each plan; one that is not stale is not read for a plan', async () => {
    const subject = new EndingSubject(app, 'nest-sessions');
    const [first = ''] = await subject.others();
    const before = lists();
    await subject.plan('one', [first]);
    expect(lists()).toBe(before);
    await goDown(subject, list);
    comeBack(subject);
    const down = lists();
    await subject.plan('one', [first]);
    await subject.plan('one', [first]);
    expect(lists()).toBe(down + 1);
  });

  test('leaves a session out that is over by then', async () => {
    const subject = new EndingSubject(app, 'nest-sessions');
    const [first = '', second = ''] = await subject.others();
    const gone = (await subject.read()).find(({ id }) => id === first)?.nativeId ?? '';
    await goDown(subject, list);
    comeBack(subject);
    const { accessToken = '' } = nest().access.secrets;
    await fetch(`${nest().baseUrl}/sessions/${gone}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${accessToken}` },
    });
    const plan = await subject.plan('selected', [first, second]);
    expect(plan.items.map(({ session }) => session.id)).toEqual([second]);
  });

  test('is read before a confirmed plan is carried out; while that fails nothing is sent', async () => {
    const subject = new EndingSubject(app, 'nest-sessions');
    const plan = await subject.plan('selected', (await subject.others()).slice(0, 2));
    await goDown(subject, list);
    const confirming = subject.confirm(plan, { sendNow: true });
    expect(await failureOf(confirming)).toMatchObject({ code: 'server-fault' });
    expect(subject.ends).toBe(0);
    comeBack(subject);
    const run = await subject.begin(plan, { sendNow: true });
    await subject.until(run.id, 'done');
    expect(subject.ends).toBe(2);
  });
});

describe('switching on a list that could not be read again', () => {
  const switches = () => mockOf(app, 'better-auth').requests.filter(({ path }) => /set-active/.test(path));
  const switchTo = ({ connectionId }: EndingSubject, sessionId: string) =>
    app.bridge('sessions.switch', { connectionId, sessionId });

  test('reads first; while that fails nothing is sent', async () => {
    const subject = new EndingSubject(app, 'better-auth');
    const [other = ''] = await subject.others();
    await goDown(subject);
    expect(await failureOf(switchTo(subject, other))).toMatchObject({ code: 'server-fault' });
    expect(switches()).toEqual([]);
    comeBack(subject);
    expect(await switchTo(subject, other)).toMatchObject({ verdict: 'switched' });
    expect(switches()).toHaveLength(1);
  });
});
