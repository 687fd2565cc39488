import { inOrder, keyOf, Keys, type Column, type Ranks, type Sort } from './columns.ts';
import type { ListedSession } from './listed-session.ts';
import { textParts } from './listed-text.ts';
import type { Mask } from './masks.ts';
import { Names } from './names.ts';
import type { Question } from './question.ts';
import { wordsOf } from './search-words.ts';
import { isLive } from './status.ts';
import { Texts } from './texts.ts';
import type { Vocabulary } from './vocabulary.ts';

export const groups = ['current', 'active', 'ended'] as const;
export type Group = (typeof groups)[number];

/** Rows that are shown, by their numbers: group after group, each in order. */
export interface Arranged {
  rows: Uint32Array;
  /** How many rows each group has. */
  counts: Readonly<Record<Group, number>>;
}

/** How many rows are looked at between two looks at the clock. */
const slice = 500;

const [current, active, ended] = [0, 1, 2];

/**
 * The sessions of one list, each under a number that stays: its place among those that came. What a search and a sort
 * need is read off them once. Questions about them are answered in numbers, so that 100,000 rows fit into a frame.
 */
export class Rows<Row extends ListedSession> {
  readonly vocabulary: Vocabulary;
  readonly #names: Names;
  readonly #numbers = new Map<string, number>();
  readonly #texts = textParts.map(() => new Texts());
  readonly #keys = new Map<Column, Keys>();
  readonly #ranks = new Map<Column, Ranks>();
  readonly #orders = new Map<string, Uint32Array>();
  readonly #sessions: Row[] = [];
  #codes: Uint32Array[] = textParts.map(() => new Uint32Array());
  #groups: Mask = new Uint8Array();
  #live: Mask = new Uint8Array();
  /** Rows from here on are not prepared for a search, and neither are those of `#touched`. */
  #prepared = 0;
  #touched: number[] = [];

  constructor(vocabulary: Vocabulary) {
    this.vocabulary = vocabulary;
    this.#names = new Names(vocabulary);
  }

  /** By number. */
  get sessions(): readonly Row[] {
    return this.#sessions;
  }

  /** Adds rows; one whose id is there already takes that row's number. */
  append(rows: readonly Row[]): void {
    const numbers = rows.map((row) => {
      const number = this.#numbers.get(row.id) ?? this.#sessions.length;
      this.#sessions[number] = row;
      this.#numbers.set(row.id, number);
      return number;
    });
    this.#grow(numbers);
    this.#ranks.clear();
    this.#orders.clear();
  }

