import { describe, expect, test, vi } from 'vitest';
import type { Failure } from '../../../electron/bridge/failure.ts';
import { retryAt } from '../../../electron/host/http/retry-at.ts';
import { RetryBudget, retryOf, type Failed } from '../../../electron/host/http/retry.ts';

describe('when it is sent again', () => {
  const failed = (parts: Partial<Failed> = {}): Failed => ({
    kind: 'read',
    failure: { code: 'unreachable', status: null, retryAt: null },
    attempt: 1,
    now: 1000,
    random: 0.5,
    ...parts,
  });

  test('a random part of 300 ms, then of 600', () => {
    const waits = [1, 2].flatMap((attempt) =>
      [0, 0.5, 1].map((random) => (retryOf(failed({ attempt, random })) ?? NaN) - 1000),
    );
    expect(waits).toEqual([0, 150, 300, 0, 300, 600]);
  });

  type Ending = [
    string,
    Pick<Failure, 'code' | 'status'>,
    Record<'reads' | 'absorbs' | 'once' | 'told', boolean>,
  ];
  const none = { reads: false, absorbs: false, once: false, told: false };
  const safe = { ...none, reads: true, absorbs: true };
  test.each<Ending>([
    ['no connection', { code: 'unreachable', status: null }, safe],
    ['no answer in time', { code: 'timed-out', status: null }, safe],
    ['an answer that nobody can read', { code: 'bad-answer', status: null }, none],
    ['429', { code: 'rate-limited', status: 429 }, { ...safe, told: true }],
    ['503', { code: 'server-fault', status: 503 }, { ...safe, told: true }],
    ['500', { code: 'server-fault', status: 500 }, safe],
    ['501', { code: 'server-fault', status: 501 }, none],
    ['401', { code: 'key-rejected', status: 401 }, none],
  ])('after %s: not what would be done twice, unless the server says when', (_, ending, expected) => {
    const isSent = (kind: Failed['kind'], at: number | null) =>
      retryOf(failed({ kind, failure: { ...ending, retryAt: at } })) !== null;
    expect({
      ...{ reads: isSent('read', null), absorbs: isSent('absorbing', null), once: isSent('once', null) },
      told: isSent('once', 2000),
    }).toEqual(expected);
  });

  test('never more than 5 s', () => {
    expect(retryOf(failed({ random: 1, backoff: 1e6 }))).toBe(6000);
  });

  test('not after the third attempt', () => {
    expect([1, 2, 3, 4].map((attempt) => retryOf(failed({ attempt })) !== null)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test('when the server says so, up to a minute from now', () => {
    const at = (wait: number): Pick<Failure, 'code' | 'status' | 'retryAt'> => ({
      code: 'rate-limited',
      status: 429,
      retryAt: 1000 + wait,
    });
    expect(retryOf(failed({ failure: at(60_000) }))).toBe(61_000);
    expect(retryOf(failed({ failure: at(60_001) }))).toBeNull();
    expect(retryOf(failed({ failure: at(60_000), kind: 'once' }))).toBe(61_000);
  });
});

describe('how long a server asks to wait', () => {
  const now = Date.UTC(2026, 0, 1);
  test.each<[string, number | null]>([
    ['120', 120_000],
    ['0', 500],
    ['-5', null],
    ['soon', null],
    ['1.5', 1500],
    ['1e9', null],
    ['', null],
    ['31536000', 31_536_000_000],
    ['1000000000', null],
    ['99999999999999999999', null],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Thursday, 01-Jan-26 00:00:30 GMT', 30_000],
    ['Thu Jan  1 00:00:30 2026', 30_000],
    ['Thu, 01 Jan 2026 00:00:00 GMT', 500],
    ['Wed, 31 Dec 2025 23:59:59 GMT', null],
    ['2026-01-01T00:00:30Z', 30_000],
  ])('Retry-After: %s', (value, wait) => {
    const at = retryAt(new Headers({ 'retry-after': value }), now);
    expect(at === null ? null : at - now).toBe(wait);
    const other = retryAt(new Headers({ 'x-retry-after': value }), now);
    expect(other, 'and X-Retry-After').toBe(at);
  });

  test.each<[string[], string[], number | null]>([
    [['120', '60'], [], 120_000],
    [['60', '120'], [], 120_000],
    [['30', 'Thu, 01 Jan 2026 00:01:00 GMT'], [], 60_000],
    [['60', '-5'], [], 60_000],
    [['5'], ['7'], 7000],
    [['soon'], ['7'], 7000],
    [[], [], null],
  ])('of several the latest: %j, %j', (given, given2, wait) => {
    const headers = new Headers();
    for (const value of given) headers.append('retry-after', value);
    for (const value of given2) headers.append('x-retry-after', value);
    const at = retryAt(headers, now);
    expect(at === null ? null : at - now).toBe(wait);
  });
});

test('a Retry-After that is as long as no honest one is none: its pattern would take seconds', () => {
  const spaces = (count: number) => retryAt(new Headers({ 'retry-after': `7,${' '.repeat(count)},7` }), 0);
  expect([spaces(990), spaces(1000)]).toEqual([7000, null]);
});

test('the minute of the retries is one of the clock', () => {
  vi.useFakeTimers();
  const budget = new RetryBudget();
  const taken = Array.from({ length: 11 }, () => budget.take('one'));
  expect(taken).toEqual([...Array.from({ length: 10 }, () => true), false]);
  vi.advanceTimersByTime(60_000);
  expect(budget.take('one')).toBe(true);
  vi.useRealTimers();
});

test('ten retries a minute are always there, and each connection has its own', () => {
  let now = 0;
  const budget = new RetryBudget(() => now);
  const takeAll = (id: string) => {
    let taken = 0;
    while (taken < 1000 && budget.take(id)) taken += 1;
    return taken;
  };
  expect([takeAll('one'), takeAll('one'), takeAll('two')]).toEqual([10, 0, 10]);
  now += 59_999;
  expect(takeAll('one')).toBe(0);
  now += 1;
  for (let nth = 0; nth < 500; nth += 1) budget.count('one');
  expect(takeAll('one')).toBe(50);
  now -= 3600_000;
  expect(takeAll('one'), 'also when the clock was set back').toBe(10);
});
