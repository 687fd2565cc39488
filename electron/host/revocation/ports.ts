import type { Failure } from '../../bridge/failure.ts';
import type { Run, RunItem, RunState, RunSummary } from '../../bridge/revocation.ts';
import type { Session } from '../../bridge/session.ts';
import type { Ending } from './account.ts';
import type { Clock } from './clock.ts';
import type { Journal, Recorded } from './journal.ts';
import type { Hindrance } from './permission.ts';
import type { VerdictPorts } from './read-back/verdicts.ts';
import type { SendPorts } from './sending.ts';

/** A run as others see it while it goes on. */
export interface ShownRun {
  readonly id: string;
  readonly connectionId: string;
  readonly state: RunState;
  readonly isOver: boolean;
  summary(): RunSummary;
}

/** What a run needs of those around it. */
export interface RunPorts extends VerdictPorts {
  journal: Journal;
  clock: Clock;
  /** Why nothing of this run may be sent now; null: it may. */
  hindrance: () => Hindrance | null;
  /** When a failed end may be sent again: see the retry table. */
  again: SendPorts['again'];
  /** Ids of all sessions that were to end on the connection: none of them ended unasked. */
  asked: (connectionId: string) => ReadonlySet<string>;
  changed: (run: ShownRun) => void;
  /** Names an error; one that is a fault of ours is reported as well. */
  failureOf: (error: unknown) => Failure;
  /** Whether another open run of the connection has this session. */
  isElsewhere: (run: Recorded, session: Session) => boolean;
  /** Takes up sessions that the run meant and its plan did not hold: on record before anything is sent for them. */
  extend: (run: Recorded, missed: Session[]) => Promise<{ items: RunItem[]; handles: Map<string, string> }>;
  /** Writes an outcome to the audit log; resolves with why it could not, or null. */
  record: (run: Run, action: Ending) => Promise<Run['notRecorded']>;
}
