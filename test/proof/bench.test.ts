import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { comparedTo, medianOf, within } from './bench/figures.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

test('the short form has a figure for each row, and every verdict is right', async () => {
  const { stdout } = await run(process.execPath, ['test/proof/bench/program.ts', '--short'], { cwd: root });
  const lines = stdout.trim().split('\n');
  expect(lines.at(-1)).toMatch(/^\d+ in bound, \d+ missed$/);
  expect(lines.length - 1).toBe(11);
}, 120_000);

test('a figure is in its bound up to the bound, and no further', () => {
  expect([comparedTo('x', 130, 100, 1.3).pass, comparedTo('x', 131, 100, 1.3).pass]).toEqual([true, false]);
  expect([comparedTo('x', 280, 100, 1.3, 150).pass, comparedTo('x', 281, 100, 1.3, 150).pass]).toEqual([
    true,
    false,
  ]);
  expect([within('x', 10, 'ms', 10).pass, within('x', 11, 'ms', 10).pass]).toEqual([true, false]);
});

test('the median is the middle one, whatever the order', () => {
  expect(medianOf([9, 1, 5])).toBe(5);
});
