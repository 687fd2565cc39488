// node packaging/list-parts.ts: prints what a release is made of, as CycloneDX (npm sbom). Needs no network.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmCommand } from './npm.ts';

/** Packages listed as development dependencies by convention, although their code is in the page. */
const inPage = ['@lucide/svelte', 'bits-ui', 'csv-stringify', 'match-sorter', 'svelte'];

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies?: Record<string, string>;
}

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'sessiondeck-parts-'));

function npm(...args: string[]): string {
  const { file, args: given, shell } = npmCommand(args);
  return execFileSync(file, given, { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, shell });
}

// From a lockfile of what ships alone: npm sbom --omit dev leaves out whatever a development dependency needs as well.
try {
  for (const name of ['package-lock.json', '.npmrc']) copyFileSync(join(root, name), join(folder, name));
  const { devDependencies = {}, ...manifest } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Manifest;
  for (const name of inPage) {
    const version = devDependencies[name];
    if (version === undefined) throw new Error(`${name} is not in package.json any more`);
    manifest.dependencies[name] = version;
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  npm('install', '--package-lock-only', '--offline', '--ignore-scripts', '--no-audit', '--no-fund');
  process.stdout.write(npm('sbom', '--package-lock-only', '--sbom-format', 'cyclonedx'));
} finally {
  rmSync(folder, { recursive: true });
}
