import type { Session } from '../../bridge/session.ts';
import type { SignInWord } from '../../bridge/sign-in.ts';
import type { CredentialChange } from '../keys/credential-changes.ts';
import type { StoredHandle } from '../keys/credential.ts';
import { approvalOf, isSamePerson, personOf } from './person.ts';
import type { Person, SignInRecord } from './record.ts';

/** What is kept of a session's sign-ins, without its handle. */
export type KeptSignIn = Pick<StoredHandle, 'user' | 'signIn'>;

/** What the row of a session says of its sign-in; undefined: nothing that its status does not say. */
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

/** Who is signed in on a session, as its row says. */
export function personIn({ user, phone }: Pick<Session, 'user' | 'phone'>): Person {
  return personOf({ userId: user.id, accountId: phone?.accountId ?? null });
}

/** Who else than the person signed in now was seen signed in by the same sign-in; null: nobody. */
export function someoneElse({ by, other }: SignInRecord, person: Person): Person | null {
  return [by, other].find((seen) => seen !== null && !isSamePerson(seen, person)) ?? null;
}

/**
 * What is to be kept once somebody was seen signed in on a session: who completed its sign-in, who it was last, and that
 * it was somebody else in between.
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

/** Null: nothing of the sign-in itself. `last` was seen on the session before; since `by` is known, by this sign-in. */
function partsOnSeeing(
  { by, other }: SignInRecord,
  last: Person | null,
  person: Person,
): Partial<Pick<SignInRecord, 'by' | 'other'>> | null {
  if (by === null) return { by: person };
  if (other !== null) return null;
  if (!isSamePerson(by, person)) return { other: person };
  // The first may have been nobody that the server named: then the last one tells.
  return last !== null && !isSamePerson(last, person) ? { other: last } : null;
}
