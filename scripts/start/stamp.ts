import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** What a build is made of. The compiled messages are not: they are made from the others by the build itself. */
const folders = ['electron', 'mock-server', 'renderer'];
const files = [
  ...['package.json', 'package-lock.json', 'electron.vite.config.ts', 'svelte.config.js'],
  'tsconfig.base.json',
];
const made = ['renderer/messages/compiled', 'electron/main/messages/compiled'];
const stampFile = 'out/sources.sha256';

/**
 * A hash of the names and contents of all that is built. Times count for nothing: an unpacked archive may have older ones
 * than the build before, and a pull that changes a version alone touches no source.
 */
function sourcesHash(root: string): string {
  const hash = createHash('sha256');
  for (const path of [...folders.flatMap((folder) => filesIn(root, folder)), ...files].sort()) {
    const contents = readFileSync(join(root, path));
    hash.update(`${path} ${contents.length}\n`).update(contents);
  }
  return `${hash.digest('hex')}\n`;
}

function filesIn(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !made.some((compiled) => path.startsWith(`${compiled}/`)));
}

/** Whether what is in `out` was built from the sources as they are now. */
export function isBuilt(root: string): boolean {
  const stamp = join(root, stampFile);
  const isThere = existsSync(stamp) && existsSync(join(root, 'out/renderer/index.html'));
  return isThere && readFileSync(stamp, 'utf8') === sourcesHash(root);
}

/** Records in `out` which sources it was built from. */
export function stampBuild(root: string): void {
  writeFileSync(join(root, stampFile), sourcesHash(root));
}
