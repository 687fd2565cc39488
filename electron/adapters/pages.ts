import { z } from 'zod';
import type { Slices } from '../bridge/crossing/slices.ts';
import { BridgeError } from '../bridge/failure.ts';
import type { Gap } from '../bridge/session.ts';
import type { Api } from './adapter.ts';
import { PagesAhead } from './pages/ahead.ts';
import { gap, notesOf } from './pages/gaps.ts';
import type { Listing, ListOptions, Row } from './pages/listing.ts';
import { listLimits, type Page, type Paged } from './pages/page.ts';
import { type PagesReading, Tally } from './pages/tally.ts';
import { readRows } from './rows.ts';

/** A count as servers send it: an integer, or its digits as text (SQL drivers return COUNT as a bigint). */
export const Count = z.union([
  z.int().nonnegative(),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
]);

/** Fields that hold a count. */
const countNames = [
  'count',
  'total',
  'totalCount',
  'total_count',
  'sessionCount',
  'activeSessions',
  'active',
];
/** Fields in which servers wrap a count. */
const countWraps = ['data', 'result', 'sessions', '_count', '_all', 'meta', '0'];

/** The count in an answer that holds nothing else, bare or in a wrapper that servers use; null: there is none. */
export function countIn(body: unknown, depth = 4): number | null {
  const bare = Count.safeParse(body);
  if (bare.success) return bare.data;
  // An array of several rows is not a count.
  if (typeof body !== 'object' || body === null || depth === 0) return null;
  if (Array.isArray(body) && body.length !== 1) return null;
  const fields = body as Record<string, unknown>;
  for (const name of [...countNames, ...countWraps]) {
    const found = Object.hasOwn(fields, name) ? countIn(fields[name], depth - 1) : null;
    if (found !== null) return found;
  }
  return null;
}

/**
 * Reads a list of several pages. A reading that contradicts itself is repeated, at most three readings in all. With
 * `settle`, a list of more than one page counts as complete only once two consecutive readings agree on the ids, because
 * rows move while pages are read. Otherwise `gaps` says why, and `rows` holds all rows seen.
 */
export async function readPages<Wire>(
  api: Api,
  list: Paged<Wire>,
  options: ListOptions = {},
): Promise<Listing> {
  const readings: PagesReading[] = [];
  for (let left = listLimits.readings; left > 0; left -= 1) {
    const reading = await readOnce(api, list, options);
    const agrees = sameIds(readings.at(-1), reading);
    readings.push(reading);
    const { gaps, pages } = reading;
    if (gaps.some(({ why }) => endings.includes(why))) break;
    const sound = gaps.every(({ why }) => why === 'unreadable-rows');
    if (sound && (pages === 1 || !options.settle || agrees)) return toListing(reading, agrees ? 2 : 1);
    // The same contradiction twice is how this server behaves; reading again would not change it.
    if (!sound && agrees && sameGaps(readings.at(-2), reading)) break;
  }
  return unsettled(readings, api.newSlices());
}

/** Reasons why a reading ended before the last page; another reading would get no further. */
const endings: readonly Gap['why'][] = ['our-limit', 'stopped', 'broke-off'];

function sameIds(before: PagesReading | undefined, { rows }: PagesReading): boolean {
  return before?.rows.size === rows.size && [...rows.keys()].every((id) => before.rows.has(id));
}

function sameGaps(before: PagesReading | undefined, { gaps }: PagesReading): boolean {
  return JSON.stringify(before?.gaps) === JSON.stringify(gaps);
}

function toListing({ rows, unreadable, total, gaps, brokeOff }: PagesReading, readings: number): Listing {
  const read = { rows: [...rows.values()], unreadable, total, notes: notesOf(gaps), gaps, readings };
  return brokeOff ? { ...read, brokeOff } : read;
}

