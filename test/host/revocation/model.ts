import { DatabaseSync } from 'node:sqlite';
import type { Adapter, Api, Row } from '../../../electron/adapters/adapter.ts';
import type { Connection } from '../../../electron/bridge/connection.ts';
import { fail, failure, type Failure } from '../../../electron/bridge/failure.ts';
import type { Run, RunItem } from '../../../electron/bridge/revocation.ts';
import type { Session } from '../../../electron/bridge/session.ts';
import type { Desk, Opened } from '../../../electron/host/lists/desk.ts';
import type { Realm } from '../../../electron/host/connections/realm.ts';
import { retryOf } from '../../../electron/host/http/retry.ts';
import { openJournal, type Journal, type Recorded } from '../../../electron/host/revocation/journal.ts';
import type { RunPorts } from '../../../electron/host/revocation/ports.ts';
import { OneRun } from '../../../electron/host/revocation/run.ts';
import type { Clock } from '../../../electron/host/revocation/clock.ts';
import { migrations } from '../../../electron/host/store/migrations.ts';

/** What the model server does with one request. */
export const manners = [
  'honest',
  'lies', // says yes and does nothing
  'refuses', // 400
  'gone', // 404
  'key-rejected',
  'slow-down', // 429
  'fault-before', // 500, nothing done
  'fault-after', // 500, done all the same
  'lost-before', // no answer, nothing done
  'lost-after', // no answer, done all the same
  'crash-before', // Sessiondeck is killed with the intent on disk
  'crash-after', // … and with the effect at the server
] as const;
export type Manner = (typeof manners)[number];

export const connection: Connection = {
  ...{ id: 'c', api: 'model', name: 'Model', kind: 'development', colour: 'blue' },
  ...{ baseUrl: 'http://127.0.0.1', settings: {}, filters: {} },
};

export function sessionOf(id: string): Session {
  const nothing = { userAgent: null, ip: null, city: null, country: null, createdAt: null };
  return {
    ...{ id, connectionId: 'c', nativeId: id, user: { id, name: null, email: null } },
    device: { browser: null, browserVersion: null, os: null, kind: null },
    ...nothing,
    ...{ lastActiveAt: null, expiresAt: null, status: 'active', statusGiven: null },
    ...{ current: false, impersonatedBy: null, extra: {} },
  };
}

/** The plug is pulled: nothing after this happens in that life of Sessiondeck. */
class Killed extends Error {}

/** A server with sessions that are there or not, and that does with each request what the script says. */
export class ModelServer {
  readonly live: Set<string>;
  /** Requests to end that arrived, by session. */
  readonly arrived = new Map<string, number>();
  /** Whether lists can be read. */
  readable = true;
  /** Told of each request before it does anything. */
  arriving: () => void = () => undefined;
  readonly #script: Manner[];
  readonly #mayCrash: boolean;
  /** How often Sessiondeck was killed. */
  kills = 0;

  constructor(ids: string[], script: Manner[], mayCrash: boolean) {
    this.live = new Set(ids);
    this.#script = [...script];
    this.#mayCrash = mayCrash;
  }

  /** Throws as the host's http would. */
  end(id: string): void {
    this.arriving();
    const manner = this.#next();
    if (manner === 'crash-before') this.#kill();
    this.arrived.set(id, (this.arrived.get(id) ?? 0) + 1);
    const effective: Manner[] = ['honest', 'fault-after', 'lost-after', 'crash-after'];
    if (effective.includes(manner)) this.live.delete(id);
    if (manner === 'crash-after') this.#kill();
    const failed = answers[manner];
    if (failed) fail(failed);
  }

  #next(): Manner {
    const manner = this.#script.shift() ?? 'honest';
    return manner.startsWith('crash') && !this.#mayCrash ? 'honest' : manner;
  }

  #kill(): never {
    this.kills++;
    throw new Killed();
  }
}

const tried = 'DELETE /sessions/{id}';
const answers: Partial<Record<Manner, Parameters<typeof failure>[0]>> = {
  refuses: { code: 'refused', tried, got: '400', status: 400 },
  gone: { code: 'wrong-address', tried, got: '404', status: 404 },
  'key-rejected': { code: 'key-rejected', tried, got: '401', status: 401 },
  'slow-down': { code: 'rate-limited', tried, got: '429', status: 429 },
  'fault-before': { code: 'server-fault', tried, got: '500', status: 500 },
  'fault-after': { code: 'server-fault', tried, got: '500', status: 500 },
  'lost-before': { code: 'unreachable', tried, got: 'no answer' },
  'lost-after': { code: 'unreachable', tried, got: 'no answer' },
};

function rowOf(id: string): Row {
  return { handle: id, session: sessionOf(id) };
}

/** A desk with one connection, to the model server. It is gone with the life of Sessiondeck that opened it. */
function deskOf(server: ModelServer): Desk {
  const { kills } = server;
  const adapter = {
    end: async (_: Api, handle: string) => server.end(handle),
    list: async () => {
      if (!server.readable) fail({ code: 'server-fault', tried: 'GET /sessions', got: '500', status: 500 });
      return {
        rows: [...server.live].map(rowOf),
        unreadable: 0,
        total: null,
        notes: [],
        gaps: [],
        readings: 1,
      };
    },
    tokensOutliveBy: null,
  } satisfies Partial<Adapter>;
  const opened = { connection, adapter: adapter as unknown as Adapter, api: {} as Api } as Opened;
  return {
    connections: () => [connection],
    find: () => ({ connection, adapter: opened.adapter, realm: {} as Realm }),
    operate: async (_, work, options = {}) => {
      // A process that is gone answers nobody.
      if (server.kills > kills) return new Promise<never>(() => undefined);
      options.beforeSend?.();
      try {
        return await work(opened);
      } catch (error) {
        if (error instanceof Killed) return new Promise<never>(() => undefined);
        throw error;
      }
    },
    keep: async (connectionId, { rows, unreadable, total, notes, gaps }) => {
      const sessions = rows.map(({ handle }) => sessionOf(handle));
      return { connectionId, sessions, unreadable, total, notes, gaps, readAt: 0 };
    },
    keepRows: never,
    keepOne: never,
    row: (_, id) => rowOf(id),
    assertAllowed: () => undefined,
    lastUser: () => null,
    keptSignIn: () => null,
    keptSignIns: () => [],
    onSignInCompleted: () => undefined,
    last: () => [...server.live].map(sessionOf),
    listed: () => null,
    forget: () => undefined,
  };
}

/** Parts of the desk that a run never asks for. */
function never(): never {
  throw new Error('a run is not expected to ask for this');
}

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
    ...{ desk: deskOf(server), journal, clock: hurriedClock(), filtersOf: () => ({}) },
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
