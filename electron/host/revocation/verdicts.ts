import type { RunItem } from '../../bridge/revocation.ts';
import type { SessionPage } from '../../bridge/session.ts';
import type { Cause } from '../../bridge/timeline.ts';
import { secretsOf, type Desk } from '../desk.ts';
import type { Filters } from '../listing.ts';
import type { Recorded } from './journal.ts';
import { outcomeOf } from './outcome.ts';
import { readBack, type Finding } from './read-back.ts';

export interface VerdictPorts {
  desk: Desk;
  filtersOf: (connectionId: string) => Filters;
}

/** Reads back the sessions of some items, and says what became of each; the other items stay as they are. */
export async function findOut(
  { desk, filtersOf }: VerdictPorts,
  { id, connectionId, items }: Recorded,
  handlesOfRun: ReadonlyMap<string, string>,
  isSought: (item: RunItem) => boolean,
  cause: Cause,
): Promise<{ items: RunItem[]; page: SessionPage | null }> {
  const sessions = items.filter(isSought).map(({ session }) => session);
  const handles = new Map<string, string>();
  for (const session of sessions) {
    const handle = handlesOfRun.get(session.id);
    if (handle !== undefined) handles.set(session.id, handle);
  }
  const conceal = sessions.flatMap((session) =>
    secretsOf({ handle: handles.get(session.id) ?? '', session }),
  );
  const sought = { connectionId, sessions, handles, filters: filtersOf(connectionId) };
  const { findings, page } = await readBack(desk, sought, { cause, runId: id, conceal });
  const { tokensOutliveBy } = desk.find(connectionId).adapter;
  const judged = (item: RunItem, finding: Finding) => {
    const outlive = finding.verdict === 'ended' && tokensOutliveBy !== null;
    return outcomeOf({ ...item, mayWorkUntil: outlive ? Date.now() + tokensOutliveBy : null }, finding);
  };
  return {
    items: items.map((item) => {
      const finding = findings.get(item.session.id);
      return finding ? judged(item, finding) : item;
    }),
    page,
  };
}
