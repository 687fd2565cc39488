import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Deadline } from '../../../electron/host/http/deadline.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a deadline can be restarted with each part of an answer', () => {
  const deadline = new Deadline(1000);
  for (let part = 0; part < 10; part += 1) {
    vi.advanceTimersByTime(900);
    expect(deadline.left()).toBe(100);
    deadline.restart();
  }
  expect(deadline.signal.aborted).toBe(false);
  vi.advanceTimersByTime(1000);
  expect(deadline.signal.aborted).toBe(true);
});

test('a deadline that has passed cannot be restarted', () => {
  const deadline = new Deadline(1000);
  vi.advanceTimersByTime(1000);
  deadline.restart();
  expect([deadline.signal.aborted, deadline.left()]).toEqual([true, 0]);
});
