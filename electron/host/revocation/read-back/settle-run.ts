import type { Adapter } from '../../../adapters/adapter.ts';
import type { Evidence } from '../../../bridge/evidence.ts';
import type { Left, Run, RunItem } from '../../../bridge/revocation.ts';
import type { Session, SessionPage } from '../../../bridge/session.ts';
import { isLive } from '../../../query/status.ts';
import { undecided } from './evidence.ts';
import type { Recorded } from '../journal/journal.ts';
import { outcomeOf } from '../outcome.ts';
import { findOut, type FoundOut, type Known, type VerdictPorts } from './verdicts.ts';

export interface Conclusion extends Pick<
  Run,
  'items' | 'endedUnasked' | 'unaskedEvidence' | 'nowActive' | 'appeared' | 'left'
> {
  /** Live sessions in the run's scope that no call was sent for. */
  missed: Session[];
}

/** Reads back what was sent, and concludes the outcome of the run: its sessions, other sessions, and who is left. */
export async function conclude(ports: VerdictPorts, run: Recorded, known: Known): Promise<Conclusion> {
  const isSent = ({ state }: RunItem) => state !== 'waiting';
  const { items, page, unasked } = await findOut(ports, run, known, isSent, 'read-back');
  const judged = { ...run, items };
  const earlier = { before: known.before, shows: showsOf(ports, run.connectionId) };
  return {
    items,
    endedUnasked: unasked.map(({ session }) => session),
    unaskedEvidence: evidenceOf(unasked),
    nowActive: page && newlyActive(known.before, page),
    appeared: page ? appearedIn(page, judged, earlier) : [],
    left: leftOf(judged, page, earlier),
    missed: page ? missedBy(page, judged, earlier) : [],
  };
}

/** How many rounds `everything` may send for newly listed sessions before it reports who is left. */
const mostRounds = 20;

/**
 * Whether `everything` may continue with sessions that its list had lacked: only while each round ends some, and only
 * where a list shows all sessions.
 */
export function canGoOn(
  { readCookies, readHandles }: Adapter,
  items: readonly RunItem[],
  rounds: number,
): boolean {
  const isAllSent = items.every(({ state }) => state !== 'waiting');
  const endedSome = items.some(({ state }) => state === 'ended');
  return rounds < mostRounds && isAllSent && endedSome && !readCookies && !readHandles;
}

/** The conclusion of a run that is not read back: the outcome of sent calls is unknown. */
export function unread(run: Recorded): Conclusion {
  const source = { request: null, entryId: null, at: Date.now() };
  const finding = undecided(source, { gaps: [{ why: 'not-read', count: null }] });
  const items = run.items.map((item) => (item.state === 'waiting' ? item : outcomeOf(item, finding)));
  const left = leftOf(run, null, { before: [], shows: () => true });
  return { items, endedUnasked: [], unaskedEvidence: {}, nowActive: null, appeared: [], left, missed: [] };
}

/** Whether a list with the person's filters shows a session. */
function showsOf(
  { operations, filtersOf }: VerdictPorts,
  connectionId: string,
): (session: Session) => boolean {
  const { shows } = operations.find(connectionId).adapter;
  const filters = filtersOf(connectionId);
  return (session) => shows?.(filters, session) ?? true;
}

function evidenceOf(unasked: FoundOut['unasked']): Run['unaskedEvidence'] {
  const entries = unasked.map(({ session, finding }) => [session.id, finding.evidence] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, Evidence] => entry[1] !== null));
}

/** What was known before a run sent anything, to tell old sessions from new ones. */
export interface Earlier {
  /** The list that was read before the run; empty after a restart. */
  before: Session[];
  /** Whether a list with the person's filters shows a session: a read-back may return more. */
  shows: (session: Session) => boolean;
}

type Ran = Pick<Recorded, 'items' | 'scope' | 'startedAt' | 'listed'>;

/** Live sessions that began during the run: they are reported, and nothing is sent for them. */
function appearedIn({ sessions }: SessionPage, run: Ran, earlier: Earlier): Session[] {
  if (earlier.before.length === 0) return [];
  const isNew = newTo(run, earlier);
  return sessions.filter((session) => isLive(session) && earlier.shows(session) && isNew(session));
}

/**
 * Live sessions in the scope `everything` that no call was sent for, because the list was incomplete or its rows moved
 * while it was read.
 */
function missedBy(page: SessionPage, run: Ran, earlier: Earlier): Session[] {
  if (run.scope !== 'everything') return [];
  const planned = idsOf(run.items.map(({ session }) => session));
  return meantBy(page, run, earlier).filter(({ id }) => !planned.has(id));
}

/**
 * Who is left of the sessions in the scope `everything` or `matching`, or why that is unknown. Only the page knows what
 * matches, so for `matching` only the list's completeness is judged here. Null: nobody is left.
 */
function leftOf(run: Ran, page: SessionPage | null, earlier: Earlier): Left | null {
  if (run.scope !== 'everything' && run.scope !== 'matching') return null;
  if (!page) return { count: null, gaps: [{ why: 'not-read', count: null }] };
  const early = run.scope === 'matching' ? (run.listed?.gaps ?? []) : [];
  const gaps = page.gaps.length > 0 ? page.gaps : early;
  const left = run.scope === 'everything' ? meantBy(page, run, earlier).length : 0;
  if (left === 0 && gaps.length === 0) return null;
  return { count: gaps.length > 0 ? null : left, gaps };
}

/** Live sessions that are neither new nor allowed to stay. */
function meantBy({ sessions }: SessionPage, run: Ran, earlier: Earlier): Session[] {
  const stays = idsOf(run.items.filter(({ mayStay }) => mayStay).map(({ session }) => session));
  const isNew = newTo(run, earlier);
  return sessions.filter(
    (session) => isLive(session) && earlier.shows(session) && !stays.has(session.id) && !isNew(session),
  );
}

/**
 * Whether a session began during the run, by the server's own times: it is newer than every session listed before. If
 * that list was incomplete, it must also be newer than the run's start, because the list may have lacked newer ones.
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

/** The active session of a page, if it differs from the one before; otherwise null. */
function newlyActive(before: Session[], page: SessionPage): Session | null {
  const active = page.sessions.find(({ current }) => current);
  return active && !before.some(({ id, current }) => current && id === active.id) ? active : null;
}
