import { BridgeError } from '../bridge/failure.ts';
import type { Gap } from '../bridge/session.ts';
import type { Api } from './adapter.ts';
import type { Listing } from './pages/listing.ts';
import { gap, notesOf } from './pages/gaps.ts';
import { joinRows } from './pages.ts';

/** Joins several lists into one, in slices. `more`: gaps that none of the lists reports. */
export async function joinListings(api: Api, listings: Listing[], more: Gap[]): Promise<Listing> {
  const [only] = listings;
  if (only && listings.length === 1 && more.length === 0) return only;
  const joined = await joinRows(
    listings.map((listing) => listing.rows),
    api.newSlices(),
  );
  const totals = listings.map((listing) => listing.total);
  const known = totals.every((total) => total !== null);
  const gaps = joinGaps([...listings.flatMap((listing) => listing.gaps), ...joined.gaps, ...more]);
  const brokeOff = listings.find((listing) => listing.brokeOff)?.brokeOff;
  return {
    ...(brokeOff ? { brokeOff } : {}),
    rows: [...joined.rows.values()],
    unreadable: listings.reduce((sum, listing) => sum + listing.unreadable, 0),
    total: known ? totals.reduce((sum, total) => sum + total, 0) : null,
    notes: [...new Set([...listings.flatMap((listing) => listing.notes), ...notesOf(gaps)])],
    gaps,
    readings: Math.min(...listings.map((listing) => listing.readings)),
  };
}

/** Failures that concern only one part of a list and not its other parts. */
const aboutOne: readonly string[] = [
  'bad-answer',
  'refused',
  'forbidden',
  'not-found',
  'wrong-address',
  'server-fault',
];

/**
 * Throws a failure that stops a whole list. A part that fails by itself is not thrown, because the others are still worth
 * reading. Prefers a server fault: it is the reason why later parts were not sent.
 */
export function assertParted(failed: readonly BridgeError[]): void {
  const whole = failed.find(({ failure }) => !aboutOne.includes(failure.code));
  if (whole) throw failed.find(({ failure }) => failure.code === 'server-fault') ?? whole;
}

/** Waits for several parts of a list. A part that fails by itself loses only its own rows. */
export async function settledParts(
  parts: readonly Promise<Listing>[],
): Promise<{ listings: Listing[]; refused: BridgeError[] }> {
  const outcomes = await Promise.all(parts.map(outcome));
  const refused = outcomes.filter((part): part is BridgeError => part instanceof BridgeError);
  assertParted(refused);
  return { listings: outcomes.filter((part): part is Listing => !(part instanceof BridgeError)), refused };
}

/** Resolves with a part or, as data, with the BridgeError of its request; rejects with any other error. */
export async function outcome<Read>(part: Promise<Read>): Promise<Read | BridgeError> {
  try {
    return await part;
  } catch (error) {
    if (error instanceof BridgeError) return error;
    throw error;
  }
}

/** One gap for each reason, with the counts of all lists added up. */
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
