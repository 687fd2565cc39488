import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { extractAll, extractFile, getRawHeader, listPackage, statFile } from '@electron/asar';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startUpdates } from '../../../electron/main/outward/updates.ts';
import { wrongFuses } from '../../../packaging/fuses.ts';
import { fromBuilder, packApp, type Packaged } from '../../support/shells/packaged.ts';

const run = promisify(execFile);
const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
let app: Packaged;
let files: string[];

beforeAll(async () => {
  if (!existsSync('out/main/index.js')) throw new Error('nothing is built: npm run build');
  app = await packApp();
  files = listPackage(app.asar, { isPack: false })
    .map((path) => path.slice(1).replaceAll('\\', '/'))
    .filter((path) => !('files' in statFile(app.asar, path, false)));
});
afterAll(() => {
  rmSync(app.folder, { recursive: true });
});

/** What has no business in a package: sources, tests, documents, maps, what looks like a secret. */
const unwanted =
  /\.(map|ts|mts|cts|svelte|tsbuildinfo|sqlite|db|log|pem|key|p12|pfx)$|(^|\/)(\.[^/]*|tests?|docs?|credentials?|id_rsa)(\/|$)/i;
const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]/;

/** The feeds that a packed app asks at its start. */
function feedOf({ resources }: Packaged): string[] {
  const asked: string[] = [];
  const refuse = (_: string, error: unknown) => expect.unreachable(String(error));
  const newest = async (feed: URL) => {
    asked.push(feed.href);
    return '0.1.0';
  };
  const options = { resources, version: '0.1.0', wanted: () => true, newest };
  startUpdates({ ...options, tell: () => expect.unreachable('it is no newer'), report: refuse })();
  return asked;
}

