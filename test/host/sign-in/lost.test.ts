import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import type { Fault } from '../../../mock-server/index.ts';
import { KeyError } from '../../../electron/host/keys/keys.ts';
import { failureOf } from '../../support/host.ts';
import { check, latestPush, eachOnNewGround, push, rowOf, sessionsOf, type Ground } from './support.ts';

// A push whose answer was lost may have been sent: it is waited for, and counts.

let ground: Ground;
eachOnNewGround((fresh) => (ground = fresh));

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

const pushes = {
  'to a user': [{ kind: 'user', userId: 'alice' }, 'provoke_login_on_user'],
  'to an account': [{ kind: 'account', accountId: '42' }, 'provoke_login_on_account'],
} as const;

test.each<[keyof typeof pushes, Fault['kind'], object]>([
  ['to an account', 'drop-after', {}],
  ['to an account', 'redirect', { status: 302 }],
  ['to a user', 'redirect', { status: 303 }],
  ['to a user', 'redirect', { status: 307 }],
  ['to an account', 'html', { status: 200 }],
  ['to a user', 'corrupt-gzip', {}],
  ['to a user', 'bomb', {}],
  ['to an account', 'status-503', {}],
])('a push %s may have been sent, whatever became of its answer: %s %j', async (to, kind, parts) => {
  const [whom, operation] = pushes[to];
  befall(kind, { operation, ...parts });
  expect(await push(ground, whom)).toMatchObject({ phase: 'waiting', sent: 'maybe' });
  expect(await failureOf(push(ground, whom))).toMatchObject({ code: 'rate-limited' });
});

test('one to a session whose answer was lost may have been sent, and asks for nobody else than before', async () => {
  const session = (await sessionsOf(ground)).find(
    ({ user, extra }) => !user.id && extra['canprovoke'] === 'true',
  );
  befall('drop-after', { operation: 'provoke_login' });
  const attempt = await push(ground, { kind: 'session', sessionId: session?.id ?? '' });
  expect(attempt).toMatchObject({ phase: 'waiting', sent: 'maybe', sessionId: session?.id });
  ground.phone.confirm(latestPush(ground), {});
  expect(await check(ground, attempt)).toMatchObject({ phase: 'signed-in' });
});

test('one that was sent is waited for, although the keychain refuses to note that', async () => {
  const { keys, connectionId } = ground;
  const write = keys.write.bind(keys);
  let writes = 0;
  keys.write = async (id, value) => {
    if (id === connectionId && (writes += 1) > 1) throw new KeyError('locked', 'saving the key');
    return write(id, value);
  };
  const attempt = await push(ground, target);
  expect(attempt).toMatchObject({
    phase: 'waiting',
    sent: 'yes',
    preview: { checkCode: expect.stringMatching(/^\d\d$/) as string },
  });
  expect(writes).toBeGreaterThan(1);
  keys.write = write;
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
