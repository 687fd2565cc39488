import type { Failure } from '../../bridge/failure.ts';
import type { Gap } from '../../bridge/session.ts';
import { gap } from './gaps.ts';
import type { Row } from './listing.ts';
import type { Page } from './page.ts';

/** One pass over all pages. */
export interface PagesReading {
  rows: Map<string, Row>;
  unreadable: number;
  total: number | null;
  pages: number;
  gaps: Gap[];
  /** Why the reading ended before the last page; null: it did not. */
  brokeOff: Failure | null;
}

/** Adds up pages and records where they contradict each other. */
export class Tally {
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
    return this.#reading(pages, gaps, null);
  }

  /** A reading that ended early: that rows are missing contradicts nothing. */
  cutShort(why: Gap, brokeOff: Failure | null = null): PagesReading {
    const unreadable = this.#unreadable > 0 ? [gap('unreadable-rows', this.#unreadable)] : [];
    return this.#reading(this.pages, [...unreadable, why], brokeOff);
  }

  #reading(pages: number, gaps: Gap[], brokeOff: Failure | null): PagesReading {
    const [rows, unreadable, total] = [this.#rows, this.#unreadable, this.#total];
    return { rows, unreadable, total, pages, gaps, brokeOff };
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
