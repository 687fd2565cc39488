import { randomUUID } from 'node:crypto';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import { upToDate } from '../../../adapters/index.ts';
import type { Evidence } from '../../../bridge/evidence.ts';
import { failure, BridgeError, type Failure } from '../../../bridge/failure.ts';
import { Run, RunItem, runStates, scopes, type Plan, type RunState } from '../../../bridge/revocation.ts';
import type { Session } from '../../../bridge/session.ts';
import { inTransaction } from '../../store/transaction.ts';

const Json = z.string().transform((text): unknown => JSON.parse(text));
const StoredRun = z.object({
  id: z.string(),
  connection_id: z.string(),
  scope: z.enum(scopes),
  state: z.enum(runStates),
  started_at: z.number(),
  ended_at: z.number().nullable(),
  one_call: z.number(),
  reason: z.string(),
  stopped: Json.nullable(),
  outcome: Json.nullable(),
});
const StoredItem = z.object({
  session: Json,
  may_stay: z.number(),
  state: z.string(),
  attempts: z.number(),
  call_failure: Json.nullable(),
  verdict: z.string().nullable(),
  check_failure: Json.nullable(),
  evidence: Json.nullable(),
  may_work_until: z.number().nullable(),
});

/** A run as stored on disk. */
export type Recorded = Omit<Run, 'sendsAt' | 'sendsIn' | 'delay' | 'pause' | 'totals'> & {
  oneCall: boolean;
  /** The list that the plan was made from, and how complete it was; null after a restart. */
  listed: Plan['listed'] | null;
};

/** A stored outcome. Fields that an earlier version did not write get an empty default. */
const Outcome = z.object({
  endedUnasked: z.array(z.unknown()).default([]),
  unaskedEvidence: z.record(z.string(), z.unknown()).default({}),
  nowActive: z.unknown().default(null),
  appeared: z.array(z.unknown()).default([]),
  left: z.unknown().default(null),
  notRecorded: z.unknown().default(null),
});

/**
 * The write-ahead record of runs: every method returns once it is on disk, and throws `not-recorded` when it cannot be
 * written. It holds sessions as shown to the person, and no handles.
 */
export interface Journal {
  begin(run: Recorded): void;
  /** Appends sessions to a run, at positions from `from` on. */
  extend(runId: string, from: number, items: RunItem[]): void;
  setState(runId: string, state: RunState): void;
  /** Records, before a request is sent, that these items are about to be sent once more. */
  intend(runId: string, positions: number[]): void;
  /** Records the answer, or that there was none. */
  settle(runId: string, positions: number[], callFailure: Failure | null): void;
  /** Runs work that calls `intend` and `settle` as one write: afterwards all of it is on disk, or none. */
  together(work: () => void): void;
  /** Records the complete outcome at once. */
  finish(run: Recorded): void;
  /** Runs that were not closed, oldest first. */
  open(): Recorded[];
  /** Deletes a run; the audit log keeps the record. */
  close(runId: string): void;
}

/** Opens the journal in the store's tables `runs` and `run_items`. */
export function openJournal(db: DatabaseSync): Journal {
  const sql = statements(db);
  const { whole, together } = writesTo(db);

  return {
    begin: (run) =>
      whole(() => {
        const { id, connectionId, scope, state, startedAt, oneCall, reason } = run;
        sql.insertRun.run(id, connectionId, scope, state, startedAt, Number(oneCall), reason);
        insertItems(sql, id, 0, run.items);
      }),
    extend: (runId, from, items) => whole(() => insertItems(sql, runId, from, items)),
    setState: (runId, state) => durably(() => void sql.setState.run(state, runId)),
    intend: (runId, positions) =>
      whole(() => positions.forEach((position) => sql.intend.run(runId, position))),
    settle: (runId, positions, callFailure) =>
      whole(() => positions.forEach((position) => sql.settle.run(orNull(callFailure), runId, position))),
    together,
    finish: (run) =>
      whole(() => {
        const outcome = JSON.stringify(Outcome.parse(run));
        sql.finishRun.run(run.state, run.endedAt, orNull(run.stopped), outcome, run.id);
        for (const [position, item] of run.items.entries()) {
          const { state, callFailure, verdict, checkFailure, evidence, mayWorkUntil } = item;
          const found = [orNull(callFailure), verdict, orNull(checkFailure), orNull(evidence)];
          sql.finishItem.run(state, ...found, mayWorkUntil, run.id, position);
        }
      }),
    open: () => sql.runs.all().map((row) => toRun(row, sql.items.all(String(row['id'])))),
    close: (runId) => durably(() => void sql.remove.run(runId)),
  };
}

/** Ways to write: `whole` is one transaction; inside `together`, several become one. */
function writesTo(db: DatabaseSync): { whole: (work: () => void) => void } & Pick<Journal, 'together'> {
  let isTogether = false;
  const whole = (work: () => void) => (isTogether ? work() : durably(() => inTransaction(db, work)));
  const together = (work: () => void) =>
    whole(() => {
      isTogether = true;
      try {
        work();
      } finally {
        isTogether = false;
      }
    });
  return { whole, together };
}

