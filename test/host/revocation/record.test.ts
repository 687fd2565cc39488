import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BridgeError, failure, type Failure } from '../../../electron/bridge/failure.ts';
import type { RunItem } from '../../../electron/bridge/revocation.ts';
import {
  openJournal,
  type Journal,
  type Recorded,
} from '../../../electron/host/revocation/journal/journal.ts';
import { openStore } from '../../../electron/host/store/open.ts';
import { newFolder } from '../../support/host.ts';
import { sessionOf } from './model/server.ts';

let db: DatabaseSync;
let journal: Journal;
beforeEach(() => {
  db = openStore(newFolder());
  journal = openJournal(db);
});
afterEach(() => db.close());

const failed = failure({ code: 'server-fault', tried: 'a test', got: 'HTTP 500', status: 500 });

function itemOf(id: string, parts: Partial<RunItem> = {}): RunItem {
  return {
    ...{ session: sessionOf(id), mayStay: false, state: 'waiting', attempts: 0, callFailure: null },
    ...{ verdict: null, evidence: null, checkFailure: null, mayWorkUntil: null },
    ...parts,
  };
}

function runOf(parts: Partial<Recorded> = {}): Recorded {
  return {
    ...{ id: 'run', connectionId: 'c', scope: 'selected', reason: 'a lost phone', state: 'waiting' },
    ...{
      startedAt: 1000,
      endedAt: null,
      stopped: null,
      endedUnasked: [],
      unaskedEvidence: {},
      appeared: [],
      left: null,
      nowActive: null,
      listed: null,
    },
    ...{
      notRecorded: null,
      oneCall: false,
      items: [itemOf('a'), itemOf('b', { mayStay: true }), itemOf('c')],
    },
    ...parts,
  };
}

/** The run as it is on disk; throws when it is not there. */
function onDisk(id = 'run'): Recorded {
  const found = journal.open().find((run) => run.id === id);
  if (!found) throw new Error(`the journal holds no run ${id}`);
  return found;
}

const itemsOnDisk = () =>
  onDisk().items.map(({ state, attempts, callFailure }) => [state, attempts, callFailure]);

describe('what the journal gives back is what it was given', () => {
  test.each([true, false])('at the beginning of a run, of one call for all: %j', (oneCall) => {
    journal.begin(runOf({ oneCall }));
    expect(journal.open()).toEqual([runOf({ oneCall })]);
  });

  test('at its end, with everything that is said of it', () => {
    journal.begin(runOf());
    const items = [
      itemOf('a', { state: 'ended', verdict: 'ended', mayWorkUntil: 5000 }),
      itemOf('b', { mayStay: true, state: 'kept', verdict: 'still-there' }),
      itemOf('c', {
        state: 'failed',
        callFailure: failed,
        verdict: 'cannot-be-checked',
        checkFailure: failed,
      }),
    ];
    const outcome = { endedUnasked: [sessionOf('d')], nowActive: sessionOf('e'), notRecorded: failed };
    const whole = runOf({ state: 'done', endedAt: 2000, stopped: failed, items, ...outcome });
    journal.finish(whole);
    expect(journal.open()).toEqual([whole]);
  });

  test('when only its state has changed', () => {
    journal.begin(runOf());
    journal.setState('run', 'paused');
    expect(journal.open()).toEqual([runOf({ state: 'paused' })]);
  });

  test('of several runs the oldest first, each with its own sessions', () => {
    const runs = [
      runOf({ id: 'later', startedAt: 2000, items: [itemOf('x')] }),
      runOf({ id: 'sooner', startedAt: 1000, items: [itemOf('y'), itemOf('z')] }),
    ];
    for (const run of runs) journal.begin(run);
    expect(journal.open()).toEqual(runs.toReversed());
  });
});

