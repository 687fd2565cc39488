import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { Plugin } from 'vite';

/** Where a copy of each package's licence is to be found once it is compiled in. */
const thirdPartyFile = 'THIRD-PARTY.txt';

interface Part {
  name: string;
  version: string;
  license: string;
  /** The text of its licence file. */
  text: string;
}

/**
 * Puts a file into the build with the licence of every package whose code is compiled into it. Fails the build where
 * one of them has no licence text: nobody may ship that.
 */
export function thirdParty(): Plugin {
  return {
    name: 'sessiondeck-third-party',
    apply: 'build',
    generateBundle(_, bundle) {
      const ids = Object.values(bundle).flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));
      const folders = new Set(ids.map(folderOf).filter((folder) => folder !== null));
      const parts = [...folders].map(partIn).sort((one, other) => (one.name < other.name ? -1 : 1));
      this.emitFile({ type: 'asset', fileName: thirdPartyFile, source: parts.map(entryOf).join('\n') });
    },
  };
}

/** The folder of the package that a module is in; null for our own. */
function folderOf(id: string): string | null {
  const path = id.replace(/^\0/, '').split('?')[0] ?? '';
  if (!path.split(/[\\/]/).includes('node_modules')) return null;
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder))
    if (isPackage(folder)) return folder;
  return null;
}

/** A package.json without a name only says how its folder is read. */
function isPackage(folder: string): boolean {
  const manifest = join(folder, 'package.json');
  return existsSync(manifest) && 'name' in (JSON.parse(readFileSync(manifest, 'utf8')) as object);
}

function partIn(folder: string): Part {
  const manifest = readFileSync(join(folder, 'package.json'), 'utf8');
  const { name, version, license } = JSON.parse(manifest) as Omit<Part, 'text' | 'license'> & Partial<Part>;
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.|-|$)/i.test(entry));
  if (file === undefined)
    throw new Error(`${name} is compiled in, and has no licence text in ${folder.split(sep).join('/')}`);
  return {
    name,
    version,
    license: license ?? 'its text follows',
    text: readFileSync(join(folder, file), 'utf8').trim(),
  };
}

function entryOf({ name, version, license, text }: Part): string {
  return `${name} ${version} (${license})\n\n${text}\n\n${'-'.repeat(80)}\n`;
}
