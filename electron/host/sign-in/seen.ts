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
  if (signIn.by !== null && !isSamePerson(signIn.by, now)) return 'two-people';
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

/** What is to be kept once somebody was seen signed in on a session: who completed its sign-in, and who it was last. */
export function changesOnSeeing(stored: StoredHandle, person: Person): CredentialChange[] {
  const { handle, user, signIn } = stored;
  const isNews = user === null || user.userId !== person.userId || user.accountId !== person.accountId;
  return [
    ...(signIn !== null && signIn.by === null
      ? [{ kind: 'note-sign-in', id: signIn.id, parts: { by: person } } as const]
      : []),
    ...(isNews ? [{ kind: 'seen', handle, user: person } as const] : []),
  ];
}
