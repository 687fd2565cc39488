import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';

// One word for one idea: docs/architecture.md has the words. These are the ones that were given up for others.

/** What was given up, and what it is called now. */
const givenUp: Record<string, string> = {
  witness: 'mock server',
  manners: 'behaviour',
  desk: 'what it does, for example operations',
  heed: 'what it does',
  besides: 'beside, also',
};

/** The parts of the names in a source: `openDesk` is made of `open` and `desk`. */
function partsOf(source: string): Set<string> {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, source);
  const parts = new Set<string>();
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan())
    if (token === ts.SyntaxKind.Identifier)
      for (const part of scanner.getTokenText().split(/[_$]|(?<=[a-z0-9])(?=[A-Z])/))
        parts.add(part.toLowerCase());
  return parts;
}

function wordsIn(source: string): string[] {
  const parts = partsOf(source);
  return Object.keys(givenUp).filter((word) => parts.has(word));
}

test('no name is made of a word that was given up', () => {
  const paths = globSync('{electron,renderer,mock-server,scripts,packaging,test}/**/*.{ts,svelte}', {
    exclude: (path) => path.includes('compiled'),
  });
  expect(paths.length).toBeGreaterThan(500);
  const found = paths
    .filter((path) => !path.endsWith('words.test.ts'))
    .map((path) => [path, wordsIn(readFileSync(path, 'utf8'))] as const)
    .filter(([, words]) => words.length > 0);
  expect(found).toEqual([]);
});

test.each(['const desk = 1;', 'function openDesk() {}', 'let a: Manners;', 'const isWitness = true'])(
  'the control: %s is found',
  (source) => expect(wordsIn(source)).toHaveLength(1),
);

test('a word of a text is none: a desk may be in a reason that a person gives', () => {
  expect(wordsIn("const reason = 'Night shift, desk 4'; // on the desk")).toEqual([]);
});

test('the glossary has no line twice', () => {
  const [, words = ''] = readFileSync('docs/architecture.md', 'utf8').split('## The words');
  const [table = ''] = words.split('## How sessions end');
  const named = [...table.matchAll(/^\| ([^|]+?) +\|/gm)].flatMap(([, names = '']) => names.split(', '));
  expect(named.length).toBeGreaterThan(30);
  expect(new Set(named).size).toBe(named.length);
});