function statements(db: DatabaseSync) {
  return {
    insertRun: db.prepare(
      `INSERT INTO runs (id, connection_id, scope, state, started_at, one_call, reason) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ),
    insertItem: db.prepare(
      `INSERT INTO run_items (run_id, position, session, may_stay, state) VALUES (?, ?, ?, ?, ?)`,
    ),
    setState: db.prepare('UPDATE runs SET state = ? WHERE id = ?'),
    intend: db.prepare(
      `UPDATE run_items SET state = 'sending', attempts = attempts + 1, call_failure = NULL
     WHERE run_id = ? AND position = ?`,
    ),
    settle: db.prepare(
      `UPDATE run_items SET state = 'sent', call_failure = ? WHERE run_id = ? AND position = ?`,
    ),
    finishRun: db.prepare('UPDATE runs SET state = ?, ended_at = ?, stopped = ?, outcome = ? WHERE id = ?'),
    finishItem: db.prepare(
      `UPDATE run_items SET state = ?, call_failure = ?, verdict = ?, check_failure = ?, evidence = ?,
     may_work_until = ?
     WHERE run_id = ? AND position = ?`,
    ),
    runs: db.prepare('SELECT * FROM runs ORDER BY started_at, id'),
    items: db.prepare('SELECT * FROM run_items WHERE run_id = ? ORDER BY position'),
    remove: db.prepare('DELETE FROM runs WHERE id = ?'),
  };
}

function insertItems(
  { insertItem }: ReturnType<typeof statements>,
  runId: string,
  from: number,
  items: RunItem[],
): void {
  for (const [index, { session, mayStay, state }] of items.entries())
    insertItem.run(runId, from + index, JSON.stringify(session), Number(mayStay), state);
}

type SqlRow = Record<string, SQLOutputValue>;

function toRun(row: SqlRow, rows: SqlRow[]): Recorded {
  const { id, scope, state, reason, stopped, outcome, ...stored } = StoredRun.parse(row);
  const run = {
    ...{ id, scope, state, reason, stopped, ...Outcome.parse(outcome ?? {}) },
    connectionId: stored.connection_id,
    startedAt: stored.started_at,
    endedAt: stored.ended_at,
    items: rows.map(toItem),
  };
  const parsed = Run.omit({ sendsAt: true, sendsIn: true, delay: true, pause: true, totals: true }).parse(
    run,
  );
  const sessions = {
    endedUnasked: parsed.endedUnasked.map(upToDate),
    appeared: parsed.appeared.map(upToDate),
    nowActive: parsed.nowActive && upToDate(parsed.nowActive),
  };
  return { ...parsed, ...sessions, oneCall: stored.one_call === 1, listed: null };
}

function toItem(row: SqlRow): RunItem {
  const { session, state, attempts, verdict, ...stored } = StoredItem.parse(row);
  const item = RunItem.parse({
    ...{ session, state, attempts, verdict },
    mayStay: stored.may_stay === 1,
    callFailure: stored.call_failure,
    checkFailure: stored.check_failure,
    evidence: stored.evidence,
    mayWorkUntil: stored.may_work_until,
  });
  return { ...item, session: upToDate(item.session) };
}

function orNull(value: Failure | Evidence | null): string | null {
  return value && JSON.stringify(value);
}

/** Turns a failed write into `not-recorded`. SQLite's `errstr` is used because its message may hold the file's path. */
function durably(work: () => void): void {
  try {
    work();
  } catch (error) {
    const code = error instanceof Error && 'errstr' in error ? String(error.errstr) : 'for no stated reason';
    const got = `the journal could not be written (${code})`;
    throw new BridgeError(failure({ code: 'not-recorded', tried: 'writing the journal', got }));
  }
}

/** A run of the plan before anything was sent. */
export function newRun({ connectionId, scope, items, oneCall, listed }: Plan, reason: string): Recorded {
  return {
    ...{
      id: randomUUID(),
      connectionId,
      scope,
      reason,
      state: 'waiting',
      startedAt: Date.now(),
      endedAt: null,
    },
    items: items.map(({ session, mayStay }) => newItem(session, mayStay)),
    ...{ stopped: null, endedUnasked: [], unaskedEvidence: {}, appeared: [], left: null },
    ...{ nowActive: null, notRecorded: null, oneCall: oneCall !== null, listed },
  };
}

/** An item for a session that nothing was sent for yet. */
export function newItem(session: Session, mayStay: boolean): RunItem {
  return {
    ...{ session, mayStay, state: 'waiting', attempts: 0, callFailure: null },
    ...{ verdict: null, evidence: null, checkFailure: null, mayWorkUntil: null },
  };
}
