import { DatabaseSync } from 'node:sqlite';
import type { Failure } from '../../../../electron/bridge/failure.ts';
import type { Run, RunItem } from '../../../../electron/bridge/revocation.ts';
import { retryOf } from '../../../../electron/host/http/retry.ts';
import {
  openJournal,
  type Journal,
  type Recorded,
} from '../../../../electron/host/revocation/journal/journal.ts';
import type { RunPorts } from '../../../../electron/host/revocation/ports.ts';
import { OneRun } from '../../../../electron/host/revocation/run.ts';
import type { Clock } from '../../../../electron/host/revocation/clock.ts';
import { migrations } from '../../../../electron/host/store/migrations.ts';
import { operationsOf, never } from './operations.ts';
import { sessionOf, type ModelServer } from './server.ts';

/** Time that passes at once, as soon as nothing else is to be done. */
function hurriedClock(): Clock {
  let now = 1_000_000;
  return {
    now: () => now,
    monotonic: () => now,
    after(ms, work) {
      const timer = setImmediate(() => {
        now += ms;
        work();
      });
      return () => clearImmediate(timer);
    },
  };
}

export interface Life {
  run: Run;
  /** What the journal holds of it. */
  onDisk: Recorded;
}

/** Ends sessions on a model server. A crash is followed by what a new start does: it takes the run up and reads back. */
export async function live(server: ModelServer, ids: string[], readableAfter: boolean): Promise<Life> {
  const { journal, handles, db } = confirmed(ids);
  const recorded = recordOf(ids);
  let run = await untilOver(new OneRun(recorded, handles, portsOf(server, journal)), server);
  if (server.kills > 0) {
    server.readable = readableAfter;
    const [left] = journal.open();
    if (!left) throw new Error('the journal lost the run');
    run = new OneRun(interrupted(left), handles, portsOf(server, journal));
    await run.check('recovery');
    journal.finish({ ...left, ...run.whole() });
  }
  const [onDisk] = journal.open();
  if (!onDisk) throw new Error('the journal lost the run');
  db.close();
  return { run: run.whole(), onDisk };
}

/** A journal with one run that waits, of these sessions, and their handles. */
function confirmed(ids: string[]) {
  const db = new DatabaseSync(':memory:');
  for (const migration of migrations) db.exec(migration);
  const journal = openJournal(db);
  journal.begin(recordOf(ids));
  return { db, journal, handles: new Map(ids.map((id) => [id, id])) };
}

/** A run that was confirmed and has not begun to wait, with what is special about its ports. */
export function confirmedRun(server: ModelServer, ids: string[], special: Partial<RunPorts>): OneRun {
  const { journal, handles } = confirmed(ids);
  return new OneRun(recordOf(ids), handles, { ...portsOf(server, journal), ...special });
}

/** As `recover` makes it of what it finds in the journal. */
function interrupted(left: Recorded): Recorded {
  const items = left.items.map((item): RunItem => {
    if (item.state === 'waiting') return { ...item, state: 'not-sent' };
    return item.state === 'sending' || item.state === 'sent' ? { ...item, state: 'unknown' } : item;
  });
  return { ...left, items, state: 'interrupted' };
}

async function untilOver(run: OneRun, server: ModelServer): Promise<OneRun> {
  run.wait(0);
  // The person is patient: what is left to them to resume, they resume, and after that they stop.
  for (let turns = 0; !run.isOver && server.kills === 0; turns++) {
    await new Promise((resolve) => setImmediate(resolve));
    const { state, pause } = run.summary();
    if (state === 'paused' && pause?.until === null) {
      if (turns < 400) run.resume();
      else run.stop();
    }
  }
  return run;
}

function portsOf(server: ModelServer, journal: Journal): RunPorts {
  return {
    ...{ operations: operationsOf(server), journal, clock: hurriedClock(), filtersOf: () => ({}) },
    hindrance: () => null,
    isElsewhere: () => false,
    again: (failed: Failure, attempt) =>
      retryOf({ kind: 'absorbing', failure: failed, attempt, now: 0, random: 0 }),
    extend: never,
    asked: () => new Set(server.arrived.keys()),
    changed: () => undefined,
    failureOf(error) {
      throw error;
    },
    record: async () => null,
  };
}

function recordOf(ids: string[]): Recorded {
  return {
    ...{
      id: 'r',
      connectionId: 'c',
      scope: 'selected',
      reason: '',
      state: 'waiting',
      startedAt: 1,
      endedAt: null,
    },
    items: ids.map((id): RunItem => ({
      ...{ session: sessionOf(id), mayStay: false, state: 'waiting', attempts: 0, callFailure: null },
      ...{ verdict: null, evidence: null, checkFailure: null, mayWorkUntil: null },
    })),
    ...{
      stopped: null,
      endedUnasked: [],
      unaskedEvidence: {},
      appeared: [],
      left: null,
      nowActive: null,
      notRecorded: null,
      oneCall: false,
      listed: null,
    },
  };
}
