import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { hideSqliteWarning, runsOn } from '../../../electron/web/node-version.ts';
import { bareEnvironment, root, systemNode } from '../../support/shells/npm-package.ts';

vi.setConfig({ testTimeout: 60_000 });

interface PackageJson {
  version: string;
  bin: string;
  main: string;
  engines: { node: string };
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  private?: boolean;
}

const stated = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as PackageJson;
const bin = join(root, stated.bin);
if (!existsSync(bin)) throw new Error('nothing is built: npm run build');
/** Runs a Node with arguments to its end. */
function run(node: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(node, args, { encoding: 'utf8', env: bareEnvironment() });
  return { status, stdout, stderr };
}

describe('a Node that is too old', () => {
  const refusal = (version: string) => `Sessiondeck needs Node 22.13 or later; this is Node ${version}.\n`;

  test.each(['18.20.8', '20.20.2', '22.12.0', '23.3.0'])(
    '%s gets one line, and the exit code 1',
    (version) => {
      const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
      const preload = `data:text/javascript,${encodeURIComponent(old)}`;
      const ended = run(process.execPath, '--import', preload, bin, '--no-open');
      expect(ended).toEqual({ status: 1, stdout: '', stderr: refusal(version) });
    },
  );

  const system = systemNode();
  const reason = !system ? 'there is none' : runsOn(system.version) ? `it is ${system.version}` : null;
  test.skipIf(reason !== null)(
    reason === null
      ? 'is refused by what it really can load: the machine’s own'
      : `was not run for real: of the machine’s own Node, ${reason}`,
    () => {
      const { binary, version } = system ?? { binary: '', version: '' };
      expect(run(binary, bin)).toEqual({ status: 1, stdout: '', stderr: refusal(version) });
    },
  );

  test.each([
    ['22.13.0', true],
    ['22.23.3', true],
    ['23.4.0', true],
    ['24.0.0', true],
    ['100.0.0', true],
    ['0.12.18', false],
    ['21.7.3', false],
    ['23.0.0', false],
  ])('by its number: %s runs: %s', (version, runs) => {
    expect(runsOn(version)).toBe(runs);
  });
});

describe('the warning that SQLite is experimental', () => {
  const warn = (before: string) =>
    run(
      process.execPath,
      '--input-type=module',
      '--eval',
      `const hide = ${hideSqliteWarning.toString()};
       ${before}
       process.emitWarning('SQLite is an experimental feature and might change at any time', 'ExperimentalWarning');
       process.emitWarning('something else');`,
    ).stderr;

  test('is not shown, and others are', () => {
    expect(warn('hide();')).toContain('Warning: something else');
    expect(warn('hide();')).not.toContain('SQLite');
  });

  test('would be shown: the claim above can fail', () => {
    expect(warn('')).toContain('SQLite is an experimental feature');
  });
});
