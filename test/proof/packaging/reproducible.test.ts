import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { npmCommand } from '../../../packaging/npm.ts';
import { newFolder } from '../../support/host.ts';

const root = resolve(import.meta.dirname, '../../..');
/** What is in a folder that was worked in, and not in a fresh clone. */
const made = ['.git', '.tsbuild', 'dist', 'node_modules', 'out'];

let folder: string;
beforeAll(() => {
  if (!existsSync(join(root, 'out/main/index.js'))) throw new Error('nothing is built: npm run build');
  folder = newFolder();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Checksums of all files of a build, by name. */
function sumsOf(out: string): Record<string, string> {
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const sums = files.map(({ parentPath, name }): [string, string] => {
    const file = join(parentPath, name);
    return [file.slice(out.length), createHash('sha256').update(readFileSync(file)).digest('hex')];
  });
  return Object.fromEntries(sums);
}

/** Builds a copy of the sources in another folder, from nothing. */
async function buildAnew(): Promise<string> {
  for (const name of readdirSync(root).filter((name) => !made.includes(name)))
    cpSync(join(root, name), join(folder, name), {
      recursive: true,
      filter: (path) => !path.includes(join('messages', 'compiled')),
    });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const { file, args, shell } = npmCommand(['run', '-s', 'build']);
  await promisify(execFile)(file, args, { cwd: folder, shell });
  return join(folder, 'out');
}

test('two builds in two folders have the same files, byte by byte', async () => {
  const out = await buildAnew();
  const built = sumsOf(join(root, 'out'));
  expect(Object.keys(built).length).toBeGreaterThan(20);
  expect(sumsOf(out)).toEqual(built);
  // One byte more is seen: the claim above can fail.
  appendFileSync(join(out, 'main/index.js'), ' ');
  expect(sumsOf(out)).not.toEqual(built);
});
