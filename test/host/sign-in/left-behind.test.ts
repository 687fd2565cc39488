import { expect, test } from 'vitest';
import type { Connection } from '../../../electron/bridge/connection.ts';
import { failureOf } from '../../support/host.ts';
import {
  check,
  loginOf,
  eachOnNewGround,
  push,
  requestsTo,
  rowOf,
  sessionsOf,
  showCode,
  type Ground,
} from './support.ts';

// A key takes no open sign-in with it: what nobody has completed is logged out before its nonce is forgotten.

let ground: Ground;
eachOnNewGround((fresh) => (ground = fresh));

const logouts = () => requestsTo(ground, '/sessions/logout');
const id = () => ({ connectionId: ground.connectionId });
async function own(): Promise<Connection> {
  const found = (await ground.bridge('connections.list', {})).find((one) => one.id === ground.connectionId);
  if (!found) throw new Error('the connection is gone');
  return found;
}
async function moveTo(change: Partial<Pick<Connection, 'baseUrl' | 'settings' | 'name'>>): Promise<unknown> {
  const draft = await own();
  if (draft.kind === 'demo') throw new Error('it is the demo');
  return ground.bridge('connections.save', { ...draft, kind: draft.kind, ...change });
}
const localhost = () => ground.api.baseUrl.replace('127.0.0.1', 'localhost');

const ways: [string, () => Promise<unknown>][] = [
  ['its key is forgotten', () => ground.bridge('keys.forget', id())],
  ['its connection is removed', () => ground.bridge('connections.remove', id())],
  ['its connection moves to another address', () => moveTo({ baseUrl: localhost() })],
  [
    'its connection moves to another server behind the address',
    async () => moveTo({ settings: { ...(await own()).settings, serverId: 'AAAA' } }),
  ],
];

test.each(ways)('a code and a push that are open are logged out before %s', async (_, leave) => {
  await showCode(ground);
  await push(ground, { kind: 'user', userId: 'alice' });
  await leave();
  expect(logouts()).toBe(2);
});

test.each(ways)('one that cannot be logged out keeps its nonce, and is told, when %s', async (_, leave) => {
  const attempt = await showCode(ground);
  const login = loginOf(ground, attempt);
  ground.api.behaviour.refuse['logout'] = { status: 403, times: 1 };
  expect(await failureOf(leave())).toMatchObject({ code: 'forbidden', field: 'signIns' });
  ground.phone.insist(login, { userid: 'alice' });
  expect(await rowOf(ground, attempt)).toMatchObject({ status: 'active', user: { id: 'alice' } });
});

test.each(ways)('one that somebody has just completed is told once, when %s', async (_, leave) => {
  const attempt = await showCode(ground);
  ground.phone.confirm(loginOf(ground, attempt), { userid: 'alice' });
  expect(await failureOf(leave())).toMatchObject({ code: 'invalid', field: 'signIns', next: 'refresh' });
  expect(await rowOf(ground, attempt)).toMatchObject({ status: 'active', user: { id: 'alice' } });
  expect(logouts()).toBe(0);
  await leave();
});

test.each([
  ['keys.forget', async () => (await ground.bridge('keys.status', id())).state],
  ['connections.remove', async () => (await ground.bridge('connections.list', {})).length],
] as const)('%s drops it all the same where the person says so', async (method, left) => {
  await showCode(ground);
  ground.api.behaviour.refuse['logout'] = { status: 500, times: Infinity };
  expect(await failureOf(ground.bridge(method, id()))).toMatchObject({ field: 'signIns' });
  await ground.bridge(method, { ...id(), signIns: 'drop' });
  expect(await left()).toBe(method === 'keys.forget' ? 'absent' : 0);
});

test('what changes nothing about the server logs nothing out, nor does a connection without an open sign-in', async () => {
  const attempt = await showCode(ground);
  await moveTo({ name: 'another name' });
  expect(logouts()).toBe(0);
  ground.phone.confirm(loginOf(ground, attempt), { userid: 'alice' });
  await check(ground, attempt);
  await ground.bridge('connections.remove', id());
  expect(logouts()).toBe(0);
});

test('a server that is gone keeps no connection whose sign-ins are all completed', async () => {
  await sessionsOf(ground);
  ground.api.behaviour.faults.push({ kind: 'drop-before', operation: '*', times: Infinity });
  await ground.bridge('connections.remove', id());
  expect(await ground.bridge('connections.list', {})).toEqual([]);
});

test('a key that is forgotten while a push is on its way: its nonce is logged out, and nobody waits for it', async () => {
  const latency = { kind: 'latency', ms: 4000, jitterMs: 0 } as const;
  ground.api.behaviour.faults.push({ ...latency, operation: 'provoke_login_on_user', times: 1 });
  const failed = failureOf(push(ground, { kind: 'user', userId: 'alice' }));
  await expect.poll(() => requestsTo(ground, '/provokelogin'), { interval: 5 }).toBe(1);
  await ground.bridge('keys.forget', { ...id(), signIns: 'drop' });
  expect(await failed).toMatchObject({ code: 'no-key' });
  expect(logouts()).toBe(1);
});
