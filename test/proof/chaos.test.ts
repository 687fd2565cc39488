import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Run, RunItem } from '../../electron/bridge/revocation.ts';
import { totalsOf } from '../../electron/host/revocation/outcome.ts';
import { type Account, accountOf } from './chaos/account.ts';
import { Figures } from './chaos/figures.ts';
import { runChaos } from './chaos/index.ts';
import { judge } from './chaos/judge.ts';
import type { Lie } from './chaos/lies.ts';
import { Traffic } from './chaos/traffic.ts';
import { fixtureSession } from '../support/page/page-fixtures.ts';

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
    const args = ['--operations', '300', '--kills', '5', '--seconds', '240', '--seed', '4711'];
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

describe('what chaos counts as wrong', () => {
  const item = (state: RunItem['state'], attempts = 1): RunItem => ({
    session: fixtureSession({ nativeId: 's1' }),
    mayStay: false,
    ...{
      state,
      attempts,
      callFailure: null,
      verdict: null,
      evidence: null,
      checkFailure: null,
      mayWorkUntil: null,
    },
  });
  const runOf = (items: RunItem[], state: Run['state'] = 'done'): Run => ({
    ...{ id: 'r', connectionId: 'c', scope: 'selected', state, reason: '', items, totals: totalsOf(items) },
    ...{ startedAt: 0, endedAt: 1, sendsAt: null, sendsIn: null, delay: null },
    ...{ pause: null, stopped: null },
    ...{ endedUnasked: [], unaskedEvidence: {}, appeared: [], left: null },
    ...{ nowActive: null, notRecorded: null },
  });
  /** Traffic of one session: `sent` received by the proxy, `reached` handed on, `read` back in the end. */
  const traffic = (...what: ('sent' | 'refused' | 'reached' | 'read')[]): Traffic => {
    const made = new Traffic();
    for (const one of what) {
      const end = {
        method: 'DELETE',
        path: '/sessions/s1',
        fault: one === 'refused' ? '429 storm' : null,
        ends: 's1',
      } as const;
      if (one === 'sent' || one === 'refused') made.observe({ stage: 'received', ...end });
      if (one === 'reached') made.observe({ stage: 'reached', ...end });
      if (one === 'reached') made.observe({ stage: 'answered', ...end });
      if (one === 'read')
        made.observe({ stage: 'reached', method: 'GET', path: '/sessions', fault: null, ends: null });
    }
    return made;
  };
  const judged = (run: Run, lives: boolean, made: Traffic) => {
    const { lost, wrong, late, unknown } = judge(accountOf(run), {
      planned: new Set(['s1']),
      lives: () => lives,
      traffic: made,
    });
    return { lost: lost.length, wrong: wrong.length, late, unknown: unknown.length };
  };
  const nothing = { planned: new Set<string>(), traffic: traffic() };
  const proof = {
    ...({ rests: 'own-word', at: 0, request: null, entryId: null, word: null } as const),
    ...{ rows: null, total: null, readings: null, gaps: [] },
  };
  const none = { lost: 0, wrong: 0, late: 0, unknown: 0 };
  const whole = ['sent', 'reached', 'read'] as const;

  test.each([
    ['ended, and it has', item('ended'), false, traffic(...whole), none],
    ['ended, but it lives', item('ended'), true, traffic(...whole), { ...none, wrong: 1 }],
    ['failed, and it lives', item('failed'), true, traffic('sent', 'read'), none],
    [
      'failed, but it had ended before the read-back',
      item('failed'),
      false,
      traffic(...whole),
      { ...none, wrong: 1 },
    ],
    [
      'failed, and it ended only after',
      item('failed'),
      false,
      traffic('sent', 'read', 'reached'),
      { ...none, late: 1 },
    ],
    ['not sent, and nothing was', item('not-sent', 0), true, traffic(), none],
    ['not sent, but it was', item('not-sent'), true, traffic('sent'), { ...none, wrong: 1 }],
    ['not sent, and the only call was refused', item('not-sent'), true, traffic('refused'), none],
    ['unknown', item('unknown'), false, traffic('sent'), { ...none, unknown: 1 }],
    ['sending, and the run is over', item('sending'), true, traffic('sent'), { ...none, lost: 1 }],
    [
      'fewer attempts than were received',
      item('ended'),
      false,
      traffic('sent', ...whole),
      { ...none, wrong: 1 },
    ],
    ['kept, which no plan allowed', item('kept'), true, traffic('sent', 'read'), { ...none, wrong: 1 }],
  ])('%s', (_, one, lives, made, expected) => {
    // An item that is kept is counted as ended, which the counts are told from as well.
    const found = judged(runOf([one]), lives, made);
    expect({ ...found, wrong: Math.min(found.wrong, 1) }).toEqual(expected);
  });

  test('a planned session that is not in the run, one that is in it twice, and one that was not planned', () => {
    expect(judged(runOf([]), true, traffic())).toMatchObject({ lost: 1 });
    const twice = [item('not-sent', 0), item('not-sent', 0)];
    expect(judged(runOf(twice), true, traffic())).toMatchObject({ wrong: 1 });
    const other = { ...item('not-sent', 0), session: fixtureSession({ nativeId: 's2' }) };
    expect(judged(runOf([item('not-sent', 0), other]), true, traffic())).toMatchObject({ wrong: 1 });
  });

  test('totals that do not add up, and totals that are not those of the items', () => {
    const right = runOf([item('ended')]);
    const short = { ...right, totals: { ...right.totals, ended: 0 } };
    expect(judged(short, false, traffic(...whole)).wrong).toBe(2);
    const swapped = { ...right, totals: { ...right.totals, ended: 0, failed: 1 } };
    expect(judged(swapped, false, traffic(...whole)).wrong).toBe(1);
  });

  test('a session that is said to have ended unasked: if it lives, and if it was not to end by itself', () => {
    const other = fixtureSession({ nativeId: 's2' });
    const said = accountOf({ ...runOf([]), endedUnasked: [other] });
    const found = (lives: boolean, mayEnd: string[]) =>
      judge(said, { ...nothing, lives: () => lives, mayEnd: new Set(mayEnd) }).wrong.length;
    expect([found(true, ['s2']), found(false, []), found(false, ['s2'])]).toEqual([1, 1, 0]);
  });

  test('an end that does not say that what was issued goes on working', () => {
    const ended = { ...item('ended'), verdict: 'ended', evidence: proof } as const;
    const wrong = (until: number | null, worksOn: boolean) =>
      judge(accountOf(runOf([{ ...ended, mayWorkUntil: until }])), {
        ...{ planned: new Set(['s1']), lives: () => false, traffic: traffic(...whole), worksOn },
      }).wrong.length;
    expect([wrong(null, true), wrong(5, true), wrong(null, false)]).toEqual([1, 0, 0]);
  });

  test('a run that was undone and sent something, and an end that nobody planned', () => {
    const undone = runOf([item('not-sent')], 'undone');
    expect(judged(undone, true, traffic('refused'))).toMatchObject({ wrong: 1 });
    const unplanned = judge(accountOf(runOf([])), {
      planned: new Set(),
      lives: () => false,
      traffic: traffic(...whole),
    });
    expect(unplanned.wrong).toEqual(['s1 was sent a call and was not planned']);
  });
});
