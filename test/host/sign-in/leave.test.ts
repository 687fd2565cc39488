import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Connection } from '../../../electron/bridge/connection.ts';
import { BridgeError, type Failure } from '../../../electron/bridge/failure.ts';
import type { AuditRecord } from '../../../electron/host/audit/log.ts';
import { type Guard, leaveFor, openGuard } from '../../../electron/host/guard/guard.ts';
import { guardHandlers } from '../../../electron/host/guard/handlers.ts';
import type { Operations } from '../../../electron/host/lists/operations.ts';
import { clerkAt } from '../../support/servers/wire.ts';

const production = { ...clerkAt('https://api.example', 'key').connection, kind: 'production' } as const;
const another = { ...production, id: 'another' };

let guard: Guard;
/** What the page was told: of which connection, and until when it then is allowed to change something. */
let told: [string, number | null][];
beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  guard = openGuard((id) => told.push([id, guard.until(id)]));
});
afterEach(() => {
  guard.close();
  vi.useRealTimers();
});

function failureOf(work: () => void): Failure | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof BridgeError) return error.failure;
    throw error;
  }
}

const isAllowed = (connection: Connection = production) =>
  failureOf(() => guard.assertAllowed(connection)) === null;

describe('without leave', () => {
  test('nothing changes a production connection, and the reason is given', () => {
    const got = 'this connection is of kind production, and changes are not allowed on it at present';
    const failed = { code: 'read-only', next: 'allow-changes', got };
    expect(failureOf(() => guard.assertAllowed(production))).toMatchObject({ ...failed, tried: 'a change' });
    expect(failureOf(() => guard.assertAllowed(production, 'sessions.end'))).toMatchObject({
      ...failed,
      tried: 'sessions.end',
    });
  });

  test.each(['development', 'staging', 'demo'] as Connection['kind'][])(
    'a connection of kind %s can be changed',
    (kind) => {
      expect(isAllowed({ ...production, kind })).toBe(true);
    },
  );
});

describe('the clock of a leave', () => {
  test('it lasts a quarter of an hour', () => {
    const begun = Date.now();
    expect([isAllowed(), guard.until(production.id)]).toEqual([false, null]);
    guard.allow(production);
    expect(guard.until(production.id)).toBe(begun + 900_000);
    vi.setSystemTime(begun + 899_999);
    expect(isAllowed()).toBe(true);
    vi.setSystemTime(begun + 900_000);
    expect([isAllowed(), guard.until(production.id)]).toEqual([false, null]);
  });

  test('it lasts from when it was given last, and its end is told once', () => {
    const begun = Date.now();
    guard.allow(production);
    vi.advanceTimersByTime(leaveFor / 2);
    guard.allow(production);
    const until = begun + leaveFor * 1.5;
    vi.advanceTimersByTime(leaveFor - 1);
    expect(isAllowed()).toBe(true);
    vi.advanceTimersByTime(1);
    expect(isAllowed()).toBe(false);
    vi.advanceTimersByTime(leaveFor);
    expect(told).toEqual([
      [production.id, begun + leaveFor],
      [production.id, until],
      [production.id, null],
    ]);
  });

  test('setting it back does not make a leave longer', () => {
    guard.allow(production);
    vi.setSystemTime(Date.now() - 1);
    expect([isAllowed(), guard.until(production.id)]).toEqual([false, null]);
  });

  test('it can be one that is given', () => {
    let now = 1_000_000;
    const own = openGuard(
      () => undefined,
      () => now,
    );
    own.allow(production);
    expect(own.until(production.id)).toBe(1_000_000 + leaveFor);
    now += leaveFor;
    expect(own.until(production.id)).toBeNull();
    own.close();
  });
});

