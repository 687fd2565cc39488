import type { Gap } from '../../bridge/session.ts';
import type { Listing } from './listing.ts';

/** A reason why a list may lack sessions; `count` where there is something to count. */
export function gap(why: Gap['why'], count: number | null = null): Gap {
  return { why, count };
}

/** The notes that follow from a list's gaps. */
export function notesOf(gaps: readonly Gap[]): Listing['notes'] {
  return gaps.some(({ why }) => why === 'our-limit') ? ['limit-reached'] : [];
}
