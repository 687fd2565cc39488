import { describe, expect, test } from 'vitest';
import { faultKinds } from '../../mock-server/index.ts';
import { failureOf, openTestHost, witnessOf } from '../support/host.ts';
import { openSubject } from '../support/subject.ts';
import { budget, outcomes } from './claims.ts';

test('every kind of fault has its outcome in the table', () => {
  expect(Object.keys(outcomes).sort()).toEqual([...faultKinds].sort());
});

describe('a server that says when to come back', () => {
  const year = 365 * 24 * 3600 * 1000;

  test.each([
    ['retry-after', 'seconds', 1000, 120_000],
    ['retry-after', 'date', 1000, 120_000],
    ['retry-after', 'huge', year / 2, year * 2],
    ['retry-after', 'negative', null, null],
    ['x-retry-after', 'seconds', 1000, 120_000],
  ] as const)('%s as %s is told, and never slept through', async (kind, form, least, most) => {
    const desk = await openTestHost({ budget });
    const subject = await openSubject(desk, 'clerk');
    witnessOf(desk, 'clerk').manners.faults.push({ kind, form, seconds: 60, operation: '*', times: 10 });
    const { bridge, connectionId, filters } = subject;
    const now = Date.now();
    const failed = await failureOf(bridge('sessions.list', { connectionId, filters }));
    expect(failed).toMatchObject({ code: 'rate-limited', next: 'wait' });
    if (least === null) expect(failed.retryAt).toBeNull();
    else {
      expect(failed.retryAt).toBeGreaterThan(now + least);
      expect(failed.retryAt).toBeLessThan(now + most);
    }
    await desk.close();
  });
});
