import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newFolder } from '../../scripts/folders.ts';
import { copyWith, mutated } from '../../scripts/mutants/copy.ts';
import { hunt } from '../../scripts/mutants/hunt.ts';
import { mutants, type Mutant } from '../../scripts/mutants/table.ts';

const root = join(import.meta.dirname, '../..');
const made = (parts: Partial<Mutant>): Mutant => ({
  ...{ name: 'made up', file: 'electron/a.ts', find: 'true', replace: 'false' },
  noticedBy: { program: 'figure.ts', args: [] },
  ...parts,
});

describe('the table', () => {
  test.each(mutants)('$name: its text is there exactly once', (mutant) => {
    const text = readFileSync(join(root, mutant.file), 'utf8');
    expect(mutated(text, mutant)).not.toBe(text);
    expect(existsSync(join(root, 'scripts', mutant.noticedBy.program))).toBe(true);
  });

  test.each([
    ['nowhere', 'const a = 1;', 0],
    ['twice', 'true && true', 2],
  ])('a text that is there %s is refused', (_, text, times) => {
    expect(() => mutated(text, made({}))).toThrow(`in electron/a.ts ${times} times, not once`);
  });
});

/** A program of a few lines, whose figure ends with the exit code that its source asks for. */
function tiny(source: string): string {
  const folder = newFolder();
  for (const name of ['electron', 'mock-server', 'scripts', 'node_modules']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'electron/a.ts'), source);
  const figure = "import { isRight } from '../electron/a.ts';\nconsole.log('right', isRight);\n";
  writeFileSync(join(folder, 'scripts/figure.ts'), `${figure}process.exitCode = isRight ? 0 : 1;\n`);
  return folder;
}

describe('a hunt', () => {
  const right = 'export const isRight = true;\n';

  test.each([
    ['caught', { replace: 'false' }],
    ['missed', { replace: '!!1' }],
    ['broken', { replace: '(' }],
    // Node ends with 1 as well where a program cannot be loaded.
  ] as const)('ends as %s', async (fate, parts) => {
    const folder = tiny(right);
    expect(await hunt(folder, made(parts))).toMatchObject({ fate });
    expect(readFileSync(join(folder, 'electron/a.ts'), 'utf8'), 'the original stays').toBe(right);
    rmSync(folder, { recursive: true });
  });

  test('works on a copy', () => {
    const folder = tiny(right);
    const copy = copyWith(folder, made({}));
    expect(readFileSync(join(copy, 'electron/a.ts'), 'utf8')).toBe('export const isRight = false;\n');
    expect(copy.startsWith(folder)).toBe(false);
    for (const one of [folder, copy]) rmSync(one, { recursive: true });
  });
});
