import { rowHeight } from '../tables/window.ts';

/** Keeps the row that a person looks at where it is, while other rows come into the list or leave it. */
export class HeldRow {
  #list: unknown = null;
  /** Places of the rows that were in sight, by session, from the top. */
  #places: ReadonlyMap<string, number> = new Map();

  /** Remembers what is in sight of a list. */
  see(
    list: unknown,
    scrollTop: number,
    drawn: readonly number[],
    idAt: (place: number) => string | null,
  ): void {
    const first = Math.floor(scrollTop / rowHeight);
    const inSight = drawn.filter((at) => at >= first).map((at) => [idAt(at), at] as const);
    this.#places = new Map(inSight.flatMap(([id, at]) => (id === null ? [] : [[id, at]])));
    this.#list = list;
  }

  /**
   * Scrolls a table whose list has changed, so that its rows stay where they were. False: the list is the same, or nobody
   * looks at it.
   */
  holds(table: HTMLElement, list: unknown, placeOf: (id: string) => number): boolean {
    if (this.#list === list || !isLookedAt(table)) return false;
    const held = placeIn(table, ':hover') ?? placeIn(table, ':focus');
    table.scrollTop += this.#moved(held, placeOf) * rowHeight;
    return true;
  }

  /** By how many places the held row has moved or, if it is gone, the first that is still there. */
  #moved(held: number | null, placeOf: (id: string) => number): number {
    const rows = [...this.#places].toSorted(([, a], [, b]) => Number(b === held) - Number(a === held));
    for (const [id, place] of rows) {
      const now = placeOf(id);
      if (now >= 0) return now - place;
    }
    return 0;
  }
}

/** At the top of a list that nobody touches, the newest rows may come in. */
function isLookedAt(table: HTMLElement): boolean {
  return table.scrollTop > 0 || table.matches(':hover') || table.contains(document.activeElement);
}

function placeIn(table: HTMLElement, state: ':hover' | ':focus'): number | null {
  const row = table.querySelector(`[data-at]${state}`);
  return row === null ? null : Number(row.getAttribute('data-at'));
}
