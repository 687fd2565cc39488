import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { endSessions } from '../../scripts/end-sessions.ts';
import { json, openField, type Field } from '../support/field.ts';
import { mockOf, openTestHost, saveOwn } from '../support/host.ts';

// What a Vault server says of its own limit of sessions beside the rows: read leniently, and never at the cost of the list.

let field: Field;
beforeAll(async () => {
  field = await openField();
});
afterAll(() => field.close());
afterEach(() => expect(field.faults).toEqual([]));

const row = { id: 's1', mfaVerified: true, createdAt: '2026-06-01T08:00:00.000Z', current: false };
const limitOf = async (body: unknown) => {
  const { sessions, limit } = await field.list('vault', json(body));
  expect(sessions).toHaveLength(1);
  return limit;
};

test.each<[string, object, object | undefined]>([
  ['nothing', {}, undefined],
  ['only how many there are', { currentSessions: 1 }, undefined],
  ['a limit', { currentSessions: 1, maxSessions: 5, warning: null }, { used: 1, most: 5 }],
  ['numbers as texts', { currentSessions: '1', maxSessions: '5' }, { used: 1, most: 5 }],
  ['a limit alone', { maxSessions: 5 }, { used: null, most: 5 }],
  ['a limit that is close', { maxSessions: 5, warning: 'near_limit' }, { most: 5, state: 'near' }],
  ['a limit that is reached', { maxSessions: 1, warning: 'limit_reached' }, { most: 1, state: 'reached' }],
  ['a warning alone', { warning: 'limit_reached' }, { used: null, most: null, state: 'reached' }],
  ['another warning', { warning: 'Licence ends today' }, { state: null, warning: 'Licence ends today' }],
  ['a warning named as a property of every object', { warning: 'constructor' }, { warning: 'constructor' }],
  ['an empty warning', { maxSessions: 5, warning: ' ' }, { state: null, warning: null }],
  ['a warning that is no text', { maxSessions: 5, warning: { code: 1 } }, { state: null, warning: null }],
  ['no limit, as 0', { maxSessions: 0, warning: null }, undefined],
  [
    'a limit that is no number',
    { maxSessions: 'many', warning: 'near_limit' },
    { most: null, state: 'near' },
  ],
  ['a negative limit', { maxSessions: -1 }, undefined],
])('a list that says %s', async (_, beside, expected) => {
  const limit = await limitOf({ sessions: [row], ...beside });
  if (expected === undefined) expect(limit).toBeUndefined();
  else expect(limit).toMatchObject(expected);
});

test('is read in a wrapper, too; a bare array says nothing', async () => {
  const wrapped = { data: { sessions: [row], currentSessions: 1, maxSessions: 5, warning: null } };
  expect(await limitOf(wrapped)).toEqual({ used: 1, most: 5, state: null, warning: null });
  expect(await limitOf([row])).toBeUndefined();
});

test('a warning that repeats the token is shown without it', async () => {
  const limit = await limitOf({ sessions: [row], warning: 'token tok_vault_123456 is about to expire' });
  expect(limit?.warning).toContain('is about to expire');
  expect(limit?.warning).not.toContain('tok_vault_123456');
});

test('follows what the server says after each end', async () => {
  const app = await openTestHost();
  const mock = mockOf(app, 'vault');
  mock.behaviour.shape = 'sessions';
  const connectionId = await saveOwn(app, mock);
  const list = () => app.bridge('sessions.list', { connectionId, filters: {} });
  const before = await list();
  expect(before.limit).toEqual({ used: 7, most: 8, state: 'near', warning: null });
  const sessionIds = before.sessions.filter(({ current }) => !current).map(({ id }) => id);
  await endSessions(app.bridge, { connectionId, scope: 'selected', sessionIds: sessionIds.slice(0, 2) });
  expect((await list()).limit).toEqual({ used: 5, most: 8, state: null, warning: null });
  expect(app.faults).toEqual([]);
  await app.close();
});
