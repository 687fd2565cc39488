import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Run, RunItem } from '../../electron/bridge/revocation.ts';
import { totalsOf } from '../../electron/host/revocation/outcome.ts';
import type { Account } from './chaos/account.ts';
import { Figures } from './chaos/figures.ts';
import { runChaos } from './chaos/index.ts';
import type { Lie } from './chaos/lies.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const Failed = z.object({ stdout: z.string(), stderr: z.string(), code: z.number() });

/** Runs the command as a person would; resolves with its output, its figures by name, and its exit code. */
async function chaosCommand(...args: string[]) {
  const command = [join(root, 'test/proof/chaos/program.ts'), ...args];
  const { stdout, stderr, code } = await run(process.execPath, command, { cwd: root, timeout: 280_000 }).then(
    (done) => ({ ...done, code: 0 }),
    (error: unknown) => Failed.parse(error),
  );
  const lines = stdout.split('\n').map((line) => /^(?<name>\S.*?) {2,}(?<value>.+)$/.exec(line)?.groups);
  const figures = new Map(lines.flatMap((line) => (line ? [[line['name'], line['value']] as const] : [])));
  return { stdout, stderr, code, figures };
}

describe('npm run chaos', () => {
  test('under faults and kills nothing is lost and nothing is reported wrongly', async () => {
    const args = ['--operations', '180', '--kills', '4', '--seconds', '240', '--seed', '4711'];
    const { stdout, stderr, code, figures } = await chaosCommand(...args);
    const count = (name: string) => Number.parseInt((figures.get(name) ?? '').replaceAll(',', ''), 10);
    expect(code, stdout + stderr).toBe(0);
    const bad = ['lost', 'wrongly reported', 'unresolved', 'undone, yet sent', 'faults of our own'];
    for (const name of [...bad, 'cannot be checked, honest']) expect(figures.get(name), name).toBe('0');
    // Not by never deciding: both shares are of sessions that were really judged.
    for (const name of ['decided, honest', 'decided, lying lists'])
      expect(figures.get(name), name).toMatch(/^(99|100)\.\d % \([1-9]\d* of \d+\)$/);
    expect(count('lies')).toBeGreaterThan(5);
    expect(count('operations')).toBeGreaterThan(100);
    expect(count('kills')).toBeGreaterThan(0);
    expect(count('faults')).toBeGreaterThan(0);
    expect(figures.get('seed')).toBe('4711');
  });

  test('--help says what it does, and a number that is none is refused', async () => {
    expect((await chaosCommand('--help')).stdout).toContain('--kills N');
    const { code, stderr } = await chaosCommand('--kills', 'many');
    expect(code).toBe(2);
    expect(stderr).toContain('--kills takes a whole number');
  });
});

describe('npm run chaos -- --leg sign-in', () => {
  test('many sign-ins at once, with faults and a kill: none is lost, and none is somebody else’s', async () => {
    const args = ['--leg', 'sign-in', '--operations', '80', '--seed', '7'];
    const { stdout, stderr, code, figures } = await chaosCommand(...args);
    expect(code, stdout + stderr).toBe(0);
    for (const name of ['confirmed and not listed', 'attributed wrongly', 'approved though nobody answered'])
      expect(figures.get(name), name).toBe('0');
    expect(Number(figures.get('confirmed by a phone'))).toBeGreaterThan(10);
    expect(Number(figures.get('kills'))).toBe(1);
  });
});

const withItem =
  (change: (item: RunItem) => RunItem[]) =>
  (run: Run): Run => {
    const items = run.items.flatMap((item, place) => (place === 0 ? change(item) : [item]));
    return { ...run, items, totals: totalsOf(items) };
  };

describe('negative control: chaos through a host that misreports', () => {
  const small = { operations: 20, kills: 0, seconds: 240, seed: 1 };

  test('one session that was ended as not sent is found out', async () => {
    const misreport = withItem((item) => [{ ...item, state: 'not-sent' }]);
    const { figures, lines } = await runChaos({ ...small, misreport });
    expect(figures.wrong.length).toBeGreaterThan(0);
    expect(figures.clean).toBe(false);
    expect(lines).not.toContainEqual(expect.stringMatching(/^wrongly reported +0$/));
  });

  test('one session left out is counted as lost', async () => {
    const { figures, lines } = await runChaos({ ...small, misreport: withItem(() => []) });
    expect(figures.lost.length).toBeGreaterThan(0);
    expect(figures.clean).toBe(false);
    expect(lines).not.toContainEqual(expect.stringMatching(/^lost +0$/));
  });
});

describe('negative control: a host that says too much, or too little', () => {
  const small = { operations: 20, kills: 0, seconds: 100_000, seed: 1, api: 'clerk' };

  test('a verdict without its evidence is wrong', async () => {
    const misreport = withItem((item) => [{ ...item, evidence: null }]);
    const { figures } = await runChaos({ ...small, misreport });
    expect(figures.wrong).toContainEqual(expect.stringContaining('rests on no evidence'));
    expect(figures.clean).toBe(false);
  });

  const account = (undecided: number, verdicts: number): Account => ({
    ...{ state: 'done', endedUnasked: [], totals: totalsOf([]) },
    sessions: Array.from({ length: verdicts }, (_, place) => ({
      ...{ name: `s${place}`, state: 'ended', attempts: 1, evidence: null, worksOn: null },
      verdict: place < undecided ? 'cannot-be-checked' : 'ended',
    })),
  });
  const lie: Lie = { name: 'a lie', about: 'list', faults: () => [] };
  const calm = { rough: false, lying: true };

  test.each([
    ['one of an honest server', null, account(1, 1000), false],
    ['none of an honest server', null, account(0, 10), true],
    ['two of a hundred, of a list that lies', lie, account(2, 100), false],
    ['one of a hundred, of a list that lies', lie, account(1, 100), true],
    ['all, where whatever is asked lies', { ...lie, about: 'all' }, account(10, 10), true],
  ] as const)('cannot be checked: %s', (_, told, said, isClean) => {
    const figures = new Figures();
    figures.auditLog = 'whole';
    figures.countDecided(said, calm, told, { byName: true });
    expect(figures.clean).toBe(isClean);
  });
});
