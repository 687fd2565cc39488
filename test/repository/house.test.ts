import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rulesOn } from '../../scripts/house/rules.ts';
import { sourceOf, sourcesIn, type Source } from '../../scripts/house/sources.ts';

const lines = (count: number, line = '// a line') => `${line}\n`.repeat(count);

/** A function that takes so many lines, from its signature to its last brace. */
const functionOf = (count: number, head = 'export function long(): void {', end = '}') =>
  `${head}\n${lines(count - 2)}${end}\n`;

/** The rules that these files break, by name, with what breaks them. @param why the reasons for small files */
function broken(files: Record<string, string>, why: Readonly<Record<string, string>> = {}) {
  const sources = Object.entries(files).map(([path, text]): Source => sourceOf(path, text));
  const rules = rulesOn(sources, why).filter(({ found, most }) => found.length > most);
  return Object.fromEntries(rules.map(({ name, found }) => [name, found]));
}

/** Eleven files alike: a rule that allows ten is broken by the last. */
const eleven = (text: string) =>
  Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`scripts/many/file-${index}.ts`, text]));

describe('import circles', () => {
  test('files that do not import each other break no rule', () => {
    const files = { 'scripts/a.ts': `import './b.ts';\n${lines(30)}`, 'scripts/b.ts': lines(30) };
    expect(broken(files)).toEqual({});
  });

  test.each([
    ['values', `import { b } from './b.ts';`],
    ['types alone', `import type { B } from './b.ts';`],
    ['what is passed on', `export { b } from './b.ts';`],
  ])('a circle of %s is one', (_what, statement) => {
    const files = {
      'scripts/a.ts': `${statement}\nexport const own = 1;\n${lines(30)}`,
      'scripts/b.ts': `import './c.ts';\n${lines(30)}`,
      'scripts/c.ts': `import './a.ts';\n${lines(30)}`,
    };
    expect(broken(files)).toEqual({ 'import circles': ['scripts/a.ts ↔ scripts/b.ts ↔ scripts/c.ts'] });
  });

  test('a component is in a circle by the imports of its script', () => {
    const files = {
      'renderer/A.svelte': `<script lang="ts">\n  import { b } from './b.ts';\n</script>\n`,
      'renderer/b.ts': `import A from './A.svelte';\n${lines(30)}`,
    };
    expect(broken(files)).toEqual({ 'import circles': ['renderer/A.svelte ↔ renderer/b.ts'] });
  });

  test('a file that imports itself is one', () => {
    const files = { 'scripts/a.ts': `import './a.ts';\n${lines(30)}` };
    expect(broken(files)).toEqual({ 'import circles': ['scripts/a.ts'] });
  });
});

describe('folders', () => {
  const folder = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`scripts/many/file-${index}.ts`, '']));

  test('20 files are a full folder, and those of a folder inside it are not its own', () => {
    expect(broken({ ...folder(20), 'scripts/many/inside/file.ts': '' })).toEqual({});
  });

  test('the 21st file is one too many', () => {
    expect(broken(folder(21))).toEqual({ 'folders over 20 files': ['scripts/many has 21'] });
  });
});

describe('functions', () => {
  const kinds = [
    ['a function', 'export function long(): void {', '}'],
    ['an arrow function', 'export const long = (): void => {', '};'],
    ['a function in an argument', 'run(() => {', '});'],
    ['a constructor', 'class Long { constructor() {', '} }'],
    ['an accessor', 'class Long { get long() {', '} }'],
    ['a method', 'class Long { long(): void {', '} }'],
  ] as const;

  test.each(kinds)('%s of 40 lines is not long', (_what, head, end) => {
    expect(broken(eleven(functionOf(40, head, end)))).toEqual({});
  });

  test.each(kinds)('the 41st line makes %s long', (_what, head, end) => {
    const found = broken(eleven(functionOf(41, head, end)))['functions over 40 lines'];
    expect(found).toHaveLength(11);
    expect(found?.[0]).toBe('scripts/many/file-0.ts:1 has 41');
  });

  test('a function in a component counts, and is named by its line there', () => {
    const component = `<p>text</p>\n<script lang="ts">\n${functionOf(41)}</script>\n`;
    const files = Object.entries(eleven(component)).map(([path, text]) => [
      path.replace('.ts', '.svelte'),
      text,
    ]);
    const found = broken(Object.fromEntries(files) as Record<string, string>)['functions over 40 lines'];
    expect(found?.[0]).toBe('scripts/many/file-0.svelte:3 has 41');
  });

  test('ten long ones are allowed', () => {
    const ten = Object.entries(eleven(functionOf(41))).slice(1);
    expect(broken(Object.fromEntries(ten))).toEqual({});
  });

  test.each([
    `describe('a suite', () => {`,
    `describe.skipIf(missing)('a suite', () => {`,
    `test('a claim', async () => {`,
    `test.each([1, 2])('a claim of %i', (one) => {`,
    'test.each`one | other`("a claim", ({ one }) => {',
    `it.runIf(there)('a claim', () => {`,
  ])('a suite is not counted: %s', (head) => {
    expect(broken(eleven(functionOf(80, head, '});')))).toEqual({});
  });

  test('a function inside a suite is', () => {
    const inside = `describe('a suite', () => {\n${functionOf(41, 'function long() {')}});\n`;
    expect(broken(eleven(inside))['functions over 40 lines']).toHaveLength(11);
  });
});

