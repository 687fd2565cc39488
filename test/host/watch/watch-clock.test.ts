import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BridgeError, failure } from '../../../electron/bridge/failure.ts';
import type { SessionPage } from '../../../electron/bridge/session.ts';
import { OneWatch } from '../../../electron/host/watch/one-watch.ts';
import { fixtureConnections } from '../../support/page/page-fixtures.ts';

const minute = 60_000;
const hour = 60 * minute;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Until a timer of no time at all has gone off, ms. */
const aTick = 1;

/** A watch whose readings end as `answer` does, and when they were begun, ms. */
function watched(answer: () => Promise<void> = async () => undefined) {
  const [connection] = fixtureConnections;
  if (!connection) throw new Error('there is no connection');
  const begun: number[] = [];
  const faults: unknown[] = [];
  const watch = new OneWatch(
    connection,
    {
      every: minute,
      async read(connectionId): Promise<SessionPage> {
        begun.push(Date.now());
        await answer();
        return {
          connectionId,
          sessions: [],
          unreadable: 0,
          total: null,
          readAt: Date.now(),
          notes: [],
          gaps: [],
        };
      },
      isEnding: async () => false,
      changed: () => undefined,
      differs: () => undefined,
      found: () => undefined,
      report: (error) => faults.push(error),
    },
    false,
  );
  const waits = () => begun.slice(1).map((at, index) => at - (begun[index] ?? 0));
  return { watch, begun, faults, waits };
}

test('it reads at once, and then every minute', async () => {
  const { begun, waits } = watched();
  await vi.advanceTimersByTimeAsync(3 * minute + aTick);
  expect(begun).toHaveLength(4);
  expect(waits()).toEqual([minute, minute, minute]);
});

test('a machine that slept for hours reads once, and then every minute', async () => {
  const { begun, waits } = watched();
  await vi.advanceTimersByTimeAsync(minute / 2);
  // While it sleeps its timers stand still and its clock goes on.
  vi.setSystemTime(Date.now() + 8 * hour);
  await vi.advanceTimersByTimeAsync(minute / 2);
  expect(begun).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(minute + aTick);
  expect(waits().at(-1)).toBe(minute);
});

test('a clock that is set back keeps nobody waiting until it is that late again', async () => {
  const { begun } = watched();
  await vi.advanceTimersByTimeAsync(minute / 2);
  vi.setSystemTime(Date.now() - 8 * hour);
  await vi.advanceTimersByTimeAsync(minute);
  expect(begun.length).toBeGreaterThan(1);
});

test('a reading that takes longer than a minute is not joined by another', async () => {
  const { begun } = watched(() => new Promise((resolve) => setTimeout(resolve, 5 * minute)));
  await vi.advanceTimersByTimeAsync(5 * minute);
  expect(begun).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(minute + aTick);
  expect(begun).toHaveLength(2);
});

test('after failures the wait doubles up to ten minutes, and is a minute again after a success', async () => {
  let broken = true;
  const { waits, watch } = watched(async () => {
    if (broken) throw new BridgeError(failure({ code: 'server-fault', tried: 'GET /sessions', got: '500' }));
  });
  await vi.advanceTimersByTimeAsync(2 * minute + 4 * minute + 8 * minute + 10 * minute + aTick);
  expect(waits()).toEqual([2 * minute, 4 * minute, 8 * minute, 10 * minute]);
  broken = false;
  await vi.advanceTimersByTimeAsync(11 * minute);
  expect(waits().slice(-2)).toEqual([10 * minute, minute]);
  expect(watch.state().failure).toBeNull();
});

test('a server that says when is asked then, and no sooner than in a minute', async () => {
  let retryIn = hour;
  const { waits } = watched(async () => {
    const retryAt = Date.now() + retryIn;
    throw new BridgeError(failure({ code: 'rate-limited', tried: 'GET /sessions', got: '429', retryAt }));
  });
  await vi.advanceTimersByTimeAsync(aTick);
  retryIn = 500;
  await vi.advanceTimersByTimeAsync(hour + minute + aTick);
  expect(waits()).toEqual([hour, minute]);
});

test('a server that asks for more than an hour is not asked again until a person has read the list', async () => {
  let retryIn = hour + minute;
  const { waits, watch } = watched(async () => {
    const retryAt = Date.now() + retryIn;
    throw new BridgeError(failure({ code: 'rate-limited', tried: 'GET /sessions', got: '429', retryAt }));
  });
  await vi.advanceTimersByTimeAsync(3 * hour);
  expect(waits()).toEqual([]);
  retryIn = 500;
  watch.resume();
  await vi.advanceTimersByTimeAsync(minute + aTick);
  expect(waits()).toEqual([3 * hour, minute]);
});

test('a fault of our own is reported, shown as such, and does not end the watch', async () => {
  const { watch, begun, faults } = watched(async () => {
    throw new TypeError('a fault');
  });
  await vi.advanceTimersByTimeAsync(2 * minute + aTick);
  expect(watch.state().failure).toMatchObject({ code: 'internal' });
  expect(begun).toHaveLength(2);
  expect(faults).toHaveLength(2);
});

test('once ended it reads no more, and what it was reading no longer counts', async () => {
  const { watch, begun } = watched(() => new Promise((resolve) => setTimeout(resolve, minute)));
  await vi.advanceTimersByTimeAsync(aTick);
  const ended = watch.end();
  await vi.advanceTimersByTimeAsync(hour);
  await ended;
  expect(begun).toHaveLength(1);
  expect(watch.state().readAt).toBeNull();
});
