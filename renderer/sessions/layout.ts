import { groups, type Arranged, type Group } from '../../electron/query/rows.ts';

/** What is at one place of the list: the heading of a group, or a row by its place among the rows. */
export type Line = { kind: 'group'; group: Group; count: number } | { kind: 'session'; at: number };

type Counts = Arranged['counts'];

/** How many lines the list has. An empty group has no heading. */
export function lineCount(counts: Counts): number {
  return groups.reduce((sum, group) => sum + (counts[group] > 0 ? counts[group] + 1 : 0), 0);
}

export function lineAt(counts: Counts, place: number): Line | null {
  let left = place;
  let at = 0;
  for (const group of groups) {
    const count = counts[group];
    if (count === 0) continue;
    if (left === 0) return { kind: 'group', group, count };
    if (left <= count) return { kind: 'session', at: at + left - 1 };
    left -= count + 1;
    at += count;
  }
  return null;
}

/** The place of a row in the list, by its place among the rows. */
export function placeOfRow(counts: Counts, at: number): number {
  let before = 0;
  let headings = 0;
  for (const group of groups) {
    if (counts[group] > 0) headings += 1;
    before += counts[group];
    if (at < before) break;
  }
  return at + headings;
}
