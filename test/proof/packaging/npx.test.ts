import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import ts from 'typescript';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { connect } from '../../../electron/bridge/crossing/connect.ts';
import { httpCarrier } from '../../../renderer/http-carrier.ts';
import { openPage } from '../../support/shells/carriers.ts';
import {
  bareEnvironment,
  install,
  pack,
  pressCtrlC,
  root,
  type Started,
  startShell,
} from '../../support/shells/npm-package.ts';

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
const packed = pack();
const installed = install(packed.tarball);
const folder = 'folder' in installed ? installed.folder : '';

/** What is in the package, and nothing else: no source, test, map, document or Electron part. */
const belongs = [
  /^(package\.json|README\.md|LICENSE)$/,
  /^out\/main\/sessiondeck\.js$/,
  /^out\/main\/chunks\/[\w-]+\.js$/,
  /^out\/main\/mock-server\/index\.js$/,
  /^out\/main\/mock-server\/apis\/(better-auth|clerk|nest-sessions|nextauth|vault)\.js$/,
  /^out\/renderer\/(index\.html|favicon\.svg|THIRD-PARTY\.txt)$/,
  /^out\/renderer\/assets\/[\w-]+\.(js|css)$/,
];

describe('the package', () => {
  test('holds what the browser shell needs, and nothing else', () => {
    // npm takes `main` along whatever `files` says. It is the desktop app’s few kB, and nothing loads it here.
    const files = packed.files.filter((file) => file !== stated.main);
    expect(files.filter((file) => !belongs.some((pattern) => pattern.test(file)))).toEqual([]);
    expect(belongs.filter((pattern) => !files.some((file) => pattern.test(file)))).toEqual([]);
  });

  test('is small: under 600 kB to fetch, under 2 MB on disk', () => {
    expect(packed.size).toBeLessThan(600_000);
    expect(packed.unpackedSize).toBeLessThan(2_000_000);
  });

  test('builds itself before it is packed, and runs nothing where it is installed', () => {
    expect(stated.scripts['prepack']).toContain('npm run -s build');
    expect(stated).not.toHaveProperty('private');
    const atInstall = ['preinstall', 'install', 'postinstall', 'prepare'];
    expect(Object.keys(stated.scripts).filter((name) => atInstall.includes(name))).toEqual([]);
  });

  test('asks npm for the Node that its own check asks for', () => {
    expect(stated.engines.node).toBe('^22.13.0 || >=23.4.0');
  });

  test('loads every part that is in it, and of other packages exactly those that it depends on', () => {
    const { parts, packages } = reached(bin);
    const built = packed.files.filter((file) => /^out\/main\/.*\.js$/.test(file) && file !== stated.main);
    expect([...parts].sort()).toEqual(built.map((file) => join(root, file)).sort());
    // The page has it compiled in; the mock server draws with it.
    expect([...packages].sort()).toEqual(Object.keys(stated.dependencies).sort());
  });
});

