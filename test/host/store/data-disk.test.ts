import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { connect } from '../../../electron/bridge/crossing/connect.ts';
import { dataFolder } from '../../../electron/host/store/data-folder.ts';
import { openHost } from '../../../electron/host/index.ts';
import { memoryKeys } from '../../../electron/host/keys/keys.ts';
import { sentenceFor } from '../../../electron/host/store/errors.ts';
import { openToOthers } from '../../../electron/host/store/folder.ts';
import { openStore, StoreError } from '../../../electron/host/store/open.ts';
import { failureOf, newFolder } from '../../support/host.ts';

// What a disk or a folder that cannot be used is called, and who can read a data folder.

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const work of cleanUp.splice(0).reverse()) work();
  vi.unstubAllEnvs();
});

/** The sentence in which a start on this folder is refused. */
function refusal(folder: string): string {
  try {
    openStore(folder).close();
  } catch (error) {
    expect(error).toBeInstanceOf(StoreError);
    return (error as StoreError).message;
  }
  return 'it opened';
}

/** As a user who may not do everything; the tests may run as root. */
function asNobody<Result>(work: () => Result): Result {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(65_534);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
  }
}

const modeOf = (path: string) => statSync(path).mode & 0o777;

describe.skipIf(process.platform === 'win32')('a data folder that others can read', () => {
  test('is tightened, with our files in it and no others', () => {
    const folder = newFolder();
    openStore(folder).close();
    for (const name of ['audit-head.json', 'notes.txt']) writeFileSync(join(folder, name), '{}');
    const files = ['sessiondeck.db', 'audit-head.json', 'notes.txt'].map((name) => join(folder, name));
    for (const file of files) chmodSync(file, 0o644);
    chmodSync(folder, 0o755);
    expect(openToOthers(folder)).toHaveLength(3);
    openStore(folder).close();
    expect([folder, ...files].map(modeOf)).toEqual([0o700, 0o600, 0o600, 0o644]);
    expect(openToOthers(folder)).toEqual([]);
  });

  test.each([
    ['has a sticky bit, as /tmp has', (folder: string) => chmodSync(folder, 0o1777)],
    [
      'is the home folder',
      (folder: string) => {
        chmodSync(folder, 0o755);
        vi.stubEnv('HOME', folder);
      },
    ],
  ])('and %s keeps its mode, and is told', async (_, make) => {
    const folder = newFolder();
    make(folder);
    const before = statSync(folder).mode;
    const host = openOn(folder);
    expect(statSync(folder).mode).toBe(before);
    expect(await host.bridge('data.read', {})).toMatchObject({ openToOthers: [folder] });
    await host.close();
    expect(modeOf(join(folder, 'sessiondeck.db'))).toBe(0o600);
  });

  test('a link among our files is not followed', () => {
    const folder = newFolder();
    const notes = join(folder, 'notes.txt');
    writeFileSync(notes, '', { mode: 0o644 });
    symlinkSync(notes, join(folder, 'sessiondeck.link'));
    openStore(folder).close();
    expect(modeOf(notes)).toBe(0o644);
  });
});

function openOn(folder: string) {
  const faults: unknown[] = [];
  const own = {
    folder,
    keychain: { state: 'ready', keys: memoryKeys() },
    shell: 'browser',
    version: '0',
  } as const;
  const host = openHost({ ...own, demo: null, report: (_, error) => faults.push(error) });
  return { bridge: connect(host), faults, close: () => host.close() };
}

describe.skipIf(process.platform === 'win32')('a start is refused in its own words where', () => {
  test('the data folder is a file', () => {
    const file = join(newFolder(), 'data');
    writeFileSync(file, 'notes');
    expect(refusal(file)).toBe(
      `${file} cannot be used: something else is in its place: move that away. It was left as it is.`,
    );
    expect(refusal(join(file, 'deeper'))).toMatch(/a part of its path is a file.*move that file away/);
    expect(readFileSync(file, 'utf8')).toBe('notes');
  });

  test('the database is a folder', () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'sessiondeck.db'));
    expect(refusal(folder)).toMatch(/sessiondeck\.db is a folder, and has to be a file: move it away/);
  });

  test.each([
    ['may not be looked into', 0o000],
    ['can only be read', 0o500],
  ])('the data folder %s', (_, mode) => {
    const folder = newFolder();
    const closed = join(folder, 'closed');
    mkdirSync(closed, { mode });
    chmodSync(folder, 0o755);
    expect(asNobody(() => refusal(closed))).toMatch(
      /closed.* cannot be used: .*let this user read and write it/,
    );
    expect(asNobody(() => refusal(join(closed, 'data')))).toMatch(
      /cannot be used: .*let this user read and write it/,
    );
  });

  test('there is no home folder', () => {
    for (const name of ['HOME', 'SESSIONDECK_DATA', 'XDG_DATA_HOME']) vi.stubEnv(name, '');
    expect(dataFolder).toThrow(StoreError);
    expect(dataFolder).toThrow(/no home folder.*set HOME, or set SESSIONDECK_DATA/);
    vi.stubEnv('SESSIONDECK_DATA', '/somewhere');
    expect(dataFolder()).toBe('/somewhere');
  });
});

/** A disk of 512 KiB in memory; null where this user may not mount one. */
function smallDisk(): string | null {
  const folder = newFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return null;
  }
  return folder;
}

const disk = smallDisk();
if (disk) execFileSync('umount', [disk]);

describe.skipIf(disk === null)('a full disk (where the tests may mount one)', () => {
  function mounted(): string {
    const folder = smallDisk() ?? '';
    cleanUp.push(() => execFileSync('umount', [folder]));
    return folder;
  }
  function fill(folder: string): void {
    for (const size of [65_536, 4096, 1])
      try {
        for (let at = 0; ; at += 1) writeFileSync(join(folder, `filler-${size}-${at}`), Buffer.alloc(size));
      } catch {
        // Full, as far as pieces of this size go.
      }
  }

  test('at the start is named', () => {
    const folder = mounted();
    fill(folder);
    expect(refusal(folder)).toMatch(/cannot be used: the disk is full: free some space/);
    rmSync(join(folder, 'filler-65536-0'));
    rmSync(join(folder, 'filler-65536-1'));
  });

  test('while Sessiondeck runs is named, and is no fault of its own; what was saved before is there', async () => {
    const folder = mounted();
    const { bridge, faults, close } = openOn(folder);
    await bridge('settings.save', { undo: 'until-sent' });
    fill(folder);
    const failed = await failureOf(saveUntilRefused());
    expect(failed).toMatchObject({
      code: 'not-recorded',
      tried: 'settings.save',
      got: 'the data folder: the disk is full: free some space',
    });
    expect((await bridge('settings.read', {})).undo).toBe('until-sent');
    expect(faults).toEqual([]);
    await close();

    /** The write-ahead log may have a page left. */
    async function saveUntilRefused(): Promise<void> {
      for (;;) await bridge('settings.save', { tray: true });
    }
  });
});

test('an error of no known cause stays a fault', () => {
  expect(sentenceFor('file', new TypeError('x is not a function'), '')).toBeNull();
  expect(sentenceFor('file', Object.assign(new Error('reset'), { code: 'ECONNRESET' }), '')).toBeNull();
});