  /** The same list without some rows. Later rows have other numbers then. */
  without(ids: readonly string[]): Rows<Row> {
    const dropped = new Set(ids);
    const rest = new Rows<Row>(this.vocabulary);
    rest.append(this.#sessions.filter(({ id }) => !dropped.has(id)));
    return rest;
  }

  /** The number of a session; -1: it is not listed. */
  numberOf(id: string | null): number {
    return (id === null ? undefined : this.#numbers.get(id)) ?? -1;
  }

  find(id: string | null): Row | null {
    return this.#sessions[this.numberOf(id)] ?? null;
  }

  /** The live rows. */
  get live(): Mask {
    return this.#live;
  }

  /** The rows that can be ended together: live, and not our own. */
  get others(): Mask {
    return this.#groups.map((group) => Number(group === active));
  }

  /** The rows that are known to be our own. */
  get own(): Mask {
    return this.#groups.map((group) => Number(group === current));
  }

  /** Whether a search can be answered at once. */
  get isPrepared(): boolean {
    return this.#prepared === this.#sessions.length && this.#touched.length === 0;
  }

  /** Prepares rows for a search as long as there is time. Resolves with whether all are. */
  prepare(hasTime: () => boolean): boolean {
    while (!this.isPrepared && hasTime()) {
      for (const number of this.#touched.splice(0, slice)) this.#read(number);
      const end = Math.min(this.#prepared + slice, this.#sessions.length);
      for (; this.#prepared < end; this.#prepared += 1) this.#read(this.#prepared);
    }
    return this.isPrepared;
  }

  /** The rows that answer a question; prepares what is not prepared. */
  matching({ words, state }: Question): Mask {
    const mask = this.#inState(state);
    const wanted = wordsOf(words);
    if (wanted.length === 0) return mask;
    this.prepare(() => true);
    for (const spellings of wanted) this.#narrow(mask, spellings);
    return mask;
  }

  /** The masked rows as the list shows them. */
  arranged(mask: Mask, sort: Sort): Arranged {
    const counts = countsOf(this.#groups, mask);
    const places = [0, counts.current, counts.current + counts.active];
    const rows = new Uint32Array(counts.current + counts.active + counts.ended);
    for (const number of this.#order(sort)) {
      if (mask[number] !== 1) continue;
      const group = this.#groups[number] ?? 0;
      const place = places[group] ?? 0;
      rows[place] = number;
      places[group] = place + 1;
    }
    return { rows, counts };
  }

  /** Whether at least one session has something in the column. */
  isFilled(column: Column): boolean {
    return this.#sessions.some((session) => keyOf(session, column, this.#names) !== null);
  }

  #grow(numbers: readonly number[]): void {
    const { length } = this.#sessions;
    this.#codes = this.#codes.map((codes) => widened(codes, new Uint32Array(length)));
    this.#groups = widened(this.#groups, new Uint8Array(length));
    this.#live = widened(this.#live, new Uint8Array(length));
    for (const number of numbers) {
      const session = this.#sessions[number];
      if (!session) continue;
      this.#groups[number] = groupOf(session);
      this.#live[number] = Number(isLive(session));
      if (number < this.#prepared) this.#touched.push(number);
    }
  }

  #read(number: number): void {
    const session = this.#sessions[number];
    if (!session) return;
    for (const [at, part] of textParts.entries()) {
      const codes = this.#codes[at];
      if (codes) codes[number] = this.#texts[at]?.codeOf(part(session, this.#names)) ?? 0;
    }
  }

  #inState(state: Question['state']): Mask {
    if (state === 'all') return new Uint8Array(this.#live.length).fill(1);
    return state === 'live' ? this.#live.slice() : this.#live.map((isLive) => 1 - isLive);
  }

  #narrow(mask: Mask, spellings: readonly string[]): void {
    const [first, second, third] = this.#texts.map((texts) => texts.having(spellings));
    const [a, b, c] = this.#codes;
    if (!first || !second || !third || !a || !b || !c) return;
    for (let at = 0; at < mask.length; at += 1)
      mask[at] =
        (mask[at] ?? 0) & ((first[a[at] ?? 0] ?? 0) | (second[b[at] ?? 0] ?? 0) | (third[c[at] ?? 0] ?? 0));
  }

  #order({ column, descending }: Sort): Uint32Array {
    const name = `${column} ${descending}`;
    const known = this.#orders.get(name);
    if (known) return known;
    const order = inOrder(this.#ranksOf(column), descending);
    this.#orders.set(name, order);
    return order;
  }

  #ranksOf(column: Column): Ranks {
    const known = this.#ranks.get(column);
    if (known) return known;
    const keys = this.#keys.get(column) ?? new Keys();
    this.#keys.set(column, keys);
    const ranks = keys.ranks(this.#sessions.map((session) => keyOf(session, column, this.#names)));
    this.#ranks.set(column, ranks);
    return ranks;
  }
}

function groupOf(session: ListedSession): number {
  if (session.current === true) return current;
  return isLive(session) ? active : ended;
}

function countsOf(of: Mask, mask: Mask): Record<Group, number> {
  const counts = [0, 0, 0];
  for (let at = 0; at < of.length; at += 1) {
    const group = of[at] ?? 0;
    counts[group] = (counts[group] ?? 0) + (mask[at] ?? 0);
  }
  const [first = 0, second = 0, third = 0] = counts;
  return { current: first, active: second, ended: third };
}

function widened<Numbers extends Uint8Array | Uint32Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
