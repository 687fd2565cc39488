import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';

// The size of the corpus, counted in the text of its tables: docs/field.md says what a row is.

const bounds = { rows: 150, sources: 60, rowsOfFile: 8, rowsOfSource: 4 };

/** A row names its source as a text of its own: a public report, or `variation`. */
const sourceOf = /(?<=['"`])(variation|[\w.-]+\/[\w.-]+#\d+)(?=['"`:])/g;

/** Where the tables fall short of the bounds; each as one sentence. */
function shortages(files: Readonly<Record<string, string>>): string[] {
  const perFile = Object.entries(files).map(
    ([name, text]) => [name, [...text.matchAll(sourceOf)].map(([source]) => source)] as const,
  );
  const all = perFile.flatMap(([, sources]) => sources);
  const perSource = new Map<string, number>();
  for (const source of all) perSource.set(source, (perSource.get(source) ?? 0) + 1);
  perSource.delete('variation');
  return [
    ...(all.length < bounds.rows ? [`${all.length} rows`] : []),
    ...(perSource.size < bounds.sources ? [`${perSource.size} sources`] : []),
    ...perFile
      .filter(([, sources]) => sources.length < bounds.rowsOfFile)
      .map(([name, { length }]) => `${name} has ${length} rows`),
    ...[...perSource]
      .filter(([, count]) => count > bounds.rowsOfSource)
      .map(([source, count]) => `${source} has ${count} rows`),
  ];
}

const files = Object.fromEntries(
  globSync('test/field/*.test.ts')
    .filter((path) => basename(path) !== 'corpus.test.ts')
    .map((path) => [basename(path), readFileSync(path, 'utf8')]),
);

test('the corpus has its size', () => {
  expect(Object.keys(files).length).toBeGreaterThanOrEqual(9);
  expect(shortages(files)).toEqual([]);
});

/** A table of as many rows, each from a report of its own. */
const table = (name: string, rows: number) =>
  Array.from({ length: rows }, (_, nth) => `['a/${name}#${nth}', 'x'],`).join('\n');

const enough = Object.fromEntries(['b', 'c', 'd'].map((name) => [name, table(name, 50)]));

test.each<[what: string, files: Record<string, string>, found: string[]]>([
  ['tables of just enough rows', enough, []],
  ['a row less in all', { ...enough, d: table('d', 49) }, ['149 rows']],
  ['a file with a row less', { ...enough, e: table('e', 7) }, ['e has 7 rows']],
  ['rows from too few reports', { b: `${table('b', 59)}${"['variation'],".repeat(91)}` }, ['59 sources']],
  [
    'a report in a fifth row',
    { ...enough, e: `${table('e', 8)}${"['a/e#1'],".repeat(4)}` },
    ['a/e#1 has 5 rows'],
  ],
  ['a report in a comment', { ...enough, e: `${table('e', 7)}\n// see a/e#9` }, ['e has 7 rows']],
])('the control: %s', (_, given, found) => {
  expect(shortages(given)).toEqual(found);
});