describe('files', () => {
  test('250 lines are allowed', () => {
    expect(broken({ 'scripts/a.ts': lines(250) })).toEqual({});
  });

  test('the 251st is not', () => {
    const found = { 'files over 250 lines': ['scripts/a.ts has 251'] };
    expect(broken({ 'scripts/a.ts': lines(251) })).toEqual(found);
  });

  test('a last line that has no end counts too', () => {
    expect(broken({ 'scripts/a.ts': `${lines(250)}export {};` })).toHaveProperty(['files over 250 lines']);
  });

  test.each([
    `export { a } from './b.ts';\n`,
    `export * from './b.ts';\n`,
    `import { a } from './b.ts';\nexport { a };\n`,
  ])('a file that only re-exports is one: %s', (text) => {
    const files = { 'scripts/a.ts': text, 'scripts/b.ts': lines(30) };
    expect(broken(files)).toEqual({ 'files that only re-export': ['scripts/a.ts'] });
  });

  test('one that has something of its own beside is not', () => {
    const files = {
      'scripts/a.ts': `export { b } from './b.ts';\nexport const own = 1;\n`,
      'scripts/b.ts': lines(30),
    };
    expect(broken(files)).toEqual({});
  });
});

describe('small files of one importer', () => {
  const withSmall = (count: number) => ({
    'scripts/a.ts': `import './small.ts';\n${lines(30)}`,
    'scripts/small.ts': lines(count),
  });

  test('25 lines are not small', () => {
    expect(broken(withSmall(25))).toEqual({});
  });

  test('24 lines need a reason', () => {
    expect(broken(withSmall(24))).toEqual({ '… that have no reason': ['scripts/small.ts'] });
    expect(broken(withSmall(24), { 'scripts/small.ts': 'a table' })).toEqual({});
  });

  test('a second importer makes it shared', () => {
    const files = { ...withSmall(24), 'scripts/b.ts': `import './small.ts';\n${lines(30)}` };
    expect(broken(files)).toEqual({});
  });

  test('a reason for a file that is no longer small, or no longer there, is out of date', () => {
    const found = { '… with a reason that is out of date': ['scripts/small.ts'] };
    expect(broken(withSmall(25), { 'scripts/small.ts': 'a table' })).toEqual(found);
    expect(broken({}, { 'scripts/small.ts': 'a table' })).toEqual(found);
  });

  test('ten are allowed, each with its reason', () => {
    const smalls = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [`scripts/small-${index}.ts`, lines(2)]),
    );
    const imports = Object.keys(smalls).map((path) => `import './${path.slice('scripts/'.length)}';\n`);
    const why = Object.fromEntries(Object.keys(smalls).map((path) => [path, 'a table']));
    const found = broken({ ...smalls, 'scripts/a.ts': imports.join('') + lines(30) }, why);
    expect(Object.keys(found)).toEqual(['small files of one importer']);
    const { 'scripts/small-0.ts': _left, ...ten } = smalls;
    const { 'scripts/small-0.ts': _reason, ...whyTen } = why;
    expect(broken({ ...ten, 'scripts/a.ts': imports.slice(1).join('') + lines(30) }, whyTen)).toEqual({});
  });
});

test('the repository itself keeps every rule', () => {
  const rules = rulesOn(sourcesIn(join(import.meta.dirname, '../..')));
  expect(rules.filter(({ found, most }) => found.length > most)).toEqual([]);
});
