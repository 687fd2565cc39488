import { describe, expect, test } from 'vitest';
import { isBounded, lineOf, mostPerTurn, summaryOf, type Meeting } from './hostile/servers/figures.ts';
import { meetAll } from './hostile/servers/index.ts';

// All cases: npm run hostile. Here is the one that costs the most CPU for its time.
const only = 'user agents that are hard to take apart';

// Node 22 does not count the CPU time of a thread.
describe.skipIf(!('threadCpuUsage' in process))('a hostile server', () => {
  test('gets no turn of more than 200 ms of thread CPU, and another connection and Undo are served', async () => {
    const { meetings, faults } = await meetAll(() => undefined, { only });
    expect(meetings.map(({ neighbour }) => neighbour)).toEqual([null]);
    expect(isBounded(meetings), meetings.map(lineOf).join()).toBe(true);
    expect(faults).toBe('');
  });

  test('gets one where the host does its work at once: the meter sees it', async () => {
    const hook = new URL('./hostile/servers/without-slices.ts', import.meta.url);
    const { meetings } = await meetAll(() => undefined, { only, hook });
    expect(meetings.map(({ longest }) => longest > mostPerTurn)).toEqual([true]);
    expect(isBounded(meetings)).toBe(false);
  });
});

test('one long turn, one failure of the neighbour, or no server at all is judged', () => {
  const good: Meeting = {
    ...{ name: 'a', longest: 200, lag: 5000, asked: 1, outcome: '1 session' },
    ...{ neighbour: null, isFirst: true },
  };
  expect(isBounded([good])).toBe(true);
  expect(isBounded([good, { ...good, longest: 201 }])).toBe(false);
  expect(isBounded([good, { ...good, neighbour: 'refused' }])).toBe(false);
  expect(isBounded([])).toBe(false);
  expect(lineOf({ ...good, longest: 201 })).toMatch(/^FAIL +201 ms CPU/);
  expect(summaryOf([good, { ...good, longest: 201 }])).toMatch(/^longest turn 201 ms .* 1 of 2 /);
});
