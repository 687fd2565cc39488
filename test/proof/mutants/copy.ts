import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant } from './mutant.ts';

/** What the figure programs need of the repository. */
const copied = ['electron', 'mock-server', 'renderer', 'scripts', 'test', 'package.json'];

/** A change that cannot be made, so that nothing can be said of whether it would be noticed. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

/** The text with the fault in it. Throws Broken unless the text to find is there exactly once. */
export function mutated(text: string, { file, find, replace }: Mutant): string {
  const parts = text.split(find);
  if (parts.length !== 2) throw new Broken(`its text is in ${file} ${parts.length - 1} times, not once`);
  return parts.join(replace);
}

/**
 * Copies the program to `folder`, in place of what is there. Only the packages are shared with the original, by a link:
 * nothing that is written to the copy reaches it.
 */
export function copyTo(folder: string, root: string): void {
  rmSync(folder, { recursive: true, force: true });
  for (const name of copied) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
}

/** Builds the fault into a copy. Throws Broken where that is not possible. */
export function mutate(folder: string, mutant: Mutant): void {
  const path = join(folder, mutant.file);
  writeFileSync(path, mutated(readFileSync(path, 'utf8'), mutant));
}

/** Applies a patch to a copy, as `git apply` does. Throws Broken with what git says where it does not apply. */
export function applyPatch(folder: string, patch: string): void {
  // Inside of a repository git would take the paths to be that repository's.
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: join(folder, '..') };
  const { status, stderr, error } = spawnSync('git', ['apply', patch], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Broken(`the patch does not apply: ${error?.message ?? stderr.trim()}`);
}
