import type { RunItem, Totals } from '../../bridge/revocation.ts';

/** Adds a run up: planned = open + ended + failed + notSent + unknown. Sessions that may stay are not counted. */
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
  // Only of a session that may stay, which is not counted.
  kept: 'ended',
};

/** In words, for the audit log: `ended 3 · failed 1 · not sent 0 · unknown 0 of 4`. */
export function totalsLine({ planned, ended, failed, notSent, unknown }: Totals): string {
  return `ended ${ended} · failed ${failed} · not sent ${notSent} · unknown ${unknown} of ${planned}`;
}
