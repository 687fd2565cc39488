import { inOrder, keysOf, ColumnKeys, type Column, type Ranks, type Sort } from './columns.ts';
import type { ListedSession } from './listed-session.ts';
import { hintsOf, type Hint, type HintKind } from './hints.ts';
import { maskOf } from './language/mask-of.ts';
import { parse } from './language/parse.ts';
import { both, type Mask } from './masks.ts';
import { Names } from './names.ts';
import type { Question } from './question.ts';
import { SearchedParts } from './searched-parts.ts';
import { isLive } from './status.ts';
import type { Vocabulary } from './vocabulary.ts';

export const groups = ['current', 'active', 'ended'] as const;
export type Group = (typeof groups)[number];

/** Rows that are shown, by their numbers: group after group, each in order. */
export interface Arranged {
  rows: Uint32Array;
  /** How many rows each group has. */
  counts: Readonly<Record<Group, number>>;
}

const [current, active, ended] = [0, 1, 2];

/**
 * The sessions of one list, each under a number that stays: its place among those that came. What a search and a sort
 * need is read off them once. Questions about them are answered in numbers, so that 100,000 rows fit into a frame.
 */
export class Rows<Row extends ListedSession> {
  readonly vocabulary: Vocabulary;
  readonly readAt: number;
  readonly #names: Names;
  readonly #numbers = new Map<string, number>();
  readonly #keys = new Map<Column, ColumnKeys>();
  readonly #ranks = new Map<Column, Ranks>();
  readonly #orders = new Map<string, Uint32Array>();
  readonly #sessions: Row[] = [];
  readonly #hintMasks = new Map<HintKind, Mask>();
  #hints: ReadonlyMap<string, readonly Hint[]> | null = null;
  #groups: Mask = new Uint8Array();
  #live: Mask = new Uint8Array();
  readonly #parts: SearchedParts;

  /** @param readAt when the list was read, ms: ages are counted at that time */
  constructor(vocabulary: Vocabulary, readAt: number) {
    this.vocabulary = vocabulary;
    this.readAt = readAt;
    this.#names = new Names(vocabulary);
    this.#parts = new SearchedParts(this.#sessions, this.#names);
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
    this.#hints = null;
    this.#hintMasks.clear();
    this.#ranks.clear();
    this.#orders.clear();
  }

  /** The same list without some rows. Later rows have other numbers then. */
  without(ids: readonly string[]): Rows<Row> {
    const dropped = new Set(ids);
    const rest = new Rows<Row>(this.vocabulary, this.readAt);
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
    return this.#parts.isPrepared;
  }

  /** Prepares rows for a search as long as there is time. True: all are. */
  prepare(hasTime: () => boolean): boolean {
    return this.#parts.prepare(hasTime);
  }

  /** The rows that answer a question, as `compile` has it; prepares what is not prepared. */
  matching({ words, state }: Question): Mask {
    const { asked, problems } = parse(words);
    if (problems.length > 0) return new Uint8Array(this.#sessions.length);
    const mask = this.#inState(state);
    if (words.trim() === '') return mask;
    this.prepare(() => true);
    const list = {
      sessions: this.#sessions,
      parts: this.#parts,
      hinted: (kind: HintKind) => this.#hinted(kind),
      at: this.readAt,
    };
    return both(mask, maskOf(asked, list));
  }

  /** What may be odd, by session id. */
  get hints(): ReadonlyMap<string, readonly Hint[]> {
    this.#hints ??= hintsOf(this.#sessions, this.readAt);
    return this.#hints;
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
    return this.#sessions.some((session) => keysOf(session, column, this.#names)[0] !== null);
  }

  #grow(numbers: readonly number[]): void {
    const { length } = this.#sessions;
    this.#groups = widened(this.#groups, length);
    this.#live = widened(this.#live, length);
    this.#parts.grow(numbers);
    for (const number of numbers) {
      const session = this.#sessions[number];
      if (!session) continue;
      this.#groups[number] = groupOf(session);
      this.#live[number] = Number(isLive(session));
    }
  }

  #hinted(wanted: HintKind): Mask {
    const known = this.#hintMasks.get(wanted);
    if (known) return known;
    const mask = new Uint8Array(this.#sessions.length);
    for (const [id, hints] of this.hints)
      if (hints.some(({ kind }) => kind === wanted)) mask[this.numberOf(id)] = 1;
    this.#hintMasks.set(wanted, mask);
    return mask;
  }

  #inState(state: Question['state']): Mask {
    if (state === 'all') return new Uint8Array(this.#live.length).fill(1);
    return state === 'live' ? this.#live.slice() : this.#live.map((isLive) => 1 - isLive);
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
    const keys = this.#keys.get(column) ?? new ColumnKeys();
    this.#keys.set(column, keys);
    const ranks = keys.ranks(this.#sessions.map((session) => keysOf(session, column, this.#names)));
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

function widened(mask: Mask, length: number): Mask {
  const wider = new Uint8Array(length);
  wider.set(mask);
  return wider;
}
