import { describe, expect, test } from 'vitest';
import type { Run, RunItem } from '../../electron/bridge/revocation.ts';
import { totalsOf } from '../../electron/host/revocation/outcome.ts';
import { fixtureSession } from '../support/page/page-fixtures.ts';
import { accountOf } from './chaos/account.ts';
import { judge } from './chaos/judge.ts';
import { Traffic } from './chaos/traffic.ts';

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
