import type { Left } from '../../bridge/revocation.ts';
import type { Session, SessionPage } from '../../bridge/session.ts';
import type { Recorded } from './journal.ts';
import { isLive } from './read-back.ts';

/** What was known before a run sent anything, to tell old sessions from new ones. */
export interface Earlier {
  /** The list as it was read then; empty after a restart. */
  before: Session[];
  /** Whether the list with the person's filters shows a session: a read-back may ask for more. */
  shows: (session: Session) => boolean;
}

type Ran = Pick<Recorded, 'items' | 'scope' | 'startedAt' | 'listed'>;

/** Live sessions that began while the run was under way: they are named, and nothing is sent for them. */
export function appearedIn({ sessions }: SessionPage, run: Ran, earlier: Earlier): Session[] {
  if (earlier.before.length === 0) return [];
  const isNew = newTo(run, earlier);
  return sessions.filter((session) => isLive(session) && earlier.shows(session) && isNew(session));
}

/**
 * Live sessions that `everything` meant and that no call was sent for: a list that was not complete, or whose rows
 * moved, had left them out.
 */
export function missedBy(page: SessionPage, run: Ran, earlier: Earlier): Session[] {
  if (run.scope !== 'everything') return [];
  const planned = idsOf(run.items.map(({ session }) => session));
  return meantBy(page, run, earlier).filter(({ id }) => !planned.has(id));
}

/**
 * Who is left of those that `everything` or `matching` meant, or why that is not known. What matches is the page's
 * question, so of `matching` only the list's completeness is known here. Null: nobody is left.
 */
export function leftOf(run: Ran, page: SessionPage | null, earlier: Earlier): Left | null {
  if (run.scope !== 'everything' && run.scope !== 'matching') return null;
  if (!page) return { count: null, gaps: [{ why: 'not-read', count: null }] };
  const early = run.scope === 'matching' ? (run.listed?.gaps ?? []) : [];
  const gaps = page.gaps.length > 0 ? page.gaps : early;
  const left = run.scope === 'everything' ? meantBy(page, run, earlier).length : 0;
  if (left === 0 && gaps.length === 0) return null;
  return { count: gaps.length > 0 ? null : left, gaps };
}

/** Live sessions that are neither new nor free to stay. */
function meantBy({ sessions }: SessionPage, run: Ran, earlier: Earlier): Session[] {
  const stays = idsOf(run.items.filter(({ mayStay }) => mayStay).map(({ session }) => session));
  const isNew = newTo(run, earlier);
  return sessions.filter(
    (session) => isLive(session) && earlier.shows(session) && !stays.has(session.id) && !isNew(session),
  );
}

/**
 * Whether a session began during the run: by the server's own times where the list before was complete, and otherwise
 * by the start of the run too, as what it left out may be newer than what it held.
 */
function newTo({ listed, items, startedAt }: Ran, { before }: Earlier): (session: Session) => boolean {
  const known = idsOf([...before, ...items.map(({ session }) => session)]);
  const newest = before.reduce(
    (latest, { createdAt }) => Math.max(latest, createdAt ?? -Infinity),
    -Infinity,
  );
  const wasComplete = listed !== null && listed.gaps.length === 0;
  const latest = wasComplete ? newest : Math.max(newest, startedAt);
  return ({ id, createdAt }) => !known.has(id) && (createdAt === null ? wasComplete : createdAt > latest);
}

function idsOf(sessions: Session[]): ReadonlySet<string> {
  return new Set(sessions.map(({ id }) => id));
}
