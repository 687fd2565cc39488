import { expect, test } from 'vitest';
import type { SignInAttempt } from '../../../electron/bridge/sign-in.ts';
import { failureOf } from '../../support/host.ts';
import {
  cancel,
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

// Sign-ins that are begun, completed and given up at the same time: each that a person completed is in the list.

let ground: Ground;
eachOnNewGround((fresh) => (ground = fresh));

/** The users that are signed in on the sessions of these sign-ins, by what the list says. */
async function listed(attempts: SignInAttempt[]): Promise<(string | null | undefined)[]> {
  const sessions = await sessionsOf(ground);
  return attempts.map(({ sessionId }) => {
    const session = sessions.find(({ id }) => id === sessionId);
    return session?.status === 'active' ? session.user.id : undefined;
  });
}

test.each(['alice', 'bruno.okafor@example.com', 'chiara', 'dmitri volkov'])(
  'a push to %s and a code at the same time are both kept',
  async (userId) => {
    const [pushed, shown] = await Promise.all([push(ground, { kind: 'user', userId }), showCode(ground)]);
    ground.phone.confirm(loginOf(ground, shown), { userid: 'chiara' });
    ground.phone.confirm(ground.phone.pending().findLast(({ kind }) => kind === 'push')?.id ?? 0, {
      userid: userId,
    });
    await Promise.all([check(ground, pushed), check(ground, shown)]);
    expect(await listed([pushed, shown])).toEqual([userId, 'chiara']);
  },
);

test('sixteen codes in two browsers at the same time are all kept, and so is who signed in on each', async () => {
  const second = { ...ground, bridge: ground.secondBridge() };
  const attempts = await Promise.all(
    Array.from({ length: 16 }, (_, nth) => showCode(nth % 2 === 0 ? ground : second)),
  );
  const users = attempts.map((_, nth) => (nth % 3 === 0 ? 'alice' : 'chiara'));
  for (const [nth, attempt] of attempts.entries())
    ground.phone.confirm(loginOf(ground, attempt), { userid: users[nth] ?? '' });
  const checked = await Promise.all(attempts.map((attempt) => check(ground, attempt)));
  expect(checked.map(({ phase }) => phase)).toEqual(attempts.map(() => 'signed-in'));
  expect(await listed(attempts)).toEqual(users);
  await ground.restart();
  expect(await listed(attempts)).toEqual(users);
});

test('a key that is saved while a code is being had does not lose the code’s nonce', async () => {
  const { bridge, api, connectionId } = ground;
  api.behaviour.faults.push({ kind: 'latency', operation: 'get_qr_login', times: 1, ms: 300 });
  const showing = showCode(ground);
  await expect.poll(() => requestsTo(ground, '/qr/login')).toBe(1);
  const apiKey = api.access.secrets['apiKey'] ?? '';
  await bridge('keys.put', { connectionId, secrets: { apiKey, nonces: 'a-nonce-from-elsewhere' } });
  const attempt = await showing;
  ground.phone.confirm(loginOf(ground, attempt), { userid: 'alice' });
  expect(await listed([attempt])).toEqual(['alice']);
  expect(await ground.keys.read(connectionId)).toContain('a-nonce-from-elsewhere');
});

test('a key that is forgotten while a code is being had stays forgotten, and the code is not shown', async () => {
  const { bridge, api, connectionId } = ground;
  api.behaviour.faults.push({ kind: 'latency', operation: 'get_qr_login', times: 1, ms: 300 });
  const showing = failureOf(showCode(ground));
  await expect.poll(() => requestsTo(ground, '/qr/login')).toBe(1);
  await bridge('keys.forget', { connectionId });
  expect(await showing).toMatchObject({ code: 'no-key' });
  expect(await failureOf(showCode(ground))).toMatchObject({ code: 'no-key' });
  expect(await ground.keys.read(connectionId)).toBeNull();
});

test('codes that are given up at the same time are all logged out, and none comes back', async () => {
  const attempts = await Promise.all(Array.from({ length: 6 }, () => showCode(ground)));
  await Promise.all(attempts.map((attempt) => cancel(ground, attempt)));
  expect(requestsTo(ground, '/sessions/logout')).toBe(6);
  for (const attempt of attempts) {
    expect(await failureOf(check(ground, attempt))).toMatchObject({ code: 'not-found' });
    expect(await rowOf(ground, attempt)).toMatchObject({ status: 'ended', signIn: 'shown' });
  }
});

test('of one that is given up twice at the same time, neither time finds a fault', async () => {
  const attempt = await showCode(ground);
  const both = await Promise.allSettled([cancel(ground, attempt), cancel(ground, attempt)]);
  expect(both.map(({ status }) => status)).toContain('fulfilled');
  expect(await rowOf(ground, attempt)).toMatchObject({ signIn: 'shown' });
});
