import type { Failure } from '../../bridge/failure.ts';
import type { Run, RunItem, RunState, RunSummary } from '../../bridge/revocation.ts';
import type { Session } from '../../bridge/session.ts';
import type { Ending } from './account.ts';
import type { Clock } from './clock.ts';
import type { Journal, Recorded } from './journal/journal.ts';
import type { Hindrance } from './permission.ts';
import type { VerdictPorts } from './read-back/verdicts.ts';
import type { SendPorts } from './sending.ts';

/** The part of a run that others see. */
export interface ShownRun {
  readonly id: string;
  readonly connectionId: string;
  readonly state: RunState;
  readonly isOver: boolean;
  summary(): RunSummary;
}

/** What a run needs from its surroundings. */
export interface RunPorts extends VerdictPorts {
  journal: Journal;
  clock: Clock;
  /** Why this run may send nothing now; null: it may. */
  hindrance: () => Hindrance | null;
  /** When to retry a failed call, ms since the epoch, or null: see the retry table in http/retry.ts. */
  again: SendPorts['again'];
  /** Ids of all sessions that were to end on the connection, so that none of them counts as ended unasked. */
  asked: (connectionId: string) => ReadonlySet<string>;
  changed: (run: ShownRun) => void;
  /** Turns an error into a failure; reports it as well if it is our own fault. */
  failureOf: (error: unknown) => Failure;
  /** Whether another open run of the connection has this session. */
  isElsewhere: (run: Recorded, session: Session) => boolean;
  /** Adds sessions that were in scope but not in the plan; they are on record before anything is sent for them. */
  extend: (run: Recorded, missed: Session[]) => Promise<{ items: RunItem[]; handles: Map<string, string> }>;
  /** Writes the outcome to the audit log; resolves with why that failed, or null. */
  record: (run: Run, action: Ending) => Promise<Run['notRecorded']>;
}
