import { describe, expect, test } from 'vitest';
import { approvalOf, markOf } from '../../../electron/host/sign-in/person.ts';
import { endSessions } from '../../../scripts/end-sessions.ts';
import { failureOf } from '../../support/host.ts';
import {
  check,
  latestPush,
  loginOf,
  eachOnNewGround,
  push,
  rowOf,
  sessionsOf,
  showCode,
  type Ground,
} from './support.ts';

describe('who signed in compared with who was asked', () => {
  const person = (userId: string | null, accountId: string | null = null) => ({ userId, accountId });
  test.each([
    ['the same user', person('alice'), person('alice', '42'), 'expected'],
    ['another user', person('alice'), person('eve', '42'), 'unexpected'],
    ['the same id in other case is another id', person('alice'), person('Alice'), 'unexpected'],
    ['one character in its two spellings', person('jos\u00e9'), person('jose\u0301'), 'expected'],
    ['a letter that looks the same', person('alice'), person('\u0430lice'), 'unexpected'],
    ['a space behind the id', person('alice '), person('alice'), 'expected'],
    ['account 042 and 42', person(null, '042'), person('alice', '42'), 'expected'],
    ['another account', person(null, '42'), person('alice', '43'), 'unexpected'],
    ['a user whose other account answers', person('alice', '42'), person('alice', '43'), 'expected'],
    ['a server that says no user, for a user', person('alice'), person(null, '42'), 'cannot-tell'],
    ['a blank user for a user', person('alice'), person(' \u200b'), 'cannot-tell'],
    ['a server that says nothing', person('alice', '42'), person(null), 'cannot-tell'],
    ['no user, and the account that was known', person('alice', '42'), person(null, '42'), 'expected'],
    ['no user, and another account', person('alice', '42'), person(null, '43'), 'cannot-tell'],
    ['nobody is known to have been asked', person(null), person('alice', '42'), 'cannot-tell'],
  ])('%s', (_, asked, signedIn, approval) => {
    expect(approvalOf(asked, signedIn)).toBe(approval);
  });

  test.each([
    [null, null],
    ['', 'blank'],
    [' \u200b\u3164', 'blank'],
    ['alice', null],
    ['Zoë-Łukasz_42', null],
    ['\u0430lice', 'mixed-scripts'],
    ['α-lice', 'mixed-scripts'],
    ['иван', null],
    ['иван@example.com', null],
    ['иvан@example.com', 'mixed-scripts'],
    ['田中taro', null],
    ['田中タロウ', null],
    ['aliceא', 'mixed-scripts'],
  ])('a user id like %j is marked as %s', (userId, mark) => {
    expect(markOf(userId)).toBe(mark);
  });
});

