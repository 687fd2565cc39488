import type { Session } from '../../electron/bridge/session.ts';
import { columns, type Column, type Sort } from '../../electron/query/columns.ts';
import { parse, type Query } from '../../electron/query/language/parse.ts';
import type { Mask } from '../../electron/query/masks.ts';
import type { ListedState, Question } from '../../electron/query/question.ts';
import type { Arranged, Rows } from '../../electron/query/rows.ts';
import type { Reading } from './reading/reading.svelte.ts';

/** Which of the sessions are shown, and in what order. */
export class View {
  readonly #reading: Reading;
  #words = $state('');
  #scope = $state<ListedState>('all');
  #sort = $state.raw<Sort>({ column: 'lastActive', descending: true });
  /** The latest answer, which stands until a list is prepared for the next. */
  #answered: { rows: Rows<Session>; mask: Mask } | null = null;

  /** The words as a query; one with a problem matches nothing. */
  readonly query: Query = $derived.by(() => parse(this.#words));
  /** The rows that match. */
  readonly mask: Mask = $derived.by(() => this.#answer());
  readonly #arranged: Arranged = $derived.by(() => this.#reading.list.rows.arranged(this.mask, this.#sort));
  readonly count: number = $derived(this.#arranged.rows.length);
  /** Those of the table: a column without a single value is left out, whatever the filter shows. */
  readonly columns: readonly Column[] = $derived.by(() => {
    const { rows } = this.#reading.list;
    return columns.filter((column) => rows.isFilled(column));
  });

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  /** How many rows each group has. */
  get counts(): Arranged['counts'] {
    return this.#arranged.counts;
  }

  /** The row at a place among those shown. */
  session(at: number): Session | null {
    const number = this.#arranged.rows[at];
    return number === undefined ? null : (this.#reading.list.rows.sessions[number] ?? null);
  }

  /** The place of a session among the rows that are shown; -1: it is not shown. */
  placeOf(id: string | null): number {
    const number = this.#reading.list.rows.numberOf(id);
    return number < 0 || this.mask[number] !== 1 ? -1 : this.#arranged.rows.indexOf(number);
  }

  /** The numbers of the rows between two places, both included. */
  between(from: number, to: number): Uint32Array {
    return this.#arranged.rows.slice(Math.max(0, Math.min(from, to)), Math.max(from, to) + 1);
  }

  /** The first sessions of those shown that match these words, too. */
  find(words: string, most: number): Session[] {
    const mask = this.#reading.list.rows.matching({ words, state: 'all' });
    const found: Session[] = [];
    for (const [at, number] of this.#arranged.rows.entries()) {
      if (found.length >= most) break;
      const session = mask[number] === 1 ? this.session(at) : null;
      if (session) found.push(session);
    }
    return found;
  }

  /** What is asked of the list. */
  get question(): Question {
    return { words: this.#words.trim(), state: this.#scope };
  }

  get words(): string {
    return this.#words;
  }

  set words(words: string) {
    this.#words = words;
  }

  get scope(): ListedState {
    return this.#scope;
  }

  set scope(scope: ListedState) {
    this.#scope = scope;
  }

  get sort(): Sort {
    return this.#sort;
  }

  get filtered(): boolean {
    return this.#words.trim() !== '' || this.#scope !== 'all';
  }

  clearFilter(): void {
    this.#words = '';
    this.#scope = 'all';
  }

  /** A first click sorts the way one expects of the column, the next one the other way. */
  sortBy(column: Column): void {
    const again = this.#sort.column === column;
    this.#sort = { column, descending: again ? !this.#sort.descending : column === 'lastActive' };
  }

  #answer(): Mask {
    const { rows, isPrepared } = this.#reading.list;
    const { question } = this;
    const earlier = this.#answered?.rows === rows ? this.#answered.mask : null;
    const waits = earlier && !isPrepared && question.words !== '';
    const mask = waits ? lengthened(earlier, rows.sessions.length) : rows.matching(question);
    this.#answered = { rows, mask };
    return mask;
  }
}

function lengthened(mask: Mask, length: number): Mask {
  const longer = new Uint8Array(length);
  longer.set(mask);
  return longer;
}
