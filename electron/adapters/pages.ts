import { z } from 'zod';
import type { Gap } from '../bridge/session.ts';
import type { Slices } from '../bridge/crossing/slices.ts';
import type { Api, Listing, Row } from './adapter.ts';
import { readRows } from './rows.ts';

/** Limits of one listing. A list that reaches `rows` or `bytes` is incomplete and has the gap `our-limit`. */
export const listLimits = { rows: 250_000, bytes: 256 * 1024 * 1024, readings: 3 };

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

/** The raw rows of one answer. */
export interface Page {
  items: unknown[];
  /** The server's own count of all rows; null where it gives none. */
  total: number | null;
  /** The server says that no page follows. */
  isLast?: boolean;
}

/** How to read a list page by page. */
export interface Paged<Wire> {
  /** Reads page `nth`, from 1; `received` items came before it, so a server that caps its pages skips none. */
  read: (nth: number, received: number) => Promise<Page>;
  wire: z.ZodType<Wire>;
  toRow: (item: Wire) => Row;
}

/** One pass over all pages. */
interface PagesReading {
  rows: Map<string, Row>;
  unreadable: number;
  total: number | null;
  pages: number;
  gaps: Gap[];
}

/**
 * Reads a list of several pages. A reading that contradicts itself is repeated, at most three readings in all. With
 * `settle`, a list of more than one page counts as complete only once two consecutive readings agree on the ids, because
 * rows move while pages are read. Otherwise `gaps` says why, and `rows` holds all rows seen.
 */
export async function readPages<Wire>(api: Api, list: Paged<Wire>, settle = false): Promise<Listing> {
  const readings: PagesReading[] = [];
  for (let left = listLimits.readings; left > 0; left -= 1) {
    const reading = await readOnce(api, list);
    const agrees = sameIds(readings.at(-1), reading);
    readings.push(reading);
    const { gaps, pages } = reading;
    if (gaps.some(({ why }) => why === 'our-limit')) break;
    const sound = gaps.every(({ why }) => why === 'unreadable-rows');
    if (sound && (pages === 1 || !settle || agrees)) return toListing(reading, agrees ? 2 : 1);
    // The same contradiction twice is how this server behaves; reading again would not change it.
    if (!sound && agrees && sameGaps(readings.at(-2), reading)) break;
  }
  return unsettled(readings, api.newSlices());
}

function sameIds(before: PagesReading | undefined, { rows }: PagesReading): boolean {
  return before?.rows.size === rows.size && [...rows.keys()].every((id) => before.rows.has(id));
}

function sameGaps(before: PagesReading | undefined, { gaps }: PagesReading): boolean {
  return JSON.stringify(before?.gaps) === JSON.stringify(gaps);
}

function toListing({ rows, unreadable, total, gaps }: PagesReading, readings: number): Listing {
  return { rows: [...rows.values()], unreadable, total, notes: notesOf(gaps), gaps, readings };
}

/** The notes that follow from a list's gaps. */
export function notesOf(gaps: readonly Gap[]): Listing['notes'] {
  return gaps.some(({ why }) => why === 'our-limit') ? ['limit-reached'] : [];
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

async function readOnce<Wire>(api: Api, { read, wire, toRow }: Paged<Wire>): Promise<PagesReading> {
  const tally = new Tally();
  const startedWith = api.bytesRead();
  let before: unknown[] = [];
  for (let nth = 1; ; nth += 1) {
    const page = cut(await read(nth, tally.received), listLimits.rows - tally.received);
    // A server that does not page repeats its answer; where all rows are unreadable, only this comparison reveals it.
    if (isRepeated(before, page.items)) return tally.reading(nth, [gap('repeated-page')]);
    before = page.items;
    const { rows, unreadable } = await readRows(page.items, wire, toRow, api.newSlices());
    const fresh = tally.add(page, rows, unreadable);
    const isOver = page.isLast === true || tally.received >= (page.total ?? Infinity);
    if (page.items.length === 0 || (isOver && !page.isCut)) break;
    if (fresh === 0 && unreadable < page.items.length) return tally.reading(nth, [gap('repeated-page')]);
    const bytes = api.bytesRead() - startedWith;
    if (tally.received >= listLimits.rows || bytes >= listLimits.bytes)
      return tally.reading(nth, [gap('our-limit', tally.received)]);
  }
  return tally.reading(tally.pages);
}

function isRepeated(before: unknown[], items: unknown[]): boolean {
  const isLikely = items.length > 0 && items.length === before.length;
  return isLikely && JSON.stringify(items) === JSON.stringify(before);
}

/** The page with at most this many items. */
function cut(page: Page, most: number): Page & { isCut: boolean } {
  return { ...page, items: page.items.slice(0, most), isCut: page.items.length > most };
}

/** Adds up pages and records where they contradict each other. */
class Tally {
  readonly #rows = new Map<string, Row>();
  received = 0;
  pages = 0;
  #unreadable = 0;
  #duplicates = 0;
  #total: number | null = null;
  #isFirst = true;
  #totalChanged = false;
  #sawEmpty = false;

  /** Adds a page; returns how many of its rows are new. */
  add({ items, total }: Page, rows: Row[], unreadable: number): number {
    const before = this.#rows.size;
    for (const row of rows) this.#rows.set(row.handle, row);
    const fresh = this.#rows.size - before;
    // An empty page after a full last page only ends the list; it does not count as a page.
    if (items.length > 0 || this.pages === 0) this.pages += 1;
    else this.#sawEmpty = true;
    this.received += items.length;
    this.#unreadable += unreadable;
    this.#duplicates += rows.length - fresh;
    if (!this.#isFirst && total !== this.#total) this.#totalChanged = true;
    this.#isFirst = false;
    this.#total = total;
    return fresh;
  }

  reading(pages: number, more: Gap[] = []): PagesReading {
    const gaps = [...this.#contradictions(), ...more];
    return { rows: this.#rows, unreadable: this.#unreadable, total: this.#total, pages, gaps };
  }

  #contradictions(): Gap[] {
    const found = this.#rows.size + this.#unreadable;
    const missing = (this.#total ?? found) - found;
    return [
      ...(this.#unreadable > 0 ? [gap('unreadable-rows', this.#unreadable)] : []),
      ...(this.#duplicates > 0 ? [gap('duplicate-rows', this.#duplicates)] : []),
      ...(this.#totalChanged ? [gap('moved', 1)] : []),
      ...(missing > 0 && this.#sawEmpty ? [gap('empty-page')] : []),
      ...(missing > 0 ? [gap('fewer-than-total', missing)] : []),
      ...(missing < 0 ? [gap('more-than-total', -missing)] : []),
    ];
  }
}

/** A reason why a list may lack sessions; `count` where there is something to count. */
export function gap(why: Gap['why'], count: number | null = null): Gap {
  return { why, count };
}

/** Reads a list that comes in one answer. */
export async function readWhole<Wire>(
  api: Api,
  list: Omit<Paged<Wire>, 'read'> & { read: () => Promise<Omit<Page, 'isLast'>> },
): Promise<Listing> {
  return readPages(api, { ...list, read: async () => ({ ...(await list.read()), isLast: true }) });
}
