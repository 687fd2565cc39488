import type { Adapter } from '../../adapters/adapter.ts';
import { BridgeError, fail, failure, type Failure } from '../../bridge/failure.ts';
import type { Plan, Run, RunSummary } from '../../bridge/revocation.ts';
import type { Session } from '../../bridge/session.ts';
import type { AuditLog } from '../audit/log.ts';
import { secretsOf, type Operations } from '../lists/operations.ts';
import type { Guard } from '../guard/guard.ts';
import type { Escrow } from '../keys/credentials.ts';
import type { Listing } from '../lists/listing.ts';
import { retryOf } from '../http/retry.ts';
import { extensionOf, planDetails, recordOutcome } from './account.ts';
import { claimOf, Claims } from './claims.ts';
import type { Clock } from './clock.ts';
import { newItem, newRun, type Journal, type Recorded } from './journal/journal.ts';
import { hindranceOf } from './permission.ts';
import type { RunPorts, ShownRun } from './ports.ts';
import { isSettled } from './outcome.ts';
import { Progress } from './progress.ts';
import { OneRun } from './run.ts';

export interface RunsPorts {
  operations: Operations;
  listing: Listing;
  journal: Journal;
  audit: AuditLog;
  guard: Guard;
  /** Whether Sessiondeck is locked. */
  isLocked: () => boolean;
  clock: Clock;
  /** Back-off before a failed call is sent again, ms. */
  backoff: number;
  /** Called when a run has progressed. */
  progress: (summary: RunSummary) => void;
  /** Called when sessions of the connection may have changed. */
  changed: (connectionId: string) => void;
  /** The escrow of the person's own connections, for runs whose connection was removed. */
  escrow: Pick<Escrow, 'drop'>;
  /** Called with our own faults. */
  report: (error: unknown) => void;
}

/** Open runs, and past ones that the person has not closed. */
export class Runs {
  readonly #runs = new Map<string, OneRun>();
  /** Which sessions are in open runs. */
  readonly claims = new Claims();
  /** Ids of the runs that an earlier Sessiondeck left. */
  readonly #adopted = new Set<string>();
  /** Escrow deletions in progress; the store stays open until they are done. */
  #dropping: Promise<unknown> = Promise.resolve();
  readonly #ports: RunsPorts;
  readonly #own: RunPorts;
  readonly #progress: Progress;

