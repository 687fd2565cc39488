import { numberOf } from './language/addresses.ts';
import type { ListedSession } from './listed-session.ts';
import { userOf, type Names } from './names.ts';

export const columns = ['device', 'user', 'place', 'lastActive', 'expires', 'status'] as const;
export type Column = (typeof columns)[number];

export interface Sort {
  column: Column;
  descending: boolean;
}

/** What a column is sorted by: a text, a number, or null where the API does not send it. */
export type Key = string | number | null;

/** What a column is sorted by, and what decides between rows that have the same. */
export function keysOf(session: ListedSession, column: Column, names: Names): [Key, Key] {
  return [keyOf(session, column, names), column === 'place' ? addressKey(session.ip) : null];
}

/** Addresses of IPv4 in the order of their numbers; others as texts. */
function addressKey(ip: string | null): Key {
  return ip === null || ip === '' ? null : (numberOf(ip) ?? ip);
}

function keyOf(session: ListedSession, column: Column, names: Names): Key {
  switch (column) {
    case 'device':
      return names.device(session);
    case 'user':
      return userOf(session);
    case 'place':
      return [session.country, session.city].filter(Boolean).join(' ') || (session.ip ? '' : null);
    case 'lastActive':
      return session.lastActiveAt;
    case 'expires':
      return session.expiresAt;
    case 'status':
      return names.status(session);
  }
}

/** The rank of each row: equal keys have one rank, and what is not known has the last. */
export interface Ranks {
  of: Uint32Array;
  /** How many ranks there are, without that of the unknown. */
  count: number;
}

/** Keys of one column, and those that decide between rows with the same. */
export class ColumnKeys {
  readonly #first = new Keys();
  readonly #second = new Keys();

  ranks(keys: readonly (readonly [Key, Key])[]): Ranks {
    const first = this.#first.ranks(keys.map(([key]) => key));
    if (keys.every(([, key]) => key === null)) return first;
    const second = this.#second.ranks(keys.map(([, key]) => key));
    const joined = Array.from(first.of, (rank, at) =>
      rank === first.count ? null : rank * (second.count + 1) + (second.of[at] ?? 0),
    );
    return numberRanks(joined);
  }
}

/** Few keys are compared: different texts are put in order once, and only new ones later. */
class Keys {
  readonly #codes = new Map<string, number>();
  readonly #texts: string[] = [];
  /** Codes of texts in the order of the texts. */
  #sorted: number[] = [];

  /** Ranks of all rows: numbers before texts. */
  ranks(keys: readonly Key[]): Ranks {
    const numbers = numberRanks(keys);
    if (!keys.some((key) => typeof key === 'string')) return numbers;
    const codes = Int32Array.from(keys, (key) => (typeof key === 'string' ? this.#codeOf(key) : -1));
    const texts = this.#ranked();
    const count = numbers.count + texts.count;
    const of = new Uint32Array(keys.length);
    for (const [at, key] of keys.entries()) {
      if (typeof key === 'string') of[at] = numbers.count + (texts.of[codes[at] ?? 0] ?? 0);
      else of[at] = key === null ? count : (numbers.of[at] ?? 0);
    }
    return { of, count };
  }

  #codeOf(text: string): number {
    const known = this.#codes.get(text);
    if (known !== undefined) return known;
    this.#codes.set(text, this.#texts.length);
    return this.#texts.push(text) - 1;
  }

  /** By code. Texts that the collator takes for the same have one rank. */
  #ranked(): Ranks {
    const compare = (a: number, b: number) => collator.compare(this.#texts[a] ?? '', this.#texts[b] ?? '');
    const fresh = Array.from({ length: this.#texts.length - this.#sorted.length }, (_, at) => {
      return this.#sorted.length + at;
    });
    this.#sorted = merged(this.#sorted, fresh.sort(compare), compare);
    const of = new Uint32Array(this.#texts.length);
    let rank = 0;
    for (const [at, code] of this.#sorted.entries()) {
      const before = this.#sorted[at - 1];
      if (before !== undefined && compare(before, code) !== 0) rank += 1;
      of[code] = rank;
    }
    return { of, count: this.#sorted.length === 0 ? 0 : rank + 1 };
  }
}

const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });

function merged(a: number[], b: number[], compare: (a: number, b: number) => number): number[] {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  const all: number[] = [];
  let at = 0;
  for (const next of b) {
    for (let old = a[at]; old !== undefined && compare(old, next) <= 0; old = a[at]) {
      all.push(old);
      at += 1;
    }
    all.push(next);
  }
  for (; at < a.length; at += 1) all.push(a[at] ?? 0);
  return all;
}

function numberRanks(keys: readonly (string | number | null)[]): Ranks {
  const sorted = Float64Array.from(keys.filter((key) => typeof key === 'number')).sort();
  let count = 0;
  for (const [at, value] of sorted.entries())
    if (at === 0 || value !== sorted[count - 1]) sorted[count++] = value;
  const distinct = sorted.subarray(0, count);
  const of = Uint32Array.from(keys, (key) => (typeof key === 'number' ? placeIn(distinct, key) : count));
  return { of, count };
}

/** Where a value is among sorted ones. */
function placeIn(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The rows in order. Rows of one rank keep their order; those of the last, the unknown, come last either way. */
export function inOrder({ of, count }: Ranks, descending: boolean): Uint32Array {
  const place = (rank: number) => (descending && rank < count ? count - 1 - rank : rank);
  const starts = new Uint32Array(count + 2);
  for (const rank of of) starts[place(rank) + 1] = (starts[place(rank) + 1] ?? 0) + 1;
  for (let at = 1; at < starts.length; at += 1) starts[at] = (starts[at] ?? 0) + (starts[at - 1] ?? 0);
  const order = new Uint32Array(of.length);
  for (const [row, rank] of of.entries()) {
    const at = starts[place(rank)] ?? 0;
    order[at] = row;
    starts[place(rank)] = at + 1;
  }
  return order;
}
