import { describe, expect, test, vi } from 'vitest';
import { endSessions } from '../../../scripts/end-sessions.ts';
import { failureOf } from '../../support/host.ts';
import {
  cancel,
  check,
  loginOf,
  movableClock,
  eachOnNewGround,
  push,
  requestsTo,
  rowOf,
  sessionsOf,
  showCode,
  type Ground,
} from './support.ts';

// Whoever completes a sign-in after it was given up is in the list, can be ended, and is dropped by nobody.

const minute = 60_000;
let ground: Ground;

describe('that nobody looks after by itself', () => {
  eachOnNewGround((fresh) => (ground = fresh));

  test('a code that was given up is logged out, and stays in the list as shown and not confirmed', async () => {
    const attempt = await showCode(ground);
    expect(await rowOf(ground, attempt)).toMatchObject({ status: 'ended', signIn: 'shown' });
    await cancel(ground, attempt);
    expect(requestsTo(ground, '/sessions/logout')).toBe(1);
    expect(await rowOf(ground, attempt)).toMatchObject({ status: 'ended', signIn: 'shown' });
    await ground.restart();
    expect(await rowOf(ground, attempt)).toMatchObject({ status: 'ended', signIn: 'shown' });
  });

  test.each([
    ['at once', false],
    ['after a restart', true],
  ])(
    'confirmed after it was given up, %s, it is a live session that can be ended',
    async (_, isRestarted) => {
      const attempt = await showCode(ground);
      const login = loginOf(ground, attempt);
      await cancel(ground, attempt);
      if (isRestarted) await ground.restart();
      ground.phone.insist(login, { userid: 'alice' });
      const row = await rowOf(ground, attempt);
      expect(row).toMatchObject({ status: 'active', user: { id: 'alice' } });
      expect(row?.signIn).toBeUndefined();
      const { connectionId } = ground;
      const run = await endSessions(ground.bridge, {
        connectionId,
        scope: 'one',
        sessionIds: [row?.id ?? ''],
      });
      expect(run.items.map(({ verdict }) => verdict)).toEqual(['ended']);
      expect(await rowOf(ground, attempt)).toMatchObject({ status: 'ended' });
    },
  );

  test('one that a phone confirms while it is given up keeps its session, which is not logged out', async () => {
    const attempt = await showCode(ground);
    ground.phone.confirm(loginOf(ground, attempt), { userid: 'alice' });
    await cancel(ground, attempt);
    expect(requestsTo(ground, '/sessions/logout')).toBe(0);
    expect(await rowOf(ground, attempt)).toMatchObject({ status: 'active' });
  });

  test('five codes that were refused leave no row, and no request at later readings', async () => {
    const before = (await sessionsOf(ground)).length;
    ground.api.behaviour.refuse['get_qr_login'] = { status: 403, times: 5 };
    for (let nth = 0; nth < 5; nth += 1)
      expect(await failureOf(showCode(ground))).toMatchObject({ code: 'forbidden' });
    const asked = requestsTo(ground, '/sessions/');
    expect(await sessionsOf(ground)).toHaveLength(before);
    expect(requestsTo(ground, '/sessions/') - asked).toBe(before);
  });

  test('a code is shown although its first look fails', async () => {
    ground.api.behaviour.refuse['get_session'] = { status: 500, times: 10 };
    const attempt = await showCode(ground);
    expect(attempt).toMatchObject({ phase: 'waiting', payload: expect.stringMatching(/./) as string });
    ground.api.behaviour.refuse = {};
    ground.phone.confirm(loginOf(ground, attempt), { userid: 'alice' });
    expect(await check(ground, attempt)).toMatchObject({ phase: 'signed-in' });
  });
});

