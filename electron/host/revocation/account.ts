import type { Plan, Run } from '../../bridge/revocation.ts';
import type { Session } from '../../bridge/session.ts';
import type { AuditLog } from '../audit/log.ts';
import type { Operations } from '../lists/operations.ts';
import { attempt } from '../work/attempt.ts';
import type { Recorded } from './journal/journal.ts';
import { totalsLine } from './outcome.ts';

/** The endings that are written to the audit log. */
export type Ending = 'undone' | 'finished' | 'interrupted' | 'checked';

type Details = NonNullable<Parameters<AuditLog['record']>[0]['details']>;

/** The audit entry's outcome and details for a confirmed plan. `undo`: ms; null waits for the person. */
export function planDetails(
  { scope, items, calls, oneCall }: Plan,
  { id }: Pick<Recorded, 'id'>,
  undo: number | null,
): { outcome: string; details: Details } {
  const wait = undo === null ? 'waits to be sent' : undo === 0 ? 'sent at once' : `waits ${undo / 1000} s`;
  const outcome = `${items.length} to end in ${calls} ${calls === 1 ? 'call' : 'calls'} · ${wait}`;
  const call = oneCall ?? items[0]?.call ?? null;
  const sessions = items.map(({ session }) => named(session));
  return { outcome, details: { runId: id, scope, call: call && `${call.method} ${call.path}`, sessions } };
}

/** The audit entry for further sessions that a run ends although its plan's list lacked them. */
export function extensionOf(
  operations: Operations,
  { id, connectionId, reason, scope }: Pick<Recorded, 'id' | 'connectionId' | 'reason' | 'scope'>,
  missed: Session[],
) {
  const { connection } = operations.find(connectionId);
  const outcome = `${missed.length} more to end: not listed when the plan was made`;
  return { connection, reason, outcome, details: { runId: id, scope, sessions: missed.map(named) } };
}

/** Writes a run's outcome to the audit log. Resolves with why that failed, or null; the journal has the outcome anyway. */
export async function recordOutcome(
  { operations, audit }: { operations: Operations; audit: AuditLog },
  run: Run,
  action: Ending,
): Promise<Run['notRecorded']> {
  const { connectionId, reason, scope, id, items, endedUnasked, unaskedEvidence, stopped } = run;
  const sessions = items.map(
    ({ session, state, verdict, evidence, attempts, callFailure, checkFailure }) => ({
      ...named(session),
      ...{ state, verdict, evidence, attempts, said: callFailure?.got ?? null },
      ...(checkFailure ? { checkSaid: `${checkFailure.tried}: ${checkFailure.got}` } : {}),
    }),
  );
  const details: Details = { runId: id, scope, sessions, stopped: stopped?.got ?? null };
  if (endedUnasked.length > 0)
    details['endedUnasked'] = endedUnasked.map((session) => ({
      ...named(session),
      evidence: unaskedEvidence[session.id] ?? null,
    }));
  if (run.appeared.length > 0) details['appeared'] = run.appeared.map(named);
  if (run.left) details['left'] = run.left;
  const unasked = endedUnasked.length > 0 ? ` · ended though not planned ${endedUnasked.length}` : '';
  const { failure } = await attempt(async () =>
    audit.record({
      action: `revocation.${action}`,
      connection: operations.find(connectionId).connection,
      reason,
      outcome: totalsLine(run.totals) + unasked,
      details,
    }),
  );
  return failure;
}

/** Identifies a session in the audit log, never by its handle. */
function named({ id, nativeId, user }: Session): Record<string, string | null> {
  return { id, nativeId, user: user.email ?? user.name ?? user.id };
}
