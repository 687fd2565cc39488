import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Fault } from '../../../mock-server/index.ts';
import { failureOf } from '../../support/host.ts';
import { check, latestPush, openGround, push, rowOf, sessionsOf, type Ground } from './support.ts';

// A push whose answer was lost may have been sent: it is waited for, and counts.

let ground: Ground;
beforeEach(async () => {
  ground = await openGround();
});
afterEach(async () => {
  expect(ground.faults).toEqual([]);
  await ground.close();
});

const target = { kind: 'user', userId: 'alice' } as const;
const befall = (kind: Fault['kind'], parts: object = {}) => {
  ground.api.behaviour.faults.push({ kind, operation: 'provoke_login_on_user', times: 1, ...parts });
};

test.each<[string, Fault['kind'], object]>([
  ['whose answer never came', 'drop-after', {}],
  ['whose answer broke off', 'half-body', {}],
  ['that a gateway answered with a page', 'html', {}],
  ['that a gateway gave up on', 'status-502', {}],
  ['that the server failed at', 'status-500', {}],
])('a push %s may have been sent, and is waited for', async (_, kind, parts) => {
  befall(kind, parts);
  const attempt = await push(ground, target);
  expect(attempt).toMatchObject({ phase: 'waiting', sent: 'maybe' });
  expect(await check(ground, attempt)).toMatchObject({ phase: 'waiting', sent: 'maybe' });
  expect(await rowOf(ground, attempt)).toMatchObject({ signIn: 'maybe-asked' });
  expect(await failureOf(push(ground, target))).toMatchObject({ code: 'rate-limited' });
});

test('one whose answer was lost is approved on the phone as any other, also after a restart', async () => {
  befall('drop-after');
  const attempt = await push(ground, target);
  await ground.restart();
  expect(await check(ground, attempt)).toMatchObject({ phase: 'waiting', sent: 'maybe' });
  ground.phone.confirm(latestPush(ground), { userid: 'alice' });
  expect(await check(ground, attempt)).toMatchObject({ phase: 'signed-in', approval: 'expected' });
});

test('one that was accepted was sent, although the status after it fails', async () => {
  ground.api.behaviour.refuse['get_session'] = { status: 500, times: 20 };
  const attempt = await push(ground, target);
  expect(attempt).toMatchObject({ phase: 'waiting', sent: 'yes' });
  ground.api.behaviour.refuse = {};
  ground.phone.confirm(latestPush(ground), { userid: 'alice' });
  expect(await check(ground, attempt)).toMatchObject({ phase: 'signed-in', approval: 'expected' });
});

test.each([400, 401, 403, 404])(
  'one that the server refused with %i was not sent: it leaves no row, and does not count',
  async (status) => {
    const before = (await sessionsOf(ground)).length;
    ground.api.behaviour.refuse['provoke_login_on_user'] = { status, times: 1 };
    expect(await failureOf(push(ground, target))).toMatchObject({ status });
    expect(await sessionsOf(ground)).toHaveLength(before);
    expect((await push(ground, target)).sent).toBe('yes');
  },
);

test('one that found no server was not sent', async () => {
  const { bridge, connectionId } = ground;
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  const [own] = await bridge('connections.list', {});
  if (!own || own.kind === 'demo') throw new Error('the connection is gone');
  const { pushId } = await bridge('signIn.preparePush', { connectionId, target, reason: '' });
  await bridge('connections.save', { ...own, kind: 'development', baseUrl: `http://127.0.0.1:${port}` });
  await bridge('keys.put', { connectionId, secrets: ground.api.access.secrets });
  expect(await failureOf(bridge('signIn.push', { connectionId, pushId }))).toMatchObject({
    code: 'unreachable',
  });
  expect(await ground.keys.read(connectionId)).not.toContain('"way":"push"');
});
