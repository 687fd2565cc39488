import { listLimits, type Page, type Paged } from './page.ts';

/** How many pages are asked for at once after the first; a connection has no more turns than that. */
const width = 4;

/**
 * Reads the pages of a list in order. Where the first has said how many rows there are, up to four pages are asked for at
 * once; after the first only one, because a server that does not page shows at the second that it repeats itself. A page that was asked for ahead counts only if it begins where the rows before it end: where a page is shorter than
 * expected, the rest is read one by one, so that no row is skipped.
 */
export class PagesAhead {
  readonly #read: Paged<unknown>['read'];
  readonly #asked = new Map<number, { from: number; page: Promise<Page> }>();
  /** Rows of a full page; null before the first, and where reading ahead has been given up. */
  #stride: number | null = null;

  constructor(read: Paged<unknown>['read']) {
    this.#read = read;
  }

  /** Page `nth`; `received` items came before it. */
  async next(nth: number, received: number): Promise<Page> {
    const asked = this.#asked.get(nth);
    this.#asked.delete(nth);
    if (asked && asked.from !== received) this.#giveUp();
    return asked?.from === received ? asked.page : this.#read(nth, received);
  }

  /** Asks for the pages that follow page `nth`, which is not the last. `received` counts its items too. */
  askAhead(nth: number, received: number, { items, total }: Page): void {
    if (nth === 1) this.#stride = items.length;
    if (total === null) this.#giveUp();
    const end = Math.min(total ?? 0, listLimits.rows);
    for (let ahead = 0; ahead < (nth === 1 ? 1 : width) && this.#stride !== null; ahead += 1) {
      const from = received + ahead * this.#stride;
      const next = nth + 1 + ahead;
      if (from >= end) break;
      if (this.#asked.has(next)) continue;
      const page = this.#read(next, from);
      // A failure is thrown when the page's turn comes; nobody needs that of a page that was discarded.
      page.catch(() => undefined);
      this.#asked.set(next, { from, page });
    }
  }

  #giveUp(): void {
    this.#asked.clear();
    this.#stride = null;
  }
}
