import type { Scope } from '../../bridge/revocation.ts';
import type { Session } from '../../bridge/session.ts';
import { fail } from '../../bridge/failure.ts';
import { isLive } from './read-back.ts';

export interface Wanted {
  scope: Scope;
  /** Those of `one`, `selected` and `matching`. */
  sessionIds: string[];
}

/**
 * The live sessions of a list that a scope means. Of several, the current one is never among them unless the scope's
 * own words say so (`everything`); there it comes last, since the calls after it would be refused.
 */
export function pick(sessions: Session[], { scope, sessionIds }: Wanted): Session[] {
  const live = sessions.filter(isLive);
  if (scope === 'everything') return [...live.filter(isNotCurrent), ...live.filter(isCurrent)];
  if (scope === 'others') {
    if (!live.some(isCurrent)) refuseOthers();
    return live.filter(isNotCurrent);
  }
  const wanted = new Set(sessionIds);
  const chosen = live.filter(({ id }) => wanted.has(id));
  return wanted.size > 1 ? chosen.filter(isNotCurrent) : chosen;
}

/** Whether one of the sessions is known to be the one that our own credential acts as. */
export function knowsCurrent(sessions: Session[]): boolean {
  return sessions.some(isCurrent);
}

function isCurrent({ current }: Session): boolean {
  return current === true;
}

function isNotCurrent(session: Session): boolean {
  return !isCurrent(session);
}

function refuseOthers(): never {
  const got = 'the list does not tell which session is the current one, so “all others” has no meaning';
  return fail({ code: 'invalid', tried: 'revocation.plan', got, field: 'scope' });
}
