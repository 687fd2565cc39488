import { afterEach, beforeEach, expect, test } from 'vitest';
import { Pace } from '../../../electron/host/revocation/pace.ts';
import { openTestHost, mockOf, type TestHost } from '../../support/host.ts';
import { EndingSubject } from './support.ts';

function answers(pace: Pace, count: number, took: number): number[] {
  return Array.from({ length: count }, () => {
    pace.answered(took);
    return pace.width;
  });
}

test('begins with 4 requests at a time, doubles with each round, and never goes beyond 16', () => {
  const pace = new Pace(false);
  expect(pace.width).toBe(4);
  expect(answers(pace, 4, 20).at(-1)).toBe(8);
  expect(answers(pace, 8, 20).at(-1)).toBe(16);
  expect(new Set(answers(pace, 400, 20))).toEqual(new Set([16]));
});

test('grows by one a round after the first sign of trouble', () => {
  const pace = new Pace(false);
  answers(pace, 12, 20);
  pace.refused();
  expect(pace.width).toBe(8);
  // A round at width 8 is 8 answers or so, not one.
  const widths = answers(pace, 400, 20);
  expect(widths[6]).toBe(8);
  expect(widths[9]).toBe(9);
  expect(widths.at(-1)).toBe(16);
});

test('is halved by a 429, once for all that were under way', () => {
  const pace = new Pace(false);
  answers(pace, 400, 20);
  for (let refusals = 0; refusals < 8; refusals++) pace.refused();
  expect(pace.width).toBe(8);
  const { length } = answers(pace, 16, 20);
  const before = pace.width;
  pace.refused();
  expect([length, pace.width]).toEqual([16, Math.floor(before / 2)]);
});

test('is halved when answers become slow, and never below 1', () => {
  const pace = new Pace(false);
  answers(pace, 400, 20);
  answers(pace, 10, 2000);
  expect(pace.width).toBeLessThan(16);
  for (let refusals = 0; refusals < 200; refusals++) {
    pace.refused();
    pace.answered(20);
  }
  expect(pace.width).toBeGreaterThanOrEqual(1);
});

test('gets used to a server that has become slow for good', () => {
  const pace = new Pace(false);
  answers(pace, 400, 20);
  const widths = answers(pace, 2000, 300);
  expect(Math.min(...widths)).toBeLessThan(8);
  expect(widths.at(-1)).toBe(16);
});

test('is one at a time where each request may replace the cookies of the next', () => {
  const pace = new Pace(true);
  expect(new Set(answers(pace, 400, 20))).toEqual(new Set([1]));
});

let app: TestHost;
beforeEach(async () => {
  app = await openTestHost();
});
afterEach(() => app.close());

test('a server sees no more than 16 requests at the same time, and more than 4 once it has kept up', async () => {
  const subject = new EndingSubject(app, 'clerk');
  const ids = (await subject.others()).slice(0, 120);
  const { behaviour, requests } = mockOf(app, 'clerk');
  // Long beside what a busy machine adds to it: a server that seems to become slow would be spared.
  behaviour.faults.push({ kind: 'latency', operation: 'revoke_session', times: 1000, ms: 300 });
  const run = await subject.begin(await subject.plan('selected', ids), {
    name: 'Clerk',
    sendNow: true,
  });
  let most = 0;
  const off = app.bridge.on('revocation.progress', () => {
    void subject.run(run.id).then(({ items }) => {
      most = Math.max(most, items.filter(({ state }) => state === 'sending').length);
    });
  });
  const done = await subject.until(run.id, 'done');
  off();
  expect(done.totals.ended).toBe(ids.length);
  expect(requests.filter(({ path }) => path.endsWith('/revoke'))).toHaveLength(ids.length);
  expect(most).toBeGreaterThan(4);
  expect(most).toBeLessThanOrEqual(16);
});
