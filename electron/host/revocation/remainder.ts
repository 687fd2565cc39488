import type { Left, RunItem } from '../../bridge/revocation.ts';
import type { Session, SessionPage } from '../../bridge/session.ts';
import { isLive } from './read-back.ts';
import type { Recorded } from './journal.ts';

/** Live sessions that began while the run was under way: they are named, and nothing is sent for them. */
export function appearedIn(
  { sessions }: SessionPage,
  before: Session[],
  { items, startedAt, listed }: Pick<Recorded, 'items' | 'startedAt' | 'listed'>,
): Session[] {
  if (before.length === 0 && items.length > 0) return [];
  const known = new Set([...before, ...items.map(({ session }) => session)].map(({ id }) => id));
  const wasComplete = listed !== null && listed.gaps.length === 0;
  // A list that was not complete before may have left it out then.
  const isNew = ({ createdAt }: Session) => wasComplete || (createdAt !== null && createdAt >= startedAt);
  return sessions.filter((session) => isLive(session) && !known.has(session.id) && isNew(session));
}

/**
 * Who is left of those that `everything` or `matching` meant, or why that is not known. What matches is the page's
 * question, so of `matching` only the list's completeness is known here. Null: nobody is left.
 */
export function leftOf(
  run: Pick<Recorded, 'items' | 'scope' | 'startedAt' | 'listed'>,
  page: SessionPage | null,
): Left | null {
  if (run.scope !== 'everything' && run.scope !== 'matching') return null;
  if (!page) return { count: null, gaps: [{ why: 'not-read', count: null }] };
  const gaps = page.gaps.length > 0 ? page.gaps : run.scope === 'matching' ? (run.listed?.gaps ?? []) : [];
  const left = run.scope === 'everything' ? page.sessions.filter((session) => isLeft(session, run)) : [];
  if (left.length === 0 && gaps.length === 0) return null;
  return { count: gaps.length > 0 ? null : left.length, gaps };
}

/** Live, and neither new nor one that was free to stay. */
function isLeft(session: Session, { items, startedAt }: { items: RunItem[]; startedAt: number }): boolean {
  const item = items.find((one) => one.session.id === session.id);
  if (!isLive(session) || item?.mayStay) return false;
  return item !== undefined || session.createdAt === null || session.createdAt < startedAt;
}
