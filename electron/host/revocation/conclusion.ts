import type { Evidence } from '../../bridge/evidence.ts';
import type { Run, RunItem } from '../../bridge/revocation.ts';
import type { Session } from '../../bridge/session.ts';
import type { Recorded } from './journal.ts';
import { undecided } from './evidence.ts';
import { outcomeOf } from './outcome.ts';
import { newlyActive } from './read-back.ts';
import { appearedIn, leftOf, missedBy } from './remainder.ts';
import { findOut, type FoundOut, type Known, type VerdictPorts } from './verdicts.ts';

export interface Conclusion extends Pick<
  Run,
  'items' | 'endedUnasked' | 'unaskedEvidence' | 'nowActive' | 'appeared' | 'left'
> {
  /** Live sessions that the run meant and that no call was sent for. */
  missed: Session[];
}

/** Reads back what was sent, and says what became of the run: of its sessions, of others, and who is left. */
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

/** What is known of a run that nobody is asked about: what was sent cannot be checked. */
export function unread(run: Recorded): Conclusion {
  const source = { request: null, entryId: null, at: Date.now() };
  const finding = undecided(source, { gaps: [{ why: 'not-read', count: null }] });
  const items = run.items.map((item) => (item.state === 'waiting' ? item : outcomeOf(item, finding)));
  const left = leftOf(run, null, { before: [], shows: () => true });
  return { items, endedUnasked: [], unaskedEvidence: {}, nowActive: null, appeared: [], left, missed: [] };
}

/** Whether the list with the person's filters shows a session. */
function showsOf({ desk, filtersOf }: VerdictPorts, connectionId: string): (session: Session) => boolean {
  const { shows } = desk.find(connectionId).adapter;
  const filters = filtersOf(connectionId);
  return (session) => shows?.(filters, session) ?? true;
}

function evidenceOf(unasked: FoundOut['unasked']): Run['unaskedEvidence'] {
  const entries = unasked.map(({ session, finding }) => [session.id, finding.evidence] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, Evidence] => entry[1] !== null));
}
