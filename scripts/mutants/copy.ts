import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder } from '../folders.ts';
import type { Mutant } from './table.ts';

/** What the figure programs need of the repository. */
const copied = ['electron', 'mock-server', 'scripts', 'package.json'];

/** The text with the fault in it. Throws unless the text to find is there exactly once. */
export function mutated(text: string, { name, file, find, replace }: Mutant): string {
  const parts = text.split(find);
  if (parts.length !== 2)
    throw new Error(`mutant “${name}”: its text is in ${file} ${parts.length - 1} times, not once`);
  return parts.join(replace);
}

/** Copies the program into a folder of its own, which goes with this process, and builds the fault in. */
export function copyWith(root: string, mutant: Mutant): string {
  const folder = newFolder();
  for (const name of copied) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  const path = join(folder, mutant.file);
  writeFileSync(path, mutated(readFileSync(path, 'utf8'), mutant));
  return folder;
}
