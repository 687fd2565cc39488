import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { fitsHere, isNewEnough, setAside } from '../../scripts/prepare/machine.mjs';
import { newFolder } from '../support/host.ts';

const root = join(import.meta.dirname, '../..');

test.each([
  ['18.20.0', false],
  ['20.18.3', false],
  ['20.19.0', true],
  ['21.7.3', false],
  ['22.11.0', false],
  ['22.12.0', true],
  ['23.0.0', true],
  ['24.21.0', true],
] as const)('Node %s is new enough: %s', (version, expected) => {
  expect(isNewEnough(version.split('.').map(Number))).toBe(expected);
});

const linux = { os: 'linux', cpu: 'x64', libc: 'glibc' };
test.each([
  ['made for it', { os: ['linux'], cpu: ['x64'], libc: ['glibc'] }, true],
  ['made for another C library', { os: ['linux'], cpu: ['x64'], libc: ['musl'] }, false],
  ['made for another processor', { os: ['linux'], cpu: ['arm64'] }, false],
  ['made for all but Windows', { os: ['!win32'] }, true],
  ['made for all but Linux', { os: ['!linux'] }, false],
  ['of WebAssembly', { cpu: ['wasm32'] }, false],
  ['that names no machine', {}, false],
])('an optional part %s is wanted here: %#', (_, entry, expected) => {
  expect(fitsHere(entry, linux)).toBe(expected);
});

test('a Node that runs is moved out of npm’s way, and removed once it has ended', () => {
  const own = join(newFolder(), 'node.exe');
  const aside = join(newFolder(), 'replaced');
  const runsStill = () => {
    throw Object.assign(new Error('it runs'), { code: 'EPERM' });
  };
  writeFileSync(own, 'the first');
  setAside(own, aside);
  expect(existsSync(own)).toBe(false);
  const [first = ''] = readdirSync(aside);
  setAside(own, aside, runsStill);
  expect(readFileSync(join(aside, first), 'utf8')).toBe('the first');
  setAside(own, aside);
  expect(readdirSync(aside)).toEqual([]);
});

/** Takes its time, leaves what npm would leave, and says when it began and ended. */
const fakeNpm = `#!/bin/sh
echo "began $1" >> npm.log
trap 'echo "cleaned up" >> npm.log; sleep 0.3; echo "ended" >> npm.log; exit 1' INT
mkdir -p node_modules/node/bin
i=0; while [ $i -lt 10 ]; do sleep 0.1; i=$((i+1)); done
cp package-lock.json node_modules/.package-lock.json
printf '#!/bin/sh\\nexit 0\\n' > node_modules/node/bin/node; chmod +x node_modules/node/bin/node
echo "ended" >> npm.log
`;

let folder = '';
beforeEach(() => {
  folder = newFolder();
  cpSync(join(root, 'scripts/prepare.mjs'), join(folder, 'scripts/prepare.mjs'));
  cpSync(join(root, 'scripts/prepare'), join(folder, 'scripts/prepare'), { recursive: true });
  const parts = { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } };
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...parts } }));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/npm'), fakeNpm);
  chmodSync(join(folder, 'bin/npm'), 0o755);
});

function prepare(): { child: ChildProcess; said: () => string } {
  const env = { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}` };
  const child = spawn(process.execPath, [join(folder, 'scripts/prepare.mjs')], { env, stdio: 'pipe' });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (said += text.toString()));
  return { child, said: () => said };
}

const log = () => (existsSync(join(folder, 'npm.log')) ? readFileSync(join(folder, 'npm.log'), 'utf8') : '');

describe.skipIf(process.platform === 'win32')('what a first start installs', () => {
  test('is installed once when two start at once: the later one waits, and says so', async () => {
    const both = [prepare(), prepare()];
    const codes = await Promise.all(both.map(async ({ child }) => (await once(child, 'exit'))[0] as number));
    expect(codes).toEqual([0, 0]);
    expect(log().match(/began ci/g)).toHaveLength(1);
    expect(both.map(({ said }) => said()).join('')).toContain('Another start is installing');
  });

  test('is waited for at Ctrl+C: nothing of it runs on, and the next start is free to begin', async () => {
    const { child, said } = prepare();
    await expect.poll(log).toContain('began ci');
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
    expect(said()).toContain('Stopping the installation');
    expect(log()).toMatch(/cleaned up\nended\n$/);
    const again = prepare();
    expect(await once(again.child, 'exit')).toEqual([0, null]);
  });

  test.each([
    // No process has this number: it is larger than Linux and macOS give.
    ['killed', '99999999'],
    ['killed before it said its number', null],
    ['killed while it wrote its number', ''],
    ['replaced by something else', 'not a number'],
  ])('is not waited for when whoever installed it was %s', async (_, pid) => {
    mkdirSync(join(folder, '.installing'));
    if (pid !== null) writeFileSync(join(folder, '.installing/pid'), pid);
    expect(await once(prepare().child, 'exit')).toEqual([0, null]);
  });

  test('is installed again when a native part for this machine is missing, and after a change of the lockfile', async () => {
    const native = { version: '1.0.0', integrity: 'sha512-n', optional: true };
    const own = { ...native, os: [process.platform], cpu: [process.arch] };
    const write = (packages: object) =>
      writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...packages } }));
    const record = join(folder, 'node_modules/.package-lock.json');
    await once(prepare().child, 'exit');
    await once(prepare().child, 'exit');
    expect(log().match(/began ci/g)).toHaveLength(1);
    write({ 'node_modules/b': own });
    await once(prepare().child, 'exit');
    expect(log().match(/began ci/g)).toHaveLength(2);
    // npm left it out, say because of its own Node: with the same one it would do so again.
    writeFileSync(record, JSON.stringify({ packages: {} }));
    await once(prepare().child, 'exit');
    expect(log().match(/began ci/g)).toHaveLength(2);
    writeFileSync(join(folder, 'node_modules/.sessiondeck-installed'), 'by an older Node');
    await once(prepare().child, 'exit');
    expect(log().match(/began ci/g)).toHaveLength(3);
  });
});