describe('the archive', () => {
  test('holds what was built, the pictures of the tray, and packages: nothing else of the project', () => {
    const outside = files.filter((path) => !/^(out|node_modules)\//.test(path));
    expect(outside.toSorted()).toEqual([
      'package.json',
      ...['tray.png', 'tray@2x.png', 'trayTemplate.png', 'trayTemplate@2x.png'].map(
        (name) => `packaging/icons/tray/${name}`,
      ),
    ]);
    const built = globSync('out/**', { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
      .map((entry) => join(entry.parentPath, entry.name).replaceAll('\\', '/'));
    expect(files.filter((path) => path.startsWith('out/')).toSorted()).toEqual(built.toSorted());
    expect(built).toEqual(expect.arrayContaining(['out/main/index.js', 'out/preload/index.cjs']));
    expect(built).toEqual(
      expect.arrayContaining(['out/renderer/index.html', 'out/main/mock-server/index.js']),
    );
  });

  test('has no source, test, document or map in it, and nothing that looks like a secret', () => {
    expect(files.filter((path) => unwanted.test(path))).toEqual([]);
    const bad = ['test/a.js', 'a/.npmrc', 'out/main/index.js.map', 'a/b.d.ts', 'server.key', 'docs/a.png'];
    expect(bad.filter((path) => !unwanted.test(path))).toEqual([]);
  });

  test('names no folder of the machine that packed it, and holds no private key', () => {
    const own = files.filter((path) => !path.startsWith('node_modules/') && /\.(c?js|json|html)$/.test(path));
    const texts = own.map((path) => extractFile(app.asar, path, false).toString());
    expect(texts.length).toBeGreaterThan(10);
    expect(texts.filter((text) => text.includes(process.cwd()) || privateKey.test(text))).toEqual([]);
    expect('-----BEGIN PRIVATE KEY-----\nMIGH').toMatch(privateKey);
  });

  test('its package.json says what to start and what desktops know it by, and has no commands', () => {
    const words = JSON.parse(extractFile(app.asar, 'package.json', false).toString()) as object;
    expect(words).toMatchObject({ main: 'out/main/index.js', desktopName: 'sessiondeck.desktop' });
    expect(words).not.toHaveProperty('scripts');
    expect(words).not.toHaveProperty('devDependencies');
  });

  test('packed once more, with a feed, has the same bytes; that feed is the one that the app asks', async () => {
    const feed = 'https://updates.example/sessiondeck';
    const again = await packApp({ SESSIONDECK_UPDATE_URL: feed });
    expect(sha256(readFileSync(again.asar))).toBe(sha256(readFileSync(app.asar)));
    expect([feedOf(app), feedOf(again)]).toEqual([[], [feed]]);
    rmSync(again.folder, { recursive: true });
  });

  test('leaves one file outside: the keychain library of the one system', () => {
    const found = globSync('**', { cwd: `${app.asar}.unpacked`, withFileTypes: true });
    expect(found.filter((entry) => entry.isFile()).map(({ name }) => name)).toEqual(['keytar.node']);
    expect(files.filter((path) => path.endsWith('.node'))).toEqual([
      'node_modules/keytar/prebuilds/linux-x64/keytar.node',
    ]);
  });
});

describe('the packages in the archive', () => {
  /** The packages that the built code names, without Electron, which is there, and keytar, of another system perhaps. */
  function packagesOf(folder: string): string[] {
    const scripts = globSync('out/main/**/*.js', { cwd: folder }).map((path) => join(folder, path));
    const named = scripts.flatMap((path) =>
      ts.preProcessFile(readFileSync(path, 'utf8'), true, true).importedFiles.map(({ fileName }) => fileName),
    );
    return [...new Set(named)].filter((name) => !/^(\.|node:|electron$|keytar$)/.test(name));
  }

  async function loadAll(folder: string): Promise<string> {
    const names = [...packagesOf(folder), './out/main/mock-server/index.js'];
    writeFileSync(join(folder, 'load.mjs'), names.map((name) => `import '${name}';`).join('\n'));
    const { stdout } = await run(process.execPath, [join(folder, 'load.mjs')], { cwd: folder });
    return stdout;
  }

  test('are all that the main process and the mock server need; one less, and they do not load', async () => {
    const folder = join(app.folder, 'unpacked');
    extractAll(app.asar, folder);
    expect(packagesOf(folder)).toEqual(expect.arrayContaining(['zod', 'ky', 'undici', 'json-server']));
    await loadAll(folder);
    expect(existsSync(join(folder, 'node_modules/keytar/lib/keytar.js'))).toBe(true);
    // Deep down: json-server needs express, and express this one.
    rmSync(join(folder, 'node_modules/finalhandler'), { recursive: true });
    await expect(loadAll(folder)).rejects.toThrow('finalhandler');
  });

  test('every script of our own can be read by Node', async () => {
    const scripts = globSync(['out/main/**/*.js', 'out/preload/*.cjs'], {
      cwd: join(app.folder, 'unpacked'),
    });
    expect(scripts.length).toBeGreaterThan(5);
    for (const path of scripts) await run(process.execPath, ['--check', join(app.folder, 'unpacked', path)]);
  });
});

describe('integrity', () => {
  interface Entry {
    files?: Record<string, Entry>;
    integrity?: { algorithm: string; hash: string };
    unpacked?: boolean;
  }

  /** The files of an archive whose content is not the one that its header was made for. */
  function damaged(archive: string): string[] {
    const { header } = getRawHeader(archive);
    const check = (path: string, entry: Entry): string[] => {
      if (entry.files)
        return Object.entries(entry.files).flatMap(([name, one]) => check(join(path, name), one));
      return entry.integrity?.hash === sha256(extractFile(archive, path, false)) ? [] : [path];
    };
    return check('', header);
  }

  test('what electron-builder builds into Electron is the SHA-256 of the raw header', async () => {
    const { computeData } = fromBuilder('app-builder-lib/out/asar/integrity') as {
      computeData(options: object): Promise<Record<string, object>>;
    };
    const computed = await computeData({
      ...{ resourcesPath: app.resources, resourcesRelativePath: 'resources' },
      ...{ resourcesDestinationPath: app.resources, extraResourceMatchers: [] },
    });
    const hash = sha256(getRawHeader(app.asar).headerString);
    expect(computed).toEqual({ [join('resources', 'app.asar')]: { algorithm: 'SHA256', hash } });
  });

  test('the header holds the hash of every file; one byte changed is found', () => {
    expect(damaged(app.asar)).toEqual([]);
    const copy = join(app.folder, 'copy.asar');
    const bytes = readFileSync(app.asar);
    const at = bytes.indexOf('sessiondeck', getRawHeader(app.asar).headerSize + 16);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    writeFileSync(copy, bytes);
    cpSync(`${app.asar}.unpacked`, `${copy}.unpacked`, { recursive: true });
    expect(damaged(copy)).toHaveLength(1);
  });

  test('the fuses of the packed program are set', async () => {
    expect(await wrongFuses(app.executable)).toEqual([]);
  });
});