/** Joins several readings, none of which was reliable: a row seen in any of them counts. */
async function unsettled(readings: PagesReading[], slices: Slices): Promise<Listing> {
  const last = readings.at(-1);
  if (!last) throw new RangeError('a list is read at least once');
  const sightings = readings.map(({ rows }) => rows.values());
  const { rows, gaps } = await joinRows(sightings, slices);
  const moved = last.gaps.some(({ why }) => why !== 'unreadable-rows') ? [] : [gap('moved', readings.length)];
  return toListing({ ...last, rows, gaps: [...last.gaps, ...moved, ...gaps] }, readings.length);
}

/** The rows of several lists, one for each handle, in slices; at most `listLimits.rows`. */
export async function joinRows(
  lists: readonly Iterable<Row>[],
  slices: Slices,
): Promise<{ rows: Map<string, Row>; gaps: Gap[] }> {
  const rows = new Map<string, Row>();
  for (const list of lists)
    for (const row of list) {
      if (slices.isDue()) await slices.next();
      if (rows.size >= listLimits.rows && !rows.has(row.handle))
        return { rows, gaps: [gap('our-limit', rows.size)] };
      rows.set(row.handle, row);
    }
  return { rows, gaps: [] };
}

async function readOnce<Wire>(api: Api, paged: Paged<Wire>, options: ListOptions): Promise<PagesReading> {
  const tally = new Tally();
  const ahead = new PagesAhead(paged.read);
  const startedWith = api.bytesRead();
  let before: unknown[] = [];
  for (let nth = 1; ; nth += 1) {
    const next = await nextPage(ahead.next(nth, tally.received), nth, options);
    if (next === 'stopped') return tally.cutShort(gap('stopped', tally.received));
    if (next instanceof BridgeError) return tally.cutShort(gap('broke-off', tally.received), next.failure);
    const page = cut(next, listLimits.rows - tally.received);
    // A server that does not page repeats its answer; where all rows are unreadable, only this comparison reveals it.
    if (isRepeated(before, page.items)) return tally.reading(nth, [gap('repeated-page')]);
    before = page.items;
    const { rows, unreadable } = await readRows(page.items, paged.wire, paged.toRow, api.newSlices());
    const fresh = tally.add(page, rows, unreadable);
    const isOver = page.isLast === true || tally.received >= (page.total ?? Infinity);
    if (page.items.length === 0 || (isOver && !page.isCut)) break;
    if (fresh === 0 && unreadable < page.items.length) return tally.reading(nth, [gap('repeated-page')]);
    const bytes = api.bytesRead() - startedWith;
    if (tally.received >= listLimits.rows || bytes >= listLimits.bytes)
      return tally.reading(nth, [gap('our-limit', tally.received)]);
    await options.part?.(rows, page.total);
    ahead.askAhead(nth, tally.received, page);
    api.restartDeadline();
  }
  return tally.reading(tally.pages);
}

/** Waits for a page, or until a person stops the reading. Where the list may be partial, a later page's failure is returned. */
async function nextPage(
  page: Promise<Page>,
  nth: number,
  { stopped, partial = false }: ListOptions,
): Promise<Page | 'stopped' | BridgeError> {
  // After a stop nobody waits for the page, and its failure would go unhandled.
  page.catch(() => undefined);
  try {
    return await (stopped ? Promise.race([page, stopped]) : page);
  } catch (error) {
    if (partial && nth > 1 && error instanceof BridgeError) return error;
    throw error;
  }
}

/** Compared row by row: two pages that differ mostly do so in the first. */
function isRepeated(before: unknown[], items: unknown[]): boolean {
  const isLikely = items.length > 0 && items.length === before.length;
  return isLikely && items.every((item, at) => JSON.stringify(item) === JSON.stringify(before[at]));
}

/** The page with at most this many items. */
function cut(page: Page, most: number): Page & { isCut: boolean } {
  return { ...page, items: page.items.slice(0, most), isCut: page.items.length > most };
}

/** Reads a list that comes in one answer. */
export async function readWhole<Wire>(
  api: Api,
  list: Omit<Paged<Wire>, 'read'> & { read: () => Promise<Omit<Page, 'isLast'>> },
): Promise<Listing> {
  return readPages(api, { ...list, read: async () => ({ ...(await list.read()), isLast: true }) });
}
