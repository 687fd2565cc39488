import type { Session } from '../../electron/bridge/session.ts';
import {
  arrange,
  filledColumns,
  grouped,
  type Column,
  type Row,
  type ListedState,
  type Sort,
} from './arrange.ts';
import type { Reading } from './reading/reading.svelte.ts';

/** Which of the sessions are shown, and in what order. */
export class View {
  readonly #reading: Reading;
  #words = $state('');
  #scope = $state<ListedState>('all');
  #sort = $state.raw<Sort>({ column: 'lastActive', descending: true });

  readonly rows: readonly Row[] = $derived.by(() => grouped(this.#arranged));
  /** In the order of the rows. */
  readonly shown: readonly Session[] = $derived.by(() =>
    this.rows.flatMap((row) => (row.kind === 'session' ? [row.session] : [])),
  );
  /** Those of the table: a column without a single value is left out, whatever the filter shows. */
  readonly columns: readonly Column[] = $derived.by(() => filledColumns(this.#reading.sessions));
  readonly #arranged: readonly Session[] = $derived.by(() =>
    arrange(this.#reading.sessions, this.#words, this.#scope, this.#sort),
  );

  constructor(reading: Reading) {
    this.#reading = reading;
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
}
