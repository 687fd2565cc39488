import type { Run, RunSummary } from '../../bridge/revocation.ts';
import type { Recorded } from './journal.ts';
import type { Sending } from './sending.ts';
import { totalsOf } from './totals.ts';
import { notOpen, type UndoWindow } from './undo-window.ts';

/** A run as it is shown in a row: `paused` is a kind of sending. */
export function summaryOf(
  run: Recorded,
  window: Pick<UndoWindow, 'standing'>,
  sending: Pick<Sending, 'pause' | 'stopped'> | null,
): RunSummary {
  const { id, connectionId, scope, startedAt, endedAt, items } = run;
  const stopped = run.stopped ?? sending?.stopped ?? null;
  const pause = run.state === 'sending' ? (sending?.pause ?? null) : null;
  const waits = run.state === 'waiting' ? window.standing() : notOpen;
  const known = { id, connectionId, scope, startedAt, endedAt, totals: totalsOf(items) };
  return { ...known, ...waits, state: pause ? 'paused' : run.state, pause, stopped };
}

/** A run with everything that the page may know of it. */
export function wholeOf({ oneCall, items, ...run }: Recorded, summary: RunSummary): Run {
  return { ...run, ...summary, items: [...items] };
}
