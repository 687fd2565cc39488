import type { Session } from '../../electron/bridge/session.ts';
import type { SignInAttempt } from '../../electron/bridge/sign-in.ts';
import { isLive } from '../sessions/row/describe.ts';

/** Ids of the sessions that somebody is signed in on. */
export function liveIds(sessions: readonly Session[]): ReadonlySet<string> {
  return new Set(sessions.filter(isLive).map(({ id }) => id));
}

/** The session that a sign-in made, as far as the list tells: the newest of its user that was not live before. */
export function sessionOf(
  { userId, accountId }: SignInAttempt,
  sessions: readonly Session[],
  before: ReadonlySet<string>,
): Session | undefined {
  return sessions
    .filter((session) => isLive(session) && !before.has(session.id))
    .filter(({ user, extra }) => user.id === userId && (extra['accountid'] ?? null) === accountId)
    .toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0))[0];
}
