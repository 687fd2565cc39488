import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newFolder } from '../../scripts/folders.ts';
import { argumentsOf, type Command, commands } from './mutants/commands.ts';
import { copyTo, mutated } from './mutants/copy.ts';
import { huntAll, tryPatch } from './mutants/index.ts';
import type { Mutant } from './mutants/mutant.ts';
import { mutants } from './mutants/table.ts';

const root = join(import.meta.dirname, '../..');
const made = (parts: Partial<Mutant>): Mutant => ({
  ...{ name: 'made up', file: 'electron/a.ts', find: 'true', replace: 'false' },
  ...{ noticedBy: 'soak', ...parts },
});

describe('the table', () => {
  test.each(mutants)('$name: its text is there exactly once', (mutant) => {
    const text = readFileSync(join(root, mutant.file), 'utf8');
    expect(mutated(text, mutant)).not.toBe(text);
  });

  test('each fault has a name of its own, and all four figures have some', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
    const figures = mutants.map(({ noticedBy }) => commands[noticedBy].figure);
    expect([...new Set(figures)].sort()).toEqual(['chaos', 'fuzz', 'hostile', 'soak']);
    expect(mutants.length).toBeGreaterThanOrEqual(25);
  });

  test('every short form is of a program that is there, and is some fault’s', () => {
    for (const { program } of Object.values(commands)) expect(existsSync(join(root, program))).toBe(true);
    const asked = new Set<string>(mutants.map(({ noticedBy }) => noticedBy));
    expect(Object.keys(commands).filter((name) => !asked.has(name))).toEqual([]);
  });

  test.each([
    ['nowhere', 'const a = 1;', 0],
    ['twice', 'true && true', 2],
  ])('a text that is there %s is refused', (_, text, times) => {
    expect(() => mutated(text, made({}))).toThrow(`in electron/a.ts ${times} times, not once`);
  });

  test('figures that go by chance are given the seed', () => {
    const chaos: Command = { figure: 'chaos', program: 'a.ts', args: ['--b'] };
    expect(argumentsOf(chaos, 9)).toEqual(['a.ts', '--b', '--seed', '9']);
    expect(argumentsOf({ ...chaos, figure: 'soak', node: ['--c'] }, 9)).toEqual(['--c', 'a.ts', '--b']);
  });
});

describe('a hunt, on a program of a few lines', () => {
  const right = 'export const isRight = true;\n';
  const known: Record<string, Command> = {
    soak: { figure: 'soak', program: 'scripts/figure.ts', args: [] },
  };
  let folder = '';
  let said = '';
  const options = () => ({
    root: folder,
    seed: 1,
    show: false,
    known,
    write: (text: string) => void (said += text),
  });

  /** Its figure ends with the exit code that its source asks for. */
  beforeEach(() => {
    folder = newFolder();
    said = '';
    const folders = ['electron', 'mock-server', 'renderer', 'scripts', 'test', 'node_modules'];
    for (const name of folders) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'electron/a.ts'), right);
    const figure = "import { isRight } from '../electron/a.ts';\nconsole.log('right', isRight);\n";
    writeFileSync(join(folder, 'scripts/figure.ts'), `${figure}process.exitCode = isRight ? 0 : 1;\n`);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test.each([
    ['a fault is caught', 'caught', { replace: 'false' }, true],
    ['a harmless change is missed', 'missed', { replace: '!!1' }, false],
    // Node ends with 1 as well where a program cannot be loaded.
    ['a program that cannot be loaded says nothing', 'broken', { replace: '(' }, false],
    ['a text that is no longer there says nothing', 'broken', { find: 'gone' }, false],
  ] as const)('%s', async (_, fate, parts, isGood) => {
    expect(await huntAll(options(), [made(parts)])).toBe(isGood);
    expect(said).toMatch(/^as it is +green, by soak/m);
    expect(said).toMatch(new RegExp(`^made up +${fate}, by soak, \\d+ s$`, 'm'));
    expect(said).toMatch(new RegExp(`^caught ${isGood ? 1 : 0} of 1`, 'm'));
    expect(readFileSync(join(folder, 'electron/a.ts'), 'utf8'), 'the original stays').toBe(right);
  });

  test('a figure that finds a fault in the program as it is proves nothing', async () => {
    writeFileSync(join(folder, 'electron/a.ts'), right.replace('true', 'Boolean(0)'));
    expect(await huntAll(options(), [made({ find: 'Boolean(0)', replace: 'false' })])).toBe(false);
    expect(said).toContain('0 of 1 controls green');
  });

  test.each([
    ['false', true, 'noticed by soak'],
    ['!!1', false, 'noticed by none'],
  ])('a patch to %s is tried', async (to, isNoticed, words) => {
    const patch = join(folder, 'fault.patch');
    const lines = [
      '--- a/electron/a.ts',
      '+++ b/electron/a.ts',
      '@@ -1 +1 @@',
      `-${right}+${right.replace('true', to)}`,
    ];
    writeFileSync(patch, lines.join('\n'));
    expect(await tryPatch(options(), patch)).toBe(isNoticed);
    expect(said).toContain(words);
  });

  test('a patch that does not apply says why', async () => {
    const patch = join(folder, 'fault.patch');
    writeFileSync(patch, '--- a/electron/a.ts\n+++ b/electron/a.ts\n@@ -1 +1 @@\n-gone\n+here\n');
    expect(await tryPatch(options(), patch)).toBe(false);
    expect(said).toContain('the patch does not apply');
  });

  test('what is written to a copy does not reach the original', () => {
    const copy = join(folder, 'copy');
    copyTo(copy, folder);
    writeFileSync(join(copy, 'electron/a.ts'), 'changed');
    expect(readFileSync(join(folder, 'electron/a.ts'), 'utf8')).toBe(right);
  });
});
