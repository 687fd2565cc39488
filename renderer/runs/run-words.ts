import type { Run, RunDelay, RunItem, RunSummary } from '../../electron/bridge/revocation.ts';
import { failureLine } from '../failures/words.ts';
import { m } from '../messages/compiled/messages.js';
import { wholeSeconds } from '../ui/time/deadline.ts';
import type { Times } from '../ui/time/times.ts';
import { outcomeLine } from '../ending/end-words.ts';
import { inFigures } from '../ui/figures.ts';
import { isLive } from '../../electron/query/status.ts';
import type { Room } from '../sessions/room.svelte.ts';

/** True until it is known what became of a run's sessions, or that nothing will. */
export function isUnderway({ state }: RunSummary): boolean {
  return ['waiting', 'sending', 'paused', 'reading-back'].includes(state);
}

/** How many sessions a run is about, those that may stay included. */
export function sizeOf(summary: RunSummary, run: Run | null): number {
  return run?.items.length ?? summary.totals.planned;
}

/** How many sessions have been dealt with: sent and answered, or given up. */
export function sentOf({ totals }: RunSummary, run: Run | null): number {
  const known = run?.items.filter(({ state }) => state !== 'waiting' && state !== 'sending').length ?? 0;
  return Math.max(known, totals.planned - totals.open);
}

/** Now, and how long until the undo window closes by itself, ms; null: it does not. */
export interface Moment {
  now: number;
  left: number | null;
}

/** Where a run stands, in one line. */
export function runLine(summary: RunSummary, run: Run | null, { now, left }: Moment, times: Times): string {
  switch (summary.state) {
    case 'waiting':
      return waitingLine(sizeOf(summary, run), left);
    case 'sending':
      return m.run_sending(progress(summary, run));
    case 'paused':
      return pausedLine(summary, run, now, times);
    case 'reading-back':
      return m.run_reading_back();
    case 'interrupted':
      return m.run_interrupted({ count: sizeOf(summary, run) });
    case 'undone':
      return m.run_undone({ count: sizeOf(summary, run) });
    case 'done':
      return outcomeLine(summary, run);
  }
}

function waitingLine(count: number, left: number | null): string {
  if (left === null) return m.run_waiting_open({ count });
  return m.run_waiting({ count, left: wholeSeconds(left) });
}

function pausedLine(summary: RunSummary, run: Run | null, now: number, times: Times): string {
  const { why, until } = summary.pause ?? { why: 'person', until: null };
  const parts = progress(summary, run);
  const time = until === null ? null : times.clock(until, now);
  switch (why) {
    case 'person':
      return m.run_paused(parts);
    case 'rate-limited':
      return time ? m.run_paused_limited({ ...parts, time }) : m.run_paused_limited_open(parts);
    case 'server-down':
      return time ? m.run_paused_down({ ...parts, time }) : m.run_paused_down_open(parts);
    case 'not-allowed':
      return m.run_paused_not_allowed(parts);
    case 'locked':
      return m.run_paused_locked(parts);
    case 'connection-changed':
      return m.run_paused_changed(parts);
  }
}

const delays: Record<RunDelay, () => string> = {
  reopened: () => m.run_delay_reopened(),
  'held-up': () => m.run_delay_held_up(),
  slept: () => m.run_delay_slept(),
  'not-allowed': () => m.run_delay_not_allowed(),
  locked: () => m.run_delay_locked(),
  'connection-changed': () => m.run_delay_changed(),
};

/** Why a run waits for longer than its undo window; null: it does not. */
export function delayLine({ delay }: RunSummary): string | null {
  return delay && delays[delay]();
}

function progress(summary: RunSummary, run: Run | null): { some: string; all: string } {
  return { some: inFigures(sentOf(summary, run)), all: inFigures(sizeOf(summary, run)) };
}

/** What an interrupted run is known to have come to. */
export function interruptedLine({ totals: { ended, failed, unknown, notSent, open } }: RunSummary): string {
  return m.run_interrupted_counts({
    ended: inFigures(ended),
    failed: inFigures(failed),
    unknown: inFigures(unknown),
    notSent: inFigures(notSent + open),
  });
}

const unsettled: readonly RunItem['state'][] = ['sent', 'sending', 'unknown'];

/** How many sessions of a run that is over cannot be told: the host can read them back once more. */
export function checkable({ totals }: RunSummary, run: Run | null): number {
  return run?.items.filter(({ state }) => unsettled.includes(state)).length ?? totals.unknown;
}

const wrong: readonly RunItem['state'][] = ['failed', 'not-sent', 'unknown'];

/** Those sessions of a run that can be tried again: not known to have ended, and still in the list. */
export function retriable(run: Run | null, room: Room): RunItem[] {
  const listed = new Map(room.reading.sessions.map((session) => [session.id, session]));
  const items = (run?.items ?? []).filter(({ state, session }) => {
    const known = listed.get(session.id);
    return wrong.includes(state) && known !== undefined && isLive(known);
  });
  return items.length > 1 ? items.filter(({ session }) => session.current !== true) : items;
}

/** How the call went, and how long what was issued before may still work. What the verdict rests on is for *Why?*. */
export function itemReasons(item: RunItem, now: number, times: Times): string[] {
  const { callFailure, mayWorkUntil, state, attempts } = item;
  const call = callFailure && failureLine(callFailure);
  const sent = state === 'not-sent' ? m.verdict_not_sent_why : m.verdict_call_failed;
  const reasons = [
    state === 'kept' && m.verdict_kept(),
    call && sent({ why: call }),
    attempts > 1 && m.verdict_attempts({ count: attempts }),
    mayWorkUntil !== null && m.verdict_may_work_until({ time: times.clock(mayWorkUntil, now) }),
  ];
  return reasons.filter((reason) => typeof reason === 'string');
}
