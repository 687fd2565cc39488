import type { Gap } from '../bridge/session.ts';
import type { Api, Listing } from './adapter.ts';
import { gap, joinRows, notesOf } from './pages.ts';

/** One list of several, in slices. `more`: gaps that none of them knows of. */
export async function joinListings(api: Api, listings: Listing[], more: Gap[]): Promise<Listing> {
  const [only] = listings;
  if (only && listings.length === 1) return only;
  const joined = await joinRows(
    listings.map((listing) => listing.rows),
    api.newSlices(),
  );
  const totals = listings.map((listing) => listing.total);
  const known = totals.every((total) => total !== null);
  const gaps = joinGaps([...listings.flatMap((listing) => listing.gaps), ...joined.gaps, ...more]);
  return {
    rows: [...joined.rows.values()],
    unreadable: listings.reduce((sum, listing) => sum + listing.unreadable, 0),
    total: known ? totals.reduce((sum, total) => sum + total, 0) : null,
    notes: [...new Set([...listings.flatMap((listing) => listing.notes), ...notesOf(gaps)])],
    gaps,
    readings: Math.min(...listings.map((listing) => listing.readings)),
  };
}

/** One gap for each reason, counted over all lists. */
function joinGaps(gaps: Gap[]): Gap[] {
  const counts = new Map<Gap['why'], number | null>();
  for (const { why, count } of gaps) {
    const before = counts.get(why) ?? null;
    counts.set(why, before === null || count === null ? (before ?? count) : before + count);
  }
  return [...counts].map(([why, count]) => gap(why, count));
}

export function rowsIn(listings: readonly Listing[]): number {
  return listings.reduce((sum, { rows }) => sum + rows.length, 0);
}