describe('over the phone', () => {
  let ground: Ground;
  eachOnNewGround((fresh) => (ground = fresh));
  const rename = (from: string, to: string | undefined) => {
    for (const account of ground.tables().accounts)
      if (account.userid === from) Object.assign(account, { userid: to });
  };

  test('an account that is asked for with zeros before its number is the one that approves', async () => {
    const attempt = await push(ground, { kind: 'account', accountId: '042' });
    ground.phone.confirm(latestPush(ground), { accountid: 42 });
    expect(await check(ground, attempt)).toMatchObject({ approval: 'expected', asExpected: true });
  });

  test.each([
    ['sends no user id', undefined, null],
    ['sends a blank one', '  ', 'blank'],
  ])('a server that %s: who approved cannot be told', async (_, userid, userMark) => {
    const attempt = await push(ground, { kind: 'user', userId: 'alice' });
    rename('alice', userid);
    ground.phone.confirm(latestPush(ground), { accountid: 42 });
    expect(await check(ground, attempt)).toMatchObject({
      ...{ phase: 'signed-in', approval: 'cannot-tell', asExpected: null, userMark },
    });
    expect(await rowOf(ground, attempt)).toMatchObject({ status: 'active', signIn: 'cannot-tell' });
  });

  test('letters of another script are marked', async () => {
    const attempt = await push(ground, { kind: 'user', userId: 'alice' });
    rename('chiara', '\u0430lice');
    ground.phone.confirm(latestPush(ground), { userid: '\u0430lice' });
    expect(await check(ground, attempt)).toMatchObject({ approval: 'unexpected', userMark: 'mixed-scripts' });
  });

  test('who was asked is remembered over a restart, and the row says so', async () => {
    const attempt = await push(ground, { kind: 'user', userId: 'alice' });
    await ground.restart();
    ground.phone.confirm(latestPush(ground), { userid: 'chiara' });
    expect(await check(ground, attempt)).toMatchObject({ approval: 'unexpected', asExpected: false });
    expect(await rowOf(ground, attempt)).toMatchObject({ signIn: 'unexpected' });
    await ground.restart();
    expect(await rowOf(ground, attempt)).toMatchObject({ signIn: 'unexpected' });
  });

  test('a code that two people confirm one after the other says so', async () => {
    const attempt = await showCode(ground);
    const login = loginOf(ground, attempt);
    ground.phone.confirm(login, { userid: 'alice' });
    expect(await check(ground, attempt)).toMatchObject({ userId: 'alice', before: null });
    ground.phone.insist(login, { userid: 'chiara' });
    const before = { userId: 'alice', accountId: '42' };
    expect(await check(ground, attempt)).toMatchObject({ userId: 'chiara', before });
    expect(await rowOf(ground, attempt)).toMatchObject({ signIn: 'two-people', user: { id: 'chiara' } });
  });

  test('so does the list, where only the list is looked at, and the same person twice is one', async () => {
    const [twice, changed] = [await showCode(ground), await showCode(ground)];
    const logins = [twice, changed].map((attempt) => loginOf(ground, attempt));
    for (const login of logins) ground.phone.confirm(login, { accountid: 42 });
    await sessionsOf(ground);
    ground.phone.insist(logins[0] ?? 0, { accountid: 43 });
    ground.phone.insist(logins[1] ?? 0, { userid: 'chiara' });
    expect((await rowOf(ground, twice))?.signIn).toBeUndefined();
    expect(await rowOf(ground, changed)).toMatchObject({ signIn: 'two-people' });
  });

  /** A session that alice was signed in on when the list was read, and is not any more. */
  async function alices(): Promise<string> {
    const { bridge, connectionId } = ground;
    const session = (await sessionsOf(ground)).find(({ user }) => user.id === 'alice');
    await endSessions(bridge, { connectionId, scope: 'one', sessionIds: [session?.id ?? ''] });
    return session?.id ?? '';
  }
  /** The nonce of a session, as the mock server knows it. */
  const nonceOf = (accountid: number) =>
    ground.tables().sessions.findLast(({ lastAccountid }) => lastAccountid === accountid);

  test('a push to a session is compared with who was last on it, also after a restart', async () => {
    const sessionId = await alices();
    await ground.restart();
    await sessionsOf(ground);
    const attempt = await push(ground, { kind: 'session', sessionId });
    ground.phone.confirm(latestPush(ground), { userid: 'chiara' });
    expect(await check(ground, attempt)).toMatchObject({ approval: 'unexpected', userId: 'chiara' });
  });

  test('a push to a session on which somebody else has signed in meanwhile is refused, and approved by nobody', async () => {
    const sessionId = await alices();
    const session = nonceOf(42);
    Object.assign(session ?? {}, { accountid: 58, lastAccountid: 58 });
    const failed = await failureOf(push(ground, { kind: 'session', sessionId }));
    expect(failed).toMatchObject({ code: 'refused', next: 'refresh' });
    expect(ground.phone.pending().filter(({ kind }) => kind === 'push')).toEqual([]);
  });

  test('somebody else who signs in on it in another way, while the phone is asking, did not approve', async () => {
    const sessionId = await alices();
    const attempt = await push(ground, { kind: 'session', sessionId });
    Object.assign(nonceOf(42) ?? {}, { accountid: 58, lastAccountid: 58 });
    expect(await check(ground, attempt)).toMatchObject({ phase: 'signed-in', approval: 'unexpected' });
  });

  test('one to a session of which nobody knows who was on it cannot tell who approved', async () => {
    const session = (await sessionsOf(ground)).find(
      ({ user, extra }) => !user.id && extra['canprovoke'] === 'true',
    );
    const attempt = await push(ground, { kind: 'session', sessionId: session?.id ?? '' });
    ground.phone.confirm(latestPush(ground), {});
    expect(await check(ground, attempt)).toMatchObject({ phase: 'signed-in', approval: 'cannot-tell' });
  });
});
