import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const Versions = z.record(z.string(), z.string());
const Manifest = z.object({
  dependencies: Versions,
  devDependencies: Versions,
  allowScripts: z.record(z.string(), z.boolean()),
});
const Locked = z.object({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  license: z.string().optional(),
  hasInstallScript: z.boolean().optional(),
  dev: z.boolean().optional(),
  link: z.boolean().optional(),
});
const Lockfile = z.object({ packages: z.record(z.string(), Locked) });
type Locked = z.infer<typeof Locked>;

const manifest = Manifest.parse(JSON.parse(read('package.json')));
const lockfile = Lockfile.parse(JSON.parse(read('package-lock.json')));
const packages = Object.entries(lockfile.packages).filter(([path]) => path !== '');

/** The last part of a package's place: keytar is there under its old name, and its scripts under the new one. */
const nameOf = (path: string) => path.split('node_modules/').at(-1) ?? '';
const aliases: Record<string, string> = { keytar: '@github/keytar' };

/** What is wrong with how a package is locked: without a strong checksum, or from somewhere else than the registry. */
function flawsOf([path, { integrity, resolved, version, link }]: [string, Locked]): string[] {
  return [
    ...(/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '') ? [] : [`${path} has no sha512`]),
    ...(resolved === undefined ? [] : [`${path} names where it is from`]),
    ...(/^\d+\.\d+\.\d+/.test(version ?? '') ? [] : [`${path} has no version`]),
    ...(link ? [`${path} is a link`] : []),
  ];
}

describe('the lockfile', () => {
  test('has a sha512 for every package, and none from a repository, a URL or a folder', () => {
    expect(packages.length).toBeGreaterThan(500);
    expect(packages.flatMap(flawsOf)).toEqual([]);
  });

  test.each<[string, Locked]>([
    ['has no sha512', { version: '1.0.0', integrity: 'sha1-AAAA' }],
    ['names where it is from', { version: '1.0.0', resolved: 'git+ssh://evil.test/x.git' }],
    ['has no version', { version: 'file:../x' }],
    ['is a link', { version: '1.0.0', link: true }],
  ])('with a package that %s is told off: the claim above can fail', (flaw, locked) => {
    expect(flawsOf(['node_modules/x', locked])).toContain(`node_modules/x ${flaw}`);
  });

  test('has the versions of package.json, each of them exact', () => {
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
      const exact = version.replace(/^npm:.*@/, '');
      expect(exact, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
      expect(lockfile.packages[`node_modules/${name}`]?.version, name).toBe(exact);
    }
  });
});

test('every package with an install script is named in package.json, and only that of node may run', () => {
  const named = packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path));
  const decided = named.map((name) => aliases[name] ?? name);
  expect(decided.filter((name) => !(name in manifest.allowScripts))).toEqual([]);
  const allowed = Object.keys(manifest.allowScripts).filter((name) => manifest.allowScripts[name]);
  expect(allowed).toEqual(['node']);
});

describe('what runs at a person’s', () => {
  test('is at most thirteen packages, each with its version, its licence and a reason in docs/dependencies.md', () => {
    const [table = ''] = read('docs/dependencies.md').split('## For development');
    const rows = [...table.matchAll(/^\| ([\w.-]+) +\| ([\d.]+) +\| (.+?) +\| (.+?) +\|$/gm)];
    const listed = Object.fromEntries(rows.map(([, name = '', version = '']) => [name, version]));
    const exact = Object.entries(manifest.dependencies).map(([name, version]) => [
      name,
      version.replace(/^npm:.*@/, ''),
    ]);
    expect(listed).toEqual(Object.fromEntries(exact));
    expect(rows.length).toBeLessThanOrEqual(13);
    for (const [, name, , , reason = ''] of rows) expect(reason.length, name).toBeGreaterThan(20);
  });

  test('has licences that let it be passed on, with everything that it brings along', () => {
    const free = /^\(?(MIT|ISC|BSD-[23]-Clause|BlueOak-1\.0\.0|Apache-2\.0|0BSD)( OR [\w.-]+)?\)?$/;
    const shipped = packages.filter(([, { dev }]) => !dev);
    expect(shipped.length).toBeGreaterThan(50);
    const others = shipped.filter(([, { license }]) => !free.test(license ?? ''));
    expect(others.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
    expect(free.test('AGPL-3.0')).toBe(false);
  });
});

const Bill = z.object({
  bomFormat: z.literal('CycloneDX'),
  components: z.array(
    z.object({ name: z.string(), version: z.string(), hashes: z.array(z.object({ alg: z.string() })) }),
  ),
});

test('the list of parts of a release names every package that ships, with its checksum', async () => {
  const parts = join(import.meta.dirname, '../../packaging/list-parts.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [parts], { maxBuffer: 64 * 1024 * 1024 });
  const { components } = Bill.parse(JSON.parse(stdout));
  const listed = new Set(components.map(({ name, version }) => `${name}@${version}`));
  const shipped = packages.filter(([path, { dev }]) => !dev || path.endsWith('/bits-ui'));
  const named = shipped.map(([path, { version = '' }]) => `${nameOf(path)}@${version}`);
  expect(named.filter((part) => !listed.has(part))).toEqual([]);
  expect(components.filter(({ hashes }) => !hashes.some(({ alg }) => alg === 'SHA-512'))).toEqual([]);
  expect([...listed].filter((part) => /^(vitest|electron-builder|better-auth)@/.test(part))).toEqual([]);
});