/** Every file and package that can be loaded from a built file, `import()` included. */
function reached(start: string): { parts: Set<string>; packages: Set<string> } {
  const parts = new Set<string>();
  const packages = new Set<string>();
  // The mock server finds its APIs by reading their folder.
  const apis = join(root, 'out/main/mock-server/apis');
  const waiting = [start, ...readdirSync(apis).map((name) => join(apis, name))];
  for (const file of waiting) {
    if (parts.has(file)) continue;
    parts.add(file);
    for (const { fileName: name } of ts.preProcessFile(readFileSync(file, 'utf8'), true, true)
      .importedFiles) {
      if (name.startsWith('.')) waiting.push(join(dirname(file), name));
      else if (!name.startsWith('node:'))
        packages.add(name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
    }
  }
  return { parts, packages };
}

/** Runs a Node with arguments to its end. */
function run(node: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(node, args, { encoding: 'utf8', env: bareEnvironment() });
  return { status, stdout, stderr };
}

describe('the command', () => {
  test('tells its options and its version', () => {
    const help = run(process.execPath, bin, '--help');
    expect(help).toMatchObject({ status: 0, stderr: '' });
    for (const option of ['npx sessiondeck', '--no-open', '--no-demo', '--port N', '--version', '--help'])
      expect(help.stdout).toContain(option);
    expect(run(process.execPath, bin, '--version')).toEqual({
      status: 0,
      stdout: `${stated.version}\n`,
      stderr: '',
    });
  });

  test.each([
    [['--electron'], "Unknown option '--electron': --help lists the options\n"],
    [['here'], "Unexpected argument 'here': --help lists the options\n"],
    [['--port', '65536'], '--port takes a whole number from 0, which is any free one, to 65535\n'],
    [['--port='], '--port takes a whole number from 0, which is any free one, to 65535\n'],
  ])('given %j says what is wrong in one line', (args, stderr) => {
    expect(run(process.execPath, bin, ...args)).toEqual({ status: 1, stdout: '', stderr });
  });
});

test('a store that a newer Sessiondeck wrote is refused in one line, and nothing is left running', () => {
  const env = bareEnvironment();
  const db = new DatabaseSync(join(env['SESSIONDECK_DATA'] ?? '', 'sessiondeck.db'));
  db.exec('PRAGMA user_version = 999');
  db.close();
  const ended = spawnSync(process.execPath, [bin, '--no-open'], { encoding: 'utf8', env, timeout: 240_000 });
  expect(ended).toMatchObject({ status: 1, stdout: '' });
  expect(ended.stderr).toMatch(/^\S+ was written by a newer Sessiondeck .*\n$/);
});

describe.skipIf('missing' in installed)('missing' in installed ? installed.missing : 'installed', () => {
  let started: Started | null = null;
  let env: NodeJS.ProcessEnv = {};
  beforeAll(() => {
    env = bareEnvironment();
  });
  afterEach(() => {
    if (started?.child.exitCode === null && started.child.signalCode === null) pressCtrlC(started.child);
    started = null;
  });

  test('in an empty folder, it brings no Electron and no Node along', () => {
    const names = readdirSync(join(folder, 'node_modules'));
    expect(names).toContain('sessiondeck');
    expect(names.filter((name) => /^(electron|node|svelte|vite|typescript)$/.test(name))).toEqual([]);
  });

  test('npx sessiondeck serves the page, lists the sessions of each demo connection, and ends with Ctrl+C', async () => {
    started = await startShell('npx', ['sessiondeck', '--no-open'], folder, env);
    const { origin, post } = await openPage(started.address);
    const page = await (await fetch(origin)).text();
    const script = /src="\.?(\/assets\/[\w-]+\.js)"/.exec(page)?.[1] ?? '';
    expect((await fetch(origin + script)).headers.get('content-type')).toContain('text/javascript');
    const stopped = new AbortController();
    const bridge = connect(httpCarrier(post, stopped.signal));
    expect(await bridge('app.about', {})).toMatchObject({ version: stated.version, shell: 'browser' });
    const connections = await bridge('connections.list', {});
    expect(connections).toHaveLength(5);
    for (const { id: connectionId, filters } of connections) {
      const { sessions } = await bridge('sessions.list', { connectionId, filters });
      expect(sessions.length, connectionId).toBeGreaterThan(0);
    }
    stopped.abort();
    const ended = once(started.child, 'exit');
    pressCtrlC(started.child);
    await ended;
    // npx itself goes first.
    await expect.poll(() => fetch(origin).catch(String)).toContain('fetch failed');
    expect(started.said.err).toBe('');
  });

  test('its command ends with 0 when it is told to stop, having written nothing to stderr', async () => {
    const command = join(folder, 'node_modules/sessiondeck', stated.bin);
    started = await startShell(process.execPath, [command, '--no-open'], folder, env);
    const ended = once(started.child, 'exit');
    started.child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(started.said.err).toBe('');
  });

  test('it keeps its store in the folder that SESSIONDECK_DATA names', () => {
    expect(readdirSync(env['SESSIONDECK_DATA'] ?? '')).toContain('sessiondeck.db');
    expect(readdirSync(folder).sort()).toEqual(['node_modules', 'package-lock.json', 'package.json']);
  });
});
