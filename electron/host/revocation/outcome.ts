import type { Failure } from '../../bridge/failure.ts';
import type { Run, RunItem, RunSummary, Totals } from '../../bridge/revocation.ts';
import type { Finding } from './read-back/evidence.ts';
import type { Recorded } from './journal/journal.ts';
import { stateOf, type Sending } from './sending.ts';
import { notOpen, type UndoWindow } from './undo-window.ts';

/**
 * The outcome of a session, from what was sent and what the read-back found. The read-back decides; where it could not,
 * a refusal by the server (4xx) is believed, and every other outcome is unknown.
 */
export function outcomeOf(item: RunItem, finding: Finding): RunItem {
  const judged = { ...item, ...finding };
  if (finding.verdict === 'ended' || finding.verdict === 'expired') return { ...judged, state: 'ended' };
  if (finding.verdict === 'still-there') return { ...judged, state: item.mayStay ? 'kept' : 'failed' };
  return { ...judged, state: refused(item) ? 'failed' : 'unknown', mayWorkUntil: null };
}

/** States of items whose outcome is not known, or not yet. */
export const unsettled: readonly RunItem['state'][] = ['sent', 'sending', 'unknown'];

/** Whether all planned sessions have ended, or the run was undone: nothing is left to report. */
export function isSettled({ state, items }: Pick<Run, 'state' | 'items'>): boolean {
  const { planned, ended } = totalsOf(items);
  return state === 'undone' || (state === 'done' && ended === planned);
}

/** A run that cannot go on because of the disk or a fault of our own. */
export function interrupted(run: Recorded, stopped: Failure, endedAt: number): Recorded {
  const items = run.items.map((item) => parked(item, stopped));
  return { ...run, items, stopped, state: 'interrupted', endedAt };
}

/** An item of a run that cannot go on: unknown if its call was sent, otherwise not sent. */
function parked(item: RunItem, stopped: RunItem['callFailure']): RunItem {
  if (item.state === 'waiting') return notSent(item, stopped);
  return unsettled.includes(item.state) ? { ...item, state: 'unknown' } : item;
}

/** An item that no call was sent for. `callFailure`: why. */
export function notSent(item: RunItem, callFailure: RunItem['callFailure']): RunItem {
  return { ...item, state: 'not-sent', callFailure };
}

/** At the end of a run: items still waiting were not sent, because the run was stopped. */
export function neverSent(items: readonly RunItem[], stopped: Failure | null): RunItem[] {
  return items.map((item) => (item.state === 'waiting' ? notSent(item, item.callFailure ?? stopped) : item));
}

/**
 * Whether the server said that it did not end the session. Not 404 and 410, which may mean that it had ended before, nor
 * 408, which means nothing; and only for a single attempt, because a later refusal says nothing about the first.
 */
function refused({ callFailure, attempts }: RunItem): boolean {
  const status = callFailure?.status ?? null;
  return (
    attempts === 1 && status !== null && status >= 400 && status < 500 && ![404, 408, 410].includes(status)
  );
}

/** Totals of a run: planned = open + ended + failed + notSent + unknown. Sessions that may stay are not counted. */
export function totalsOf(items: Iterable<Pick<RunItem, 'state' | 'mayStay'>>): Totals {
  const totals: Totals = { planned: 0, open: 0, ended: 0, failed: 0, notSent: 0, unknown: 0 };
  for (const { state, mayStay } of items) {
    if (mayStay) continue;
    totals.planned++;
    totals[places[state]]++;
  }
  return totals;
}

const places: Record<RunItem['state'], Exclude<keyof Totals, 'planned'>> = {
  waiting: 'open',
  sending: 'open',
  sent: 'open',
  ended: 'ended',
  failed: 'failed',
  'not-sent': 'notSent',
  unknown: 'unknown',
  // Only sessions that may stay can be `kept`, and those are not counted.
  kept: 'ended',
};

/** The totals in words, for the audit log: `ended 3 · failed 1 · not sent 0 · unknown 0 of 4`. */
export function totalsLine({ planned, ended, failed, notSent, unknown }: Totals): string {
  return `ended ${ended} · failed ${failed} · not sent ${notSent} · unknown ${unknown} of ${planned}`;
}

/** A run without its sessions. */
export function summaryOf(
  run: Recorded,
  window: Pick<UndoWindow, 'standing'>,
  sending: Pick<Sending, 'pause' | 'stopped'> | null,
): RunSummary {
  const { id, connectionId, scope, startedAt, endedAt, items } = run;
  const stopped = run.stopped ?? sending?.stopped ?? null;
  const state = stateOf(run, sending);
  const pause = state === 'paused' ? (sending?.pause ?? null) : null;
  const waits = run.state === 'waiting' ? window.standing() : notOpen;
  const known = { id, connectionId, scope, startedAt, endedAt, totals: totalsOf(items) };
  return { ...known, ...waits, state, pause, stopped };
}

/** A run with everything that the page may know of it. */
export function wholeOf({ oneCall, items, ...run }: Recorded, summary: RunSummary): Run {
  return { ...run, ...summary, items: [...items] };
}
