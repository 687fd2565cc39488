import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ListMemory } from '../../../electron/host/lists/list-memory.ts';
import { KeptSignIns } from '../../../electron/host/sign-in/kept-sign-ins.ts';
import { failureOf, openTestHost, saveOwn, mockOf, type TestHost } from '../../support/host.ts';

// `sessions.list` with `known`: a list that the host has read anyway is not asked for once more.

const connectionId = 'demo-better-auth';
const filters = {};

let host: TestHost;
beforeEach(async () => {
  host = await openTestHost();
});
afterEach(() => host.close());

const list = (known: boolean) => host.bridge('sessions.list', { connectionId, filters, known });
const requests = () => mockOf(host, 'better-auth').requests;

/** How many requests of the server some work makes. */
async function costOf(work: () => Promise<unknown>): Promise<number> {
  const before = requests().length;
  await work();
  return requests().length - before;
}

async function other(): Promise<string> {
  const { sessions } = await list(false);
  const session = sessions.find(({ current }) => current === false);
  if (!session) throw new Error('there is only the current session');
  return session.id;
}

test('the first list is asked for, and the next is the same without asking', async () => {
  expect(await costOf(() => list(true))).toBe(1);
  const again = await list(true);
  expect(await costOf(() => list(true))).toBe(0);
  expect(again).toEqual(await list(true));
});

test('whoever does not say so is given a list that was asked for', async () => {
  await list(false);
  expect(await costOf(() => list(false))).toBe(1);
  expect(await costOf(() => host.bridge('sessions.list', { connectionId, filters }))).toBe(1);
});

test('what a switch has read is known; it shows who is active now', async () => {
  const sessionId = await other();
  await host.bridge('sessions.switch', { connectionId, sessionId });
  expect(await costOf(() => list(true))).toBe(0);
  const { sessions } = await list(true);
  expect(sessions.find(({ id }) => id === sessionId)?.current).toBe(true);
});

test('other filters are another question', async () => {
  await list(false);
  const asked = () => host.bridge('sessions.list', { connectionId, filters: { else: 'x' }, known: true });
  expect(await costOf(asked)).toBe(1);
});

describe('is no longer known', () => {
  test('once something was changed whose effect nobody has read', async () => {
    await list(false);
    const signIn = { connectionId, email: 'nobody@example.test', password: 'wrong' };
    await failureOf(host.bridge('keys.signIn', signIn));
    expect(await costOf(() => list(true))).toBe(1);
  });

  test('when another key was saved', async () => {
    const own = await saveOwn(host, mockOf(host, 'vault'));
    const known = () => host.bridge('sessions.list', { connectionId: own, filters: {}, known: true });
    await known();
    await host.bridge('keys.put', { connectionId: own, secrets: { accessToken: 'somebody-else' } });
    expect(await failureOf(known())).toMatchObject({ code: 'key-rejected' });
  });

  test('when something was changed while it was being read', async () => {
    const lists = new ListMemory({ scrub: (value) => value, scrubKept: (value) => value }, new KeptSignIns());
    const listing = { rows: [], unreadable: 0, total: 0, notes: [], gaps: [], readings: 1 };
    const asked = lists.asking(connectionId, filters);
    const page = await lists.keep(connectionId, listing, asked);
    // The control: without a change it is known.
    expect(lists.latest(connectionId, filters)).toBe(page);
    lists.outdate(connectionId);
    await lists.keep(connectionId, listing, asked);
    expect(lists.latest(connectionId, filters)).toBeNull();
  });
});
