import { expect, test } from 'vitest';
import type { SignInRecord } from '../../../electron/host/sign-in/record.ts';
import { changesOnSeeing } from '../../../electron/host/sign-in/seen.ts';
import { check, loginOf, eachOnNewGround, rowOf, showCode, type Ground } from './support.ts';

// One code that several people confirm, one after another: whoever comes last, the others are not forgotten.

let ground: Ground;
eachOnNewGround((fresh) => (ground = fresh));

type Who = { userid?: string; accountid?: number };
const alice: Who = { accountid: 42 };
const chiara: Who = { accountid: 58 };

/** Has these people confirm one code in turn, each seen by a look in between. Ids change as `rename` says before a turn. */
async function inTurn(people: readonly (Who | (() => Who))[]) {
  const attempt = await showCode(ground);
  const login = loginOf(ground, attempt);
  let last = attempt;
  for (const who of people) {
    ground.phone.insist(login, typeof who === 'function' ? who() : who);
    last = await check(ground, attempt);
  }
  return { attempt, last };
}

/** Has the server call the user of an account something else from now on; undefined: it sends no id. */
function calling(accountid: number, userid: string | undefined): () => Who {
  return () => {
    const account = ground.tables().accounts.find((one) => one.accountid === accountid);
    Object.assign(account ?? {}, { userid });
    return { accountid };
  };
}

test('somebody else in between is still told once the first is signed in again, also after a restart', async () => {
  const { attempt, last } = await inTurn([alice, chiara, alice]);
  expect(last).toMatchObject({ userId: 'alice', before: { userId: 'chiara', accountId: '58' } });
  expect(await rowOf(ground, attempt)).toMatchObject({ signIn: 'two-people', user: { id: 'alice' } });
  await ground.restart();
  expect(await check(ground, attempt)).toMatchObject({ before: { userId: 'chiara', accountId: '58' } });
  expect(await rowOf(ground, attempt)).toMatchObject({ signIn: 'two-people' });
});

test('that the first was nobody that the server named does not hide that the next two are different', async () => {
  const { attempt, last } = await inTurn([calling(42, ' '), calling(42, 'alice'), chiara]);
  expect(last).toMatchObject({ userId: 'chiara', before: { accountId: '42' } });
  expect(await rowOf(ground, attempt)).toMatchObject({ signIn: 'two-people' });
});

test('nor where the server names neither user nor account of the first', () => {
  const person = (userId: string | null) => ({ userId, accountId: null });
  const signIn: SignInRecord = {
    ...{ id: 'one', way: 'qr', at: 1, fresh: true, expected: null, sent: 'yes', loggedOut: false },
    ...{ by: person(null), other: null },
  };
  const seen = (last: string, now: string) =>
    changesOnSeeing({ handle: 'h', createdAt: 1, user: person(last), signIn }, person(now));
  const other = { kind: 'note-sign-in', id: 'one', parts: { other: person('alice') } };
  expect(seen('alice', 'chiara')).toContainEqual(other);
  expect(seen('alice', 'alice')).toEqual([]);
});

test.each<[string, readonly (Who | (() => Who))[]]>([
  ['the same person three times', [alice, alice, alice]],
  ['one person on two phones', [alice, { accountid: 43 }, alice]],
  [
    'a person whose id the server leaves out for a while',
    [alice, calling(42, undefined), calling(42, 'alice')],
  ],
])('%s is one person', async (_, people) => {
  const { attempt, last } = await inTurn(people);
  expect(last).toMatchObject({ phase: 'signed-in', before: null });
  expect((await rowOf(ground, attempt))?.signIn).toBeUndefined();
});

test('an id that differs in case is another person’s, whichever comes first', async () => {
  const { attempt, last } = await inTurn([alice, calling(58, 'ALICE')]);
  expect(last).toMatchObject({ userId: 'ALICE', before: { userId: 'alice' } });
  expect(await rowOf(ground, attempt)).toMatchObject({ signIn: 'two-people' });
});
