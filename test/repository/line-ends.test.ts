import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newFolder } from '../support/host.ts';

const root = join(import.meta.dirname, '../..');
const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-C', cwd, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
const binary = /\.(png|ico|icns|db)$|\/sessiondeck\./;

/** The files with a carriage return in them in a clone by somebody whose Git makes one of every line end, as on Windows. */
function withCarriageReturns(attributes: string | null): string[] {
  const folder = newFolder();
  git(folder, 'clone', '-q', '--no-checkout', '--depth', '1', `file://${root}`, 'clone');
  const clone = join(folder, 'clone');
  git(clone, 'config', 'core.autocrlf', 'true');
  git(clone, 'checkout', '-q');
  if (attributes !== null) {
    writeFileSync(join(clone, '.gitattributes'), attributes);
    git(clone, 'rm', '-rq', '--cached', '.');
    git(clone, 'reset', '-q');
    rmSync(join(clone, 'scripts'), { recursive: true });
    git(clone, 'checkout', '-q', '--', 'scripts');
  }
  const files = globSync('**', { cwd: clone, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name));
  expect(paths.length).toBeGreaterThan(300);
  const found = paths.filter((path) => !binary.test(path) && readFileSync(path).includes('\r\n'));
  rmSync(folder, { recursive: true });
  return found.map((path) => path.slice(clone.length + 1).replaceAll('\\', '/'));
}

/** Not in an archive of the sources, which has no history. */
const cloned = test.skipIf(!existsSync(join(root, '.git')));

cloned('a clone with core.autocrlf=true has LF everywhere, as formatter and shell scripts need', () => {
  expect(withCarriageReturns(null)).toEqual([]);
});

cloned('without what .gitattributes says it would not', () => {
  expect(withCarriageReturns('')).toContain('scripts/house.ts');
});

cloned('every file that is neither text nor known as bytes is named in .gitattributes', () => {
  const listed = git(root, 'ls-files', '--eol').trim().split('\n');
  const odd = listed.filter(
    (line) => /^i\/(crlf|mixed)/.test(line) || (/^i\/-text/.test(line) && !line.includes('attr/-text')),
  );
  expect(odd).toEqual([]);
});
