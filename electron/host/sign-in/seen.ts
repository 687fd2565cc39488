import type { Session } from '../../bridge/session.ts';
import type { SignInWord } from '../../bridge/sign-in.ts';
import type { CredentialChange } from '../keys/credential-changes.ts';
import type { StoredHandle } from '../keys/credential.ts';
import { approvalOf, isSamePerson, personOf } from './person.ts';
import type { Person, SignInRecord } from './record.ts';

/** The stored sign-in of a session, without its handle. */
export type KeptSignIn = Pick<StoredHandle, 'user' | 'signIn'>;

/** What a session's row says of its sign-in; undefined: nothing beyond its status. */
export function signInWordOf(
  kept: KeptSignIn | null,
  session: Pick<Session, 'status' | 'user' | 'phone'>,
): SignInWord | undefined {
  const signIn = kept?.signIn ?? null;
  if (signIn === null) return undefined;
  if (session.status !== 'active') return signIn.by === null ? openWordOf(signIn) : undefined;
  const now = personIn(session);
  if (signIn.other !== null || someoneElse(signIn, now) !== null) return 'two-people';
  const approval = signIn.expected === null ? 'expected' : approvalOf(signIn.expected, now);
  return approval === 'expected' ? undefined : approval;
}

function openWordOf({ way, sent }: SignInRecord): SignInWord {
  if (way === 'qr') return 'shown';
  return sent === 'maybe' ? 'maybe-asked' : 'asked';
}

/** The person signed in on a session, according to its row. */
export function personIn({ user, phone }: Pick<Session, 'user' | 'phone'>): Person {
  return personOf({ userId: user.id, accountId: phone?.accountId ?? null });
}

/** A person other than the given one who was seen signed in by the same sign-in; null: none. */
export function someoneElse({ by, other }: SignInRecord, person: Person): Person | null {
  return [by, other].find((seen) => seen !== null && !isSamePerson(seen, person)) ?? null;
}

/**
 * The changes to store once somebody was seen signed in on a session: who completed its sign-in, who was seen last, and
 * whether there was a different person in between.
 */
export function changesOnSeeing(stored: StoredHandle, person: Person): CredentialChange[] {
  const { handle, user, signIn } = stored;
  const isNews = user === null || user.userId !== person.userId || user.accountId !== person.accountId;
  const parts = signIn && partsOnSeeing(signIn, user, person);
  return [
    ...(signIn && parts ? [{ kind: 'note-sign-in', id: signIn.id, parts } as const] : []),
    ...(isNews ? [{ kind: 'seen', handle, user: person } as const] : []),
  ];
}

/** Null: nothing new about the sign-in. `last` was seen on the session before; once `by` is known, by this sign-in. */
function partsOnSeeing(
  { by, other }: SignInRecord,
  last: Person | null,
  person: Person,
): Partial<Pick<SignInRecord, 'by' | 'other'>> | null {
  if (by === null) return { by: person };
  if (other !== null) return null;
  if (!isSamePerson(by, person)) return { other: person };
  // The first person may have had no ids; then the last one is compared.
  return last !== null && !isSamePerson(last, person) ? { other: last } : null;
}
