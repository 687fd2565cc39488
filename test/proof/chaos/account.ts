import type { AuditEntry } from '../../../electron/bridge/audit.ts';
import type { Bridge } from '../../../electron/bridge/crossing/connect.ts';
import type { Run, RunItem, RunState, Totals } from '../../../electron/bridge/revocation.ts';
import type { Session } from '../../../electron/bridge/session.ts';

/** What is said of a run, wherever it is said. Sessions go by their names: see `Kind`. */
export interface Account {
  state: RunState;
  totals: Totals;
  sessions: SessionAccount[];
  /** Sessions that are said to have ended though nobody asked. */
  endedUnasked: string[];
}

export interface SessionAccount extends Pick<RunItem, 'state' | 'attempts' | 'verdict' | 'evidence'> {
  name: string;
  /** Whether it is said that what was issued before goes on working; null: the account does not hold it. */
  worksOn: boolean | null;
}

export function accountOf({ state, totals, items, endedUnasked }: Run): Account {
  return {
    ...{ state, totals },
    sessions: items.map(({ session, state, attempts, verdict, evidence, mayWorkUntil }) => ({
      ...{ name: nameOf(session), state, attempts, verdict, evidence },
      worksOn: mayWorkUntil !== null,
    })),
    endedUnasked: endedUnasked.map(nameOf),
  };
}

/** What a session goes by here: the API's own id or, where that is a secret, its user's. */
export function nameOf({ nativeId, user }: Pick<Session, 'nativeId' | 'user'>): string {
  return nativeId ?? user.id ?? '';
}

/** How the audit log names a session: an API that keeps its id a secret has no user but an id either. */
interface Named {
  nativeId: string | null;
  user: string | null;
}

/** How the audit log holds an outcome. */
interface Details {
  runId: string;
  sessions: (Named & Omit<SessionAccount, 'name' | 'worksOn'>)[];
  endedUnasked?: Named[];
}

/**
 * The outcome of a run as the audit log has it: a run that had come to its end before the host was killed is no longer
 * among the runs. The run is that of the id or, where that never arrived, the last since then. Null: there is none.
 */
export async function accountInLog(
  bridge: Bridge,
  connectionId: string,
  run: { id: string | null; since: number },
): Promise<Account | null> {
  const filter = { text: '', action: null, connectionId };
  const { entries } = await bridge('audit.list', { filter, before: null, limit: 10 });
  const told = entries.find((entry) => {
    const { runId } = entry.details as Partial<Details>;
    return entry.at >= run.since && isOutcome(entry) && (run.id === null || runId === run.id);
  });
  if (!told) return null;
  const { sessions, endedUnasked = [] } = told.details as unknown as Details;
  return {
    state: told.action === 'revocation.undone' ? 'undone' : 'done',
    totals: totalsIn(told.outcome),
    sessions: sessions.map((session) => ({ ...session, name: nameInLog(session), worksOn: null })),
    endedUnasked: endedUnasked.map(nameInLog),
  };
}

function nameInLog({ nativeId, user }: Named): string {
  return nativeId ?? user ?? '';
}

function isOutcome({ action }: AuditEntry): boolean {
  return action === 'revocation.finished' || action === 'revocation.undone';
}

/** `ended 3 · failed 1 · not sent 0 · unknown 0 of 4` */
function totalsIn(outcome: string): Totals {
  const [ended = 0, failed = 0, notSent = 0, unknown = 0, planned = 0] = (outcome.match(/\d+/g) ?? []).map(
    Number,
  );
  return { planned, open: 0, ended, failed, notSent, unknown };
}
