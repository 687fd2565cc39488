import type { z } from 'zod';
import type { Row } from './listing.ts';

/** Limits of one listing. A list that reaches `rows` or `bytes` is incomplete and has the gap `our-limit`. */
export const listLimits = { rows: 250_000, bytes: 256 * 1024 * 1024, readings: 3 };

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
