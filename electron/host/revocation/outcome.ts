import type { RunItem } from '../../bridge/revocation.ts';
import type { Finding } from './evidence.ts';

/**
 * What became of a session, from what was sent and what the read-back found. The read-back decides; where it could
 * not, a refusal by the server (4xx) is believed, and everything else is not known.
 */
export function outcomeOf(item: RunItem, finding: Finding): RunItem {
  const judged = { ...item, ...finding };
  if (finding.verdict === 'ended' || finding.verdict === 'expired') return { ...judged, state: 'ended' };
  if (finding.verdict === 'still-there') return { ...judged, state: item.mayStay ? 'kept' : 'failed' };
  return { ...judged, state: refused(item) ? 'failed' : 'unknown', mayWorkUntil: null };
}

/** Items of which it is not known what became of them, or not yet. */
export const unsettled: readonly RunItem['state'][] = ['sent', 'sending', 'unknown'];

/** An item of a run that cannot go on: what was sent is not known, and the rest is not sent. */
export function parked(item: RunItem, stopped: RunItem['callFailure']): RunItem {
  if (item.state === 'waiting') return notSent(item, stopped);
  return unsettled.includes(item.state) ? { ...item, state: 'unknown' } : item;
}

/** A session that nothing was sent for. */
export function notSent(item: RunItem, callFailure: RunItem['callFailure']): RunItem {
  return { ...item, state: 'not-sent', callFailure };
}

/**
 * The server answered that it did not do it. 404 and 410 may mean that it had been done before, 408 means nothing;
 * and a refusal of the second attempt says nothing of the first.
 */
function refused({ callFailure, attempts }: RunItem): boolean {
  const status = callFailure?.status ?? null;
  return (
    attempts === 1 && status !== null && status >= 400 && status < 500 && ![404, 408, 410].includes(status)
  );
}