describe('a leave', () => {
  test('is for one connection', () => {
    guard.allow(another);
    expect([isAllowed(another), isAllowed()]).toEqual([true, false]);
  });

  test('can be ended early, which is told, and leaves nothing behind', () => {
    guard.allow(production);
    expect(guard.end(production.id)).toBe(true);
    expect(told.at(-1)).toEqual([production.id, null]);
    expect([isAllowed(), vi.getTimerCount()]).toEqual([false, 0]);
  });

  test('that was not given has no end to tell', () => {
    expect(guard.end(production.id)).toBe(false);
    expect(told).toEqual([]);
  });

  test('whose time is over had not been open any more', () => {
    guard.allow(production);
    vi.setSystemTime(Date.now() + leaveFor);
    expect(guard.end(production.id)).toBe(false);
    expect(told).toHaveLength(2);
  });

  test.each<[string, Connection[], boolean]>([
    ['goes on when the connection has another name', [{ ...production, name: 'other' }, another], true],
    ['ends with another kind', [{ ...production, kind: 'development' }, another], false],
    ['ends with another address', [{ ...production, baseUrl: 'https://other.example' }, another], false],
    ['ends with the connection', [another], false],
  ])('%s', (_, connections, goesOn) => {
    guard.allow(production);
    guard.allow(another);
    guard.review(connections);
    expect([isAllowed(), isAllowed(another)]).toEqual([goesOn, true]);
  });

  test('does not keep the program running', () => {
    vi.useRealTimers();
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    guard.allow(production);
    expect(timers()).toBe(before);
  });

  test('ends with the program, which nobody is told', () => {
    guard.allow(production);
    guard.close();
    expect([isAllowed(), vi.getTimerCount(), told.length]).toEqual([false, 0, 1]);
  });
});

describe('asking for leave', () => {
  let connections: Connection[];
  let recorded: AuditRecord[];
  /** What happens while a record is being written. */
  let meanwhile: () => void;
  beforeEach(() => {
    connections = [production, { ...another, kind: 'development' }];
    recorded = [];
    meanwhile = () => undefined;
  });

  function handlers() {
    const find = (id: string) => ({ connection: connections.find((one) => one.id === id) });
    const operations = { find, connections: () => connections } as unknown as Operations;
    const record = async (entry: AuditRecord) => {
      recorded.push(entry);
      meanwhile();
    };
    return guardHandlers(guard, operations, { record });
  }

  const { id: connectionId } = production;

  test('gives it once it is on record', async () => {
    const allowedWhileWriting: boolean[] = [];
    meanwhile = () => allowedWhileWriting.push(isAllowed());
    const until = Date.now() + leaveFor;
    expect(await handlers()['guard.allow']({ connectionId })).toEqual({ until, left: leaveFor });
    expect(await handlers()['guard.read']({ connectionId })).toEqual({ until, left: leaveFor });
    expect(allowedWhileWriting).toEqual([false]);
    expect(recorded).toEqual([
      {
        ...{ action: 'changes.allowed', connection: production, outcome: 'allowed for 15 minutes' },
        otherwise: 'changes are not allowed',
      },
    ]);
  });

  test('gives none when the record fails', async () => {
    meanwhile = () => {
      throw new Error('no room');
    };
    await expect(handlers()['guard.allow']({ connectionId })).rejects.toThrow('no room');
    expect([isAllowed(), told]).toEqual([false, []]);
  });

  test('gives none when the connection became another one meanwhile', async () => {
    meanwhile = () => (connections = [{ ...production, baseUrl: 'https://other.example' }]);
    expect(await handlers()['guard.allow']({ connectionId })).toEqual({ until: null, left: null });
  });

  test('gives none to a connection that needs none, and records nothing', async () => {
    const asked = handlers()['guard.allow']({ connectionId: another.id });
    const failed = await asked.catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(BridgeError);
    expect((failed as BridgeError).failure).toMatchObject({
      ...{ code: 'invalid', tried: 'guard.allow' },
      got: 'only a connection of kind production needs leave for changes',
    });
    expect([recorded, told]).toEqual([[], []]);
  });

  test('ending it is on record, once', async () => {
    guard.allow(production);
    expect(await handlers()['guard.end']({ connectionId })).toEqual({ until: null, left: null });
    expect(await handlers()['guard.end']({ connectionId })).toEqual({ until: null, left: null });
    expect(isAllowed()).toBe(false);
    expect(recorded).toEqual([
      {
        ...{ action: 'changes.ended', connection: production, outcome: 'ended early' },
        otherwise: 'changes are no longer allowed all the same',
      },
    ]);
  });

  test('ending it works also when that cannot be recorded', async () => {
    guard.allow(production);
    meanwhile = () => {
      throw new Error('no room');
    };
    await expect(handlers()['guard.end']({ connectionId })).rejects.toThrow('no room');
    expect(isAllowed()).toBe(false);
  });
});