describe('that is looked after', () => {
  eachOnNewGround((fresh) => (ground = fresh), { lookAfter: 30 });
  const isListed = async (attempt: Parameters<typeof rowOf>[1]) =>
    (await rowOf(ground, attempt)) !== undefined;

  test('it is dropped once it can no longer be confirmed, and not before', async () => {
    const goOn = movableClock();
    const attempt = await showCode(ground);
    await cancel(ground, attempt);
    goOn(9 * minute);
    const asked = requestsTo(ground, '/sessions/');
    await expect.poll(() => requestsTo(ground, '/sessions/'), { timeout: 10_000 }).toBeGreaterThan(asked + 1);
    expect(await isListed(attempt)).toBe(true);
    goOn(2 * minute);
    await expect.poll(() => isListed(attempt), { timeout: 10_000 }).toBe(false);
  });

  test('it is not dropped while the server does not say that nobody is signed in', async () => {
    const goOn = movableClock();
    const attempt = await showCode(ground);
    await cancel(ground, attempt);
    ground.api.behaviour.refuse['get_session'] = { status: 500, times: Infinity };
    goOn(20 * minute);
    const asked = requestsTo(ground, '/sessions/');
    await expect.poll(() => requestsTo(ground, '/sessions/'), { timeout: 10_000 }).toBeGreaterThan(asked);
    expect(await ground.keys.read(ground.connectionId)).toContain(attempt.attemptId);
    ground.api.behaviour.refuse = {};
    expect(await isListed(attempt)).toBe(true);
    await expect.poll(() => isListed(attempt), { timeout: 20_000 }).toBe(false);
  });

  test('it is not dropped while it cannot be logged out', async () => {
    const goOn = movableClock();
    const attempt = await showCode(ground);
    ground.api.behaviour.refuse['logout'] = { status: 403, times: Infinity };
    expect(await failureOf(cancel(ground, attempt))).toMatchObject({ code: 'forbidden' });
    goOn(20 * minute);
    const asked = requestsTo(ground, '/sessions/logout');
    await expect
      .poll(() => requestsTo(ground, '/sessions/logout'), { timeout: 10_000 })
      .toBeGreaterThan(asked + 1);
    expect(await isListed(attempt)).toBe(true);
    ground.api.behaviour.refuse = {};
    await expect.poll(() => isListed(attempt), { timeout: 20_000 }).toBe(false);
  });

  test.each([
    [1, false],
    [25, false],
    [-25, false],
    [24 * 365 * 20, false],
    [25, true],
    [24 * 365 * 20, true],
  ])('a clock that is set by %i hours drops nothing (restarted: %j)', async (hours, isRestarted) => {
    const attempt = await showCode(ground);
    const login = loginOf(ground, attempt);
    const goOn = movableClock();
    await cancel(ground, attempt);
    const real = Date.now.bind(Date);
    vi.spyOn(Date, 'now').mockImplementation(() => real() + hours * 60 * minute);
    if (isRestarted) await ground.restart();
    expect(await isListed(attempt)).toBe(true);
    const asked = requestsTo(ground, '/sessions/');
    await expect.poll(() => requestsTo(ground, '/sessions/'), { timeout: 10_000 }).toBeGreaterThan(asked);
    // Until then a page may be asking after one of an earlier run.
    goOn(10_000);
    await expect.poll(() => requestsTo(ground, '/sessions/'), { timeout: 10_000 }).toBeGreaterThan(asked + 2);
    ground.phone.insist(login, { userid: 'alice' });
    expect(await rowOf(ground, attempt)).toMatchObject({ status: 'active', user: { id: 'alice' } });
  });

  test('a code whose page has gone is logged out; one that the page asks after is not', async () => {
    const goOn = movableClock();
    const [gone, open] = [await showCode(ground), await showCode(ground)];
    goOn(3 * minute);
    await check(ground, open);
    await expect.poll(() => requestsTo(ground, '/sessions/logout'), { timeout: 10_000 }).toBe(1);
    const logout = ground.api.requests.find(({ path }) => path.endsWith('/logout'));
    const stored = (await ground.keys.read(ground.connectionId)) ?? '';
    const { handles } = JSON.parse(stored) as {
      handles: { handle: string; signIn: { id: string } | null }[];
    };
    const loggedOut = handles.find(({ handle }) => handle === logout?.headers['x-nonce']);
    expect(loggedOut?.signIn?.id).toBe(gone.attemptId);
  });

  test('one that is confirmed after it was given up is told of by itself', async () => {
    const told: string[] = [];
    ground.bridge.on('sessions.changed', () => told.push('sessions'));
    ground.bridge.on('signIn.changed', () => told.push('sign-in'));
    const attempt = await showCode(ground);
    const login = loginOf(ground, attempt);
    await cancel(ground, attempt);
    ground.phone.insist(login, { userid: 'alice' });
    await expect.poll(() => told, { timeout: 10_000 }).toContain('sign-in');
    expect(told).toContain('sessions');
  });

  test('one of an earlier run is looked after once its list was read', async () => {
    const goOn = movableClock();
    const attempt = await showCode(ground);
    await ground.restart();
    expect(await isListed(attempt)).toBe(true);
    const loggedOut = () => {
      goOn(minute);
      return requestsTo(ground, '/sessions/logout');
    };
    await expect.poll(loggedOut, { timeout: 10_000 }).toBe(1);
    goOn(11 * minute);
    await expect.poll(() => isListed(attempt), { timeout: 10_000 }).toBe(false);
  });

  test('a push that nobody answers goes the same way, and one on a session of before leaves that session', async () => {
    const goOn = movableClock();
    const before = (await sessionsOf(ground)).find(
      ({ user, extra }) => !user.id && extra['canprovoke'] === 'true',
    );
    const sessionId = before?.id ?? '';
    const fresh = await push(ground, { kind: 'user', userId: 'alice' });
    const again = await push(ground, { kind: 'session', sessionId });
    expect(await rowOf(ground, fresh)).toMatchObject({ signIn: 'asked' });
    expect(await rowOf(ground, again)).toMatchObject({ id: sessionId, signIn: 'asked' });
    goOn(4 * minute);
    await expect.poll(() => requestsTo(ground, '/sessions/logout'), { timeout: 10_000 }).toBe(1);
    goOn(11 * minute);
    await expect.poll(() => isListed(fresh), { timeout: 20_000 }).toBe(false);
    await expect.poll(async () => (await rowOf(ground, again))?.signIn, { timeout: 20_000 }).toBeUndefined();
    expect(await isListed(again)).toBe(true);
  });
});
