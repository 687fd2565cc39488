import { afterEach, describe, expect, test, vi } from 'vitest';
import { failure, failureCodes } from '../../../electron/bridge/failure.ts';
import { mayPass, mustWait } from '../../../renderer/sign-in/passing.ts';

afterEach(() => void vi.useRealTimers());

const failed = (parts: Partial<Parameters<typeof failure>[0]> = {}) =>
  failure({ code: 'rate-limited', tried: 'a call', got: 'a test', ...parts });

describe('while somebody is waited for', () => {
  const passing = failureCodes.filter((code) => mayPass(failed({ code })));

  test('what the network or a gateway did may pass, and nothing else', () => {
    const expected = [
      'wrong-address',
      'rate-limited',
      'server-fault',
      'unreachable',
      'timed-out',
      'bad-answer',
    ];
    expect(passing).toEqual(expected);
  });

  test('a key that is refused, or a sign-in that was ended, is the end of it', () => {
    for (const code of ['key-rejected', 'not-found', 'refused', 'keychain'] as const)
      expect(mayPass(failed({ code })), code).toBe(false);
  });
});

describe('a server that wants to be left alone', () => {
  test('is, until the time that the host said is left has passed', async () => {
    vi.useFakeTimers();
    const limited = failed({ retryAt: Date.now() + 5000, retryIn: 5000 });
    expect(mustWait(limited)).toBe(true);
    await vi.advanceTimersByTimeAsync(4999);
    expect(mustWait(limited)).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(mustWait(limited)).toBe(false);
  });

  test.each([-3_600_000, 3_600_000])('is so on a page whose clock is %d ms off', async (ahead) => {
    vi.useFakeTimers();
    const limited = failed({ retryAt: Date.now() + ahead + 5000, retryIn: 5000 });
    expect(mustWait(limited)).toBe(true);
    await vi.advanceTimersByTimeAsync(5000);
    expect(mustWait(limited)).toBe(false);
  });

  test('does not hold up what failed without a time, or has not failed', () => {
    expect([mustWait(failed()), mustWait(null)]).toEqual([false, false]);
  });
});