describe('a session in the journal', () => {
  beforeEach(() => journal.begin(runOf()));

  test('is being sent from the moment that it is meant to be, once more each time', () => {
    journal.intend('run', [0, 2]);
    expect(itemsOnDisk()).toEqual([
      ['sending', 1, null],
      ['waiting', 0, null],
      ['sending', 1, null],
    ]);
    journal.intend('run', [2]);
    expect(itemsOnDisk().at(2)).toEqual(['sending', 2, null]);
  });

  test('was sent once there is an answer, and keeps why it failed', () => {
    journal.intend('run', [0, 1]);
    journal.settle('run', [0], null);
    journal.settle('run', [1], failed);
    expect(itemsOnDisk()).toEqual([
      ['sent', 1, null],
      ['sent', 1, failed],
      ['waiting', 0, null],
    ]);
  });

  test('that is sent again no longer has the failure of the time before', () => {
    journal.settle('run', [1], failed);
    journal.intend('run', [1]);
    expect(itemsOnDisk().at(1)).toEqual(['sending', 1, null]);
  });

  test('is written together with others: all of them, or none', () => {
    journal.together(() => {
      journal.intend('run', [0]);
      journal.settle('run', [0], failed);
      journal.intend('run', [1]);
    });
    const written = [
      ['sent', 1, failed],
      ['sending', 1, null],
      ['waiting', 0, null],
    ];
    expect(itemsOnDisk()).toEqual(written);
    const fault = new Error('a fault of ours');
    const half = () =>
      journal.together(() => {
        journal.intend('run', [2]);
        throw fault;
      });
    expect(half).toThrow(BridgeError);
    expect(itemsOnDisk()).toEqual(written);
    // Afterwards each write is one of its own again.
    journal.intend('run', [2]);
    expect(itemsOnDisk().at(2)).toEqual(['sending', 1, null]);
  });

  test('goes with its run', () => {
    journal.begin(runOf({ id: 'other' }));
    journal.close('run');
    expect(journal.open().map(({ id }) => id)).toEqual(['other']);
    expect(db.prepare('SELECT DISTINCT run_id FROM run_items').all()).toEqual([{ run_id: 'other' }]);
  });
});

describe('how safely it is written', () => {
  const synchronous = () => db.prepare('PRAGMA synchronous').get()?.['synchronous'];
  const full = 2;

  /** How each change of a session is written, noted by the store itself. */
  function noted(): unknown[] {
    const seen: unknown[] = [];
    db.function('note', () => {
      seen.push(synchronous());
      return null;
    });
    db.exec('CREATE TEMP TRIGGER noting AFTER UPDATE ON main.run_items BEGIN SELECT note(); END');
    return seen;
  }

  test('the intent is safe from a power cut, and so is the answer', () => {
    journal.begin(runOf());
    const seen = noted();
    journal.intend('run', [0]);
    journal.settle('run', [0], null);
    journal.intend('run', [1]);
    expect(seen).toEqual([full, full, full]);
  });

  test('also after an answer that could not be written', () => {
    journal.begin(runOf());
    breakItems('UPDATE');
    expect(() => journal.settle('run', [2], null)).toThrow(BridgeError);
    expect(synchronous()).toBe(full);
  });
});

function breakItems(verb: 'INSERT' | 'UPDATE'): void {
  db.exec(`CREATE TRIGGER broken BEFORE ${verb} ON run_items WHEN NEW.position = 2
           BEGIN SELECT RAISE(ABORT, 'disk full'); END`);
}

describe('what cannot be written', () => {
  const failureOf = (work: () => void): Failure => {
    try {
      work();
    } catch (error) {
      if (error instanceof BridgeError) return error.failure;
      throw error;
    }
    throw new Error('it was written');
  };

  test('is told as such, with what the store says and without its path', () => {
    breakItems('INSERT');
    expect(failureOf(() => journal.begin(runOf()))).toMatchObject({
      ...{ code: 'not-recorded', tried: 'writing the journal' },
      got: 'the journal could not be written (constraint failed)',
    });
  });

  test('is told also where the store says nothing', () => {
    const session = { ...sessionOf('a'), createdAt: 1n as unknown as number };
    expect(failureOf(() => journal.begin(runOf({ items: [itemOf('a', { session })] })))).toMatchObject({
      ...{ code: 'not-recorded', got: 'the journal could not be written (for no stated reason)' },
    });
  });

  test('is not there by halves', () => {
    breakItems('INSERT');
    failureOf(() => journal.begin(runOf()));
    expect(journal.open()).toEqual([]);
  });

  test.each<[string, (given: Journal) => void]>([
    ['a state', (given) => given.setState('run', 'done')],
    ['an end', (given) => given.close('run')],
  ])('is told of %s as well', (_, write) => {
    db.exec('PRAGMA query_only = ON');
    expect(failureOf(() => write(journal))).toMatchObject({ code: 'not-recorded' });
  });
});
