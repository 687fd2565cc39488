import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Run } from '../../../electron/bridge/revocation.ts';
import { failureOf, openTestHost, saveOwn, mockOf, type TestHost } from '../../support/host.ts';
import { holdAfter } from '../../support/hold.ts';
import { EndingSubject } from './support.ts';

// A connection takes no outcome with it: a run on it ends, and is on record, before it goes.

let app: TestHost;
let subject: EndingSubject;
let ids: string[];
beforeEach(async () => {
  app = await openTestHost({ budget: 300_000 });
  subject = new EndingSubject(app, 'nest-sessions', await saveOwn(app, mockOf(app, 'nest-sessions')));
  ids = (await subject.others()).slice(0, 4);
});
afterEach(async () => {
  expect(app.faults).toEqual([]);
  await app.close();
});

const operation = 'sessionControllerRevokeSession';
const list = 'sessionControllerGetActiveSessions';
const filter = { connectionId: null, action: null, text: '' };
let letGo: () => void;
const remove = (openRuns?: 'read-back' | 'leave-unread') =>
  app.bridge('connections.remove', {
    connectionId: subject.connectionId,
    ...(openRuns ? { openRuns } : {}),
  });
const isThere = async () =>
  (await app.bridge('connections.list', {})).some(({ id }) => id === subject.connectionId);
/** What the audit log says became of a run: the action, and each session’s state and verdict. */
async function account({ id }: Run): Promise<[string, string[]][]> {
  const { entries } = await app.bridge('audit.list', { filter, before: null, limit: 100 });
  const own = entries.filter(
    ({ action, details }) => details['runId'] === id && action !== 'revocation.confirmed',
  );
  return own.map(({ action, details }) => {
    const items = details['sessions'] as { state?: string; verdict?: string | null }[];
    return [action, items.map(({ state, verdict }) => `${state} ${verdict}`).toSorted()];
  });
}

/** A run of which so many calls are answered, and the next ones never. */
async function stuck(answered: number): Promise<Run> {
  letGo = holdAfter(mockOf(app, 'nest-sessions'), operation, answered);
  const run = await subject.begin(await subject.plan('selected', ids), { sendNow: true });
  const sent = async () => (await subject.run(run.id)).items.filter(({ state }) => state === 'sent').length;
  await expect.poll(sent).toBe(answered);
  return run;
}

test('while sessions are being ended it is refused, and nothing changes', async () => {
  const run = await stuck(1);
  expect(await failureOf(remove())).toMatchObject({ code: 'invalid', tried: 'connections.remove' });
  expect(await isThere()).toBe(true);
  expect((await subject.run(run.id)).state).toBe('sending');
  await remove('leave-unread');
});

test('with the run stopped and read back, it goes once the outcome is on record', async () => {
  const run = await stuck(1);
  const removed = remove('read-back');
  expect(await isThere(), 'not before').toBe(true);
  letGo();
  await removed;
  expect(await isThere()).toBe(false);
  const [[action, items] = ['', []]] = await account(run);
  expect(action).toBe('revocation.finished');
  expect(items).toContain('ended ended');
  expect(items.filter((item) => /^(sent|sending|unknown)/.test(item))).toEqual([]);
});

test('a run that waits is taken back, and nothing is sent for it', async () => {
  await subject.undoWindow('until-sent');
  const run = await subject.begin(await subject.plan('selected', ids));
  await remove('read-back');
  expect(subject.ends).toBe(0);
  expect(await account(run)).toMatchObject([['revocation.undone', ids.map(() => 'not-sent null')]]);
});

test('where nobody answers, it goes at once, and what was sent is on record as not checked', async () => {
  const run = await stuck(1);
  await remove('leave-unread');
  expect(await isThere()).toBe(false);
  const [[action, items] = ['', []]] = await account(run);
  expect(action).toBe('revocation.finished');
  expect(items).toContain('unknown cannot-be-checked');
  expect(items.filter((item) => item.startsWith('ended'))).toEqual([]);
});

test('while a run is read back by a server that does not answer, it goes without the reading', async () => {
  letGo = holdAfter(mockOf(app, 'nest-sessions'), list, 0);
  const [one = ''] = ids;
  const plan = await subject.plan('one', [one]);
  const run = await subject.begin(plan, { sendNow: true });
  await subject.until(run.id, 'reading-back');
  await remove('leave-unread');
  expect(await account(run)).toMatchObject([['revocation.finished', ['unknown cannot-be-checked']]]);
});
