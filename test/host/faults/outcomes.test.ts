import { describe, expect, test } from 'vitest';
import { faultKinds } from '../../../mock-server/index.ts';
import { failureOf, openTestHost, mockOf } from '../../support/host.ts';
import { openSubject } from '../../support/subject.ts';
import { outcomes } from './claims.ts';

test('every kind of fault has its outcome in the table', () => {
  expect(Object.keys(outcomes).sort()).toEqual([...faultKinds].sort());
});

describe('a server that says when to come back', () => {
  const year = 365 * 24 * 3600;

  test.each([
    ['retry-after', 'seconds', 600],
    ['retry-after', 'date', 600],
    ['retry-after', 'huge', year],
    ['retry-after', 'negative', null],
    ['x-retry-after', 'seconds', 600],
  ] as const)('%s as %s is told, and never slept through', async (kind, form, wait) => {
    const app = await openTestHost();
    const subject = await openSubject(app, 'clerk');
    mockOf(app, 'clerk').behaviour.faults.push({ kind, form, seconds: 600, operation: '*', times: 10 });
    const { bridge, connectionId, filters } = subject;
    const before = Date.now();
    const failed = await failureOf(bridge('sessions.list', { connectionId, filters }));
    expect(failed).toMatchObject({ code: 'rate-limited', next: 'wait' });
    if (wait === null) expect(failed.retryAt).toBeNull();
    else {
      // A date has no milliseconds, and the mock server's clock is not quite ours.
      expect(failed.retryAt).toBeGreaterThan(before + wait * 1000 - 2000);
      expect(failed.retryAt).toBeLessThanOrEqual(Date.now() + wait * 1000);
    }
    await app.close();
  });
});