  constructor(ports: RunsPorts) {
    this.#ports = ports;
    this.#progress = new Progress(ports.progress);
    this.#own = {
      operations: ports.operations,
      journal: ports.journal,
      filtersOf: (id) => ports.listing.filtersOf(id),
      again: (failed, attempts) => againAt(failed, attempts, ports.backoff),
      asked: (connectionId) => this.#asked(connectionId),
      changed: (run) => this.#changed(run),
      clock: ports.clock,
      hindrance: () => null,
      failureOf: (error) => this.#failureOf(error),
      isElsewhere: ({ id, connectionId }, session) =>
        ![null, id].includes(this.claims.holderOf(connectionId, session.id)),
      extend: (run, missed) => this.#extend(run, missed),
      record: (run, action) => recordOutcome(ports, run, action),
    };
  }

  /** All runs, newest first. */
  summaries(): RunSummary[] {
    return [...this.#runs.values()].map((run) => run.summary()).sort((a, b) => b.startedAt - a.startedAt);
  }

  get isBusy(): boolean {
    return [...this.#runs.values()].some((run) => !run.isOver);
  }

  knows(runId: string): boolean {
    return this.#runs.has(runId);
  }

  /** Throws `not-found` for an unknown or closed run. */
  find(runId: string): OneRun {
    const got = 'there is no such run, or it was closed';
    return this.#runs.get(runId) ?? fail({ code: 'not-found', tried: 'finding the run', got });
  }

  /**
   * Begins a confirmed plan, once it is in the audit log and the journal. Throws, and sends nothing: `read-only` on a
   * production connection where changes are not allowed, `invalid` when a session is already in an open run, and
   * `not-recorded` when it cannot be written to disk.
   */
  async begin(plan: Plan, reason: string, undo: number | null): Promise<Run> {
    const { operations, audit, guard, journal } = this.#ports;
    const { connection, realm } = operations.find(plan.connectionId);
    guard.assertAllowed(connection);
    const handles = new Map<string, string>();
    for (const { session } of plan.items)
      handles.set(session.id, operations.lists.row(connection.id, session.id).handle);
    const run = newRun(plan, reason);
    const { outcome, details } = planDetails(plan, run, undo);
    const secret = secretHandles(plan, handles);
    // Journal first, so that recovery finds whatever else a crash leaves behind.
    journal.begin(run);
    try {
      // Claimed before the first await, so that of two simultaneous confirmations one is refused.
      this.claims.take(run.id, claimOf(plan));
      if (secret.size > 0) await realm.credentials.escrow.put(run, secret);
      await audit.record({ action: 'revocation.confirmed', connection, reason, outcome, details });
    } catch (error) {
      this.claims.release(run.id);
      await this.dropEscrow(run);
      journal.close(run.id);
      throw error;
    }
    const hindrance = () => hindranceOf(this.#ports, connection);
    const one = new OneRun(run, handles, { ...this.#own, hindrance });
    this.#runs.set(run.id, one);
    one.wait(undo);
    return one.whole();
  }

  /**
   * Ends every run of a connection: see OneRun.end. A run whose confirmation is still being recorded stays open.
   * @param readBack whether to ask the API what became of the sessions
   */
  async endAllOn(connectionId: string, readBack: boolean): Promise<void> {
    const open = [...this.#runs.values()].filter((run) => run.connectionId === connectionId && !run.isOver);
    await Promise.all(open.map((run) => run.end(readBack)));
  }

  /** Forgets a run that is over. Throws `invalid` for a run that is not. */
  close(runId: string): void {
    const run = this.find(runId);
    if (!run.isOver) fail({ code: 'invalid', tried: 'revocation.close', got: 'the run is still under way' });
    void this.dropEscrow(run);
    this.#ports.journal.close(runId);
    this.#runs.delete(runId);
    this.#adopted.delete(runId);
  }

  /** Adds a run that an earlier Sessiondeck left. */
  adopt(recorded: Recorded, handles: ReadonlyMap<string, string>): OneRun {
    const run = new OneRun(recorded, handles, this.#own);
    this.#runs.set(recorded.id, run);
    this.#adopted.add(recorded.id);
    return run;
  }

  /**
   * Reads back items whose outcome is unknown. Throws KeyError where the keychain holds the run's handles and does not
   * release them now: without them no session would be found, and missing sessions must not be judged ended.
   */
  async check(run: OneRun, cause: 'person' | 'recovery'): Promise<void> {
    const { adapter, realm } = this.#ports.operations.find(run.connectionId);
    const isKept = this.#adopted.has(run.id) && hasSecretHandles(adapter);
    await run.check(cause, isKept ? await realm.credentials.escrow.read(run.id) : undefined);
  }

  /** Deletes handles that are no longer needed from the keychain. Never throws. */
  dropEscrow(run: Pick<Run, 'id' | 'connectionId'>): Promise<void> {
    const dropped = this.#drop(run);
    this.#dropping = Promise.all([this.#dropping, dropped]);
    return dropped;
  }

  async #drop({ id, connectionId }: Pick<Run, 'id' | 'connectionId'>): Promise<void> {
    const { operations, escrow, report } = this.#ports;
    const isThere = operations.connections().some((connection) => connection.id === connectionId);
    try {
      await (isThere ? operations.find(connectionId).realm.credentials.escrow : escrow).drop(id);
    } catch (error) {
      report(error);
    }
  }

  /** Sends nothing new; resolves when nothing is in flight. The next start recovers the rest. */
  async halt(): Promise<void> {
    this.#progress.stop();
    await Promise.all([...this.#runs.values()].map((run) => run.halt()));
    await this.#dropping;
    // A run that is fully settled needs no report at the next start.
    for (const run of this.#runs.values()) if (isSettled(run.whole())) this.#ports.journal.close(run.id);
  }

  async #extend(run: Recorded, missed: Session[]) {
    const { operations, audit, journal } = this.#ports;
    const handles = new Map(missed.map(({ id }) => [id, operations.lists.row(run.connectionId, id).handle]));
    const items = missed.map((session) => newItem(session, false));
    this.claims.extend(run.id, [...handles.keys()]);
    await audit.record({ action: 'revocation.extended', ...extensionOf(operations, run, missed) });
    journal.extend(run.id, run.items.length, items);
    return { items, handles };
  }

  #asked(connectionId: string): ReadonlySet<string> {
    const runs = [...this.#runs.values()].filter((run) => run.connectionId === connectionId);
    return new Set(runs.flatMap((run) => run.sessionIds));
  }

  #changed(run: ShownRun): void {
    this.#progress.tell(run);
    if (!run.isOver) return;
    this.claims.release(run.id);
    this.#ports.changed(run.connectionId);
    // Once no outcome is unknown, the handles are no longer needed.
    if (run.summary().totals.unknown === 0) void this.dropEscrow(run);
  }

  #failureOf(error: unknown): Failure {
    if (error instanceof BridgeError) return error.failure;
    this.#ports.report(error);
    const got = 'Sessiondeck could not go on because of a fault of its own';
    return failure({ code: 'internal', tried: 'ending sessions', got });
  }
}

/** Whether the API names sessions by a secret instead of by an id that is also shown. */
export function hasSecretHandles({ readCookies, readHandles }: Adapter): boolean {
  return readCookies !== undefined || readHandles !== undefined;
}

/** The handles that are live tokens or nonces, which the journal must not hold. */
function secretHandles({ items }: Plan, handles: ReadonlyMap<string, string>): Map<string, string> {
  const secret = new Map<string, string>();
  for (const { session } of items) {
    const handle = handles.get(session.id) ?? '';
    if (secretsOf({ handle, session }).length > 0) secret.set(session.id, handle);
  }
  return secret;
}

function againAt(failed: Failure, attempt: number, backoff: number): number | null {
  const at = { attempt, now: Date.now(), random: Math.random(), backoff };
  return retryOf({ kind: 'absorbing', failure: failed, ...at });
}
