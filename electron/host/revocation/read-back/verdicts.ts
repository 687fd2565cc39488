import type { RunItem } from '../../../bridge/revocation.ts';
import type { Session } from '../../../bridge/session.ts';
import type { Cause } from '../../../bridge/timeline.ts';
import { secretsOf, type Operations } from '../../lists/operations.ts';
import type { Filters } from '../../lists/list-memory.ts';
import type { Recorded } from '../journal/journal.ts';
import { outcomeOf } from '../outcome.ts';
import { readBack, type ReadBack } from './read-back.ts';

export interface VerdictPorts {
  operations: Operations;
  filtersOf: (connectionId: string) => Filters;
}

/** What is known of a run besides its record. */
export interface Known {
  /** Handles by session id; for a run before a crash some may be missing. */
  handles: ReadonlyMap<string, string>;
  /** The list before anything was sent; empty after a restart. */
  before: Session[];
  /** Ids of all sessions that were to end on the connection. */
  asked: ReadonlySet<string>;
  /** How long credentials issued earlier outlive the end, ms; null: nothing says that they do. */
  outlives: number | null;
}

export interface FoundOut extends Omit<ReadBack, 'findings'> {
  items: RunItem[];
}

/** Reads back the sessions of the sought items and determines their outcomes; other items stay unchanged. */
export async function findOut(
  { operations, filtersOf }: VerdictPorts,
  { id, connectionId, items }: Recorded,
  { handles, before, asked, outlives }: Known,
  isSought: (item: RunItem) => boolean,
  cause: Cause,
): Promise<FoundOut> {
  const sought = items.filter(isSought).map(({ session, callFailure }) => ({
    session,
    handle: handles.get(session.id) ?? null,
    callFailure,
  }));
  const conceal = sought.flatMap(({ session, handle }) => secretsOf({ handle: handle ?? '', session }));
  const question = {
    connectionId,
    sought,
    before: { sessions: before, asked },
    filters: filtersOf(connectionId),
  };
  const { findings, ...rest } = await readBack(operations, question, { cause, runId: id, conceal });
  const judged = items.map((item) => {
    const finding = findings.get(item.session.id);
    if (!finding) return item;
    const until = finding.verdict === 'ended' && outlives !== null ? Date.now() + outlives : null;
    return outcomeOf({ ...item, mayWorkUntil: until }, finding);
  });
  return { items: judged, ...rest };
}
