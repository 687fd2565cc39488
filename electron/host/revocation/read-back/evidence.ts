import type { Listing } from '../../../adapters/pages/listing.ts';
import type { Evidence } from '../../../bridge/evidence.ts';
import type { Failure } from '../../../bridge/failure.ts';
import type { RunItem } from '../../../bridge/revocation.ts';
import type { Gap, Session, SessionPage } from '../../../bridge/session.ts';
import { isOver } from '../../../query/status.ts';

// The rules of docs/evidence.md: what an answer proves about a session, and what it does not.

export type Finding = Pick<RunItem, 'verdict' | 'evidence' | 'checkFailure'>;

/** The request that an answer came from. */
export interface Source {
  /** `GET /sessions/{session_id}`; null when nothing was sent. */
  request: string | null;
  entryId: number | null;
  /** When the answer was read, ms since the epoch. */
  at: number;
}

/** A list that was read as evidence. */
export interface ReadList {
  page: SessionPage;
  rows: ReadonlyMap<string, Session>;
  readings: number;
  source: Source;
}

/** Evidence with defaults for everything that is not given. */
function evidence(rests: Evidence['rests'], source: Source, parts: Partial<Evidence> = {}): Evidence {
  return { rests, ...source, word: null, rows: null, total: null, readings: null, gaps: [], ...parts };
}

/** Judges a row of the session, which is the API's own word about it. An unknown status settles nothing. */
export function ofRow(row: Session, source: Source): Finding {
  const word = `status: ${row.statusGiven ?? row.status}`;
  if (row.status === 'unknown') return undecided(source, { word });
  if (!isOver(row)) return found('still-there', evidence('sighting', source, { word }));
  const verdict = row.status === 'expired' ? 'expired' : 'ended';
  return found(verdict, evidence('own-word', source, { word }));
}

/** Judges the API's answer about the session by name. */
export function ofWord(
  { live, expired, word }: { live: boolean | null; expired?: boolean; word: string },
  session: Session,
  source: Source,
): Finding {
  if (live === null) return undecided(source, { word });
  if (live) return found('still-there', evidence('sighting', source, { word }));
  const verdict = expired || hasExpired(session, source.at) ? 'expired' : 'ended';
  return found(verdict, evidence('own-word', source, { word }));
}

/** The verdict for a session missing from a complete list. */
export function ofCompleteList({ page, readings, source }: ReadList, session: Session): Finding {
  const { sessions, total } = page;
  const verdict = hasExpired(session, source.at) ? 'expired' : 'ended';
  const counts = { rows: sessions.length, total, readings };
  return found(verdict, evidence('complete-list', source, counts));
}

/** The verdict after the documented error for a session that does not exist, on a path that names it. */
export function ofRefusal(refusal: Failure, source: Source): Finding {
  return found('ended', evidence('refusal', source, { word: refusal.got }));
}

/** The verdict for our own session: its call was accepted, and its credential has been refused since. */
export function ofOwn401(refusal: Failure, source: Source): Finding {
  return found('ended', evidence('own-401', source, { word: refusal.got }));
}

/** The verdict for a session of which only its passed expiry is known. */
export function ofExpiry(source: Source): Finding {
  return found('expired', evidence('expiry', source));
}

/** No evidence either way. */
export function undecided(
  source: Source,
  parts: Partial<Evidence> = {},
  failure: Failure | null = null,
): Finding {
  return {
    verdict: 'cannot-be-checked',
    evidence: evidence('nothing', source, parts),
    checkFailure: failure,
  };
}

function found(verdict: 'ended' | 'still-there' | 'expired', proof: Evidence): Finding {
  return { verdict, evidence: proof, checkFailure: null };
}

/** Whether the session's own expiry, as it was last listed, has passed. */
export function hasExpired({ expiresAt }: Session, at: number): boolean {
  return expiresAt !== null && expiresAt <= at;
}

/** Earlier knowledge that a new list is checked against. */
export interface Before {
  /** The list before anything was sent; empty after a restart. */
  sessions: Session[];
  /** Ids of all sessions that were to end. */
  asked: ReadonlySet<string>;
  /** The sessions being judged. */
  sought: Session[];
}

/** Why a list may lack sessions: it contradicts itself, or what was there before. */
export function gapsOf(listing: Pick<Listing, 'gaps'>, page: SessionPage, before: Before): Gap[] {
  const own = page.gaps.length > 0 ? page.gaps : listing.gaps;
  const told = new Set(own.map(({ why }) => why));
  return [...own, ...contradictions(page, before).filter(({ why }) => !told.has(why))];
}

function contradictions({ sessions, readAt }: SessionPage, { sessions: last, asked, sought }: Before): Gap[] {
  const ids = new Set(sessions.map(({ id }) => id));
  const staying = last.filter(
    (session) => !asked.has(session.id) && !isOver(session) && !hasExpired(session, readAt),
  );
  const isOwnMissing = expectsOwn(last, asked, sought) && !sessions.some(({ current }) => current === true);
  const noneStayed = staying.length > 0 && !staying.some(({ id }) => ids.has(id));
  return [
    ...(isOwnMissing ? [{ why: 'current-missing', count: null } as const] : []),
    ...(noneStayed ? [{ why: 'nothing-in-common', count: staying.length } as const] : []),
  ];
}

/** Whether our own session must be listed. After a restart: if the API marks it and it was not among those to end. */
function expectsOwn(last: Session[], asked: ReadonlySet<string>, sought: Session[]): boolean {
  const own = last.find(({ current }) => current === true);
  if (own) return !asked.has(own.id);
  if (last.length > 0) return false;
  return sought.some(({ current }) => current === false) && !sought.some(({ current }) => current === true);
}
