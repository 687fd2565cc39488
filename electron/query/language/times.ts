import type { Comparison } from './tokens.ts';

/** Whether a number is meant: an age or a time left in ms, or a time in ms since the epoch. */
export type Range = (value: number) => boolean;

const units: Record<string, number> = {
  ...{ s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 },
  ...{ mo: 30 * 86_400_000, y: 365 * 86_400_000 },
};

/** The length of time that a text such as `30d` or `2h` names, ms; null: it names none. */
export function durationIn(text: string): number | null {
  const [, count = '', unit = ''] = /^(\d{1,6}(?:\.\d{1,3})?)([a-z]+)$/i.exec(text) ?? [];
  const length = units[unit.toLowerCase()];
  return length === undefined ? null : Number(count) * length;
}

/** The year, month, day or minute that a text names, in UTC, as first and last millisecond; null: it names none. */
export function periodIn(text: string): { first: number; last: number } | null {
  const [, year, month, day, hour, minute] =
    /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)Z?)?)?)?$/i.exec(text) ?? [];
  if (year === undefined) return null;
  const first = Date.parse(`${year}-${month ?? '01'}-${day ?? '01'}T${hour ?? '00'}:${minute ?? '00'}Z`);
  const next = new Date(first);
  if (minute !== undefined) next.setUTCMinutes(next.getUTCMinutes() + 1);
  else if (day !== undefined) next.setUTCDate(next.getUTCDate() + 1);
  else if (month !== undefined) next.setUTCMonth(next.getUTCMonth() + 1);
  else next.setUTCFullYear(next.getUTCFullYear() + 1);
  // 2026-02-30 is read as a day of March by some engines, and as nothing by others.
  const isThere = day === undefined || new Date(first).getUTCDate() === Number(day);
  return Number.isNaN(first) || !isThere ? null : { first, last: next.getTime() - 1 };
}

/** The lengths that compare so; `:` is no comparison of lengths. */
export function lengthsThat(comparison: Comparison, than: number): Range | null {
  if (comparison === '<') return (value) => value < than;
  if (comparison === '<=') return (value) => value <= than;
  if (comparison === '>') return (value) => value > than;
  return comparison === '>=' ? (value) => value >= than : null;
}

/** The times that compare so with a period: before it, after it, or within it. */
export function timesThat(comparison: Comparison, { first, last }: { first: number; last: number }): Range {
  if (comparison === '<') return (value) => value < first;
  if (comparison === '<=') return (value) => value <= last;
  if (comparison === '>') return (value) => value > last;
  if (comparison === '>=') return (value) => value >= first;
  return (value) => value >= first && value <= last;
}
