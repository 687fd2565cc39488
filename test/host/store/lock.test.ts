import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { folderLock, type FolderLock } from '../../../electron/host/store/lock.ts';
import { newFolder } from '../../support/host.ts';

const program = new URL('../../support/programs/lock-program.ts', import.meta.url);
const running: ChildProcess[] = [];
const locks: FolderLock[] = [];

afterEach(async () => {
  for (const lock of locks.splice(0)) lock.release();
  for (const child of running.splice(0)) await end(child);
});

function lockOf(folder: string): FolderLock {
  const lock = folderLock(folder);
  locks.push(lock);
  return lock;
}

function start(folder: string, ...args: string[]) {
  const child = fork(program, [folder, ...args], { execArgv: ['--no-warnings'] });
  running.push(child);
  const ended = once(child, 'exit').then(() => 'ended without a word');
  const said = once(child, 'message').then(([message]: unknown[]) => message);
  return { child, told: Promise.race([said, ended]) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** Windows has none; and only an administrator makes links there. */
const hasModes = process.platform !== 'win32';
const fileIn = (folder: string) => join(folder, 'sessiondeck.lock');

test.each([
  ['nothing', () => undefined],
  ['an empty file', (file: string) => writeFileSync(file, '')],
  ['8 KiB of random bytes', (file: string) => writeFileSync(file, randomBytes(8192))],
  ['the id of a process that is alive', (file: string) => writeFileSync(file, `${process.ppid}\n`)],
  ['the id of a process that has ended', (file: string) => writeFileSync(file, '4194305\n')],
  ['a file that others can read', (file: string) => writeFileSync(file, '', { mode: 0o644 })],
])('is taken where there is %s, by one at a time, with mode 0600', (_, put) => {
  const folder = newFolder();
  put(fileIn(folder));
  const [lock, other] = [lockOf(folder), lockOf(folder)];
  expect(lock.take()).toBeNull();
  expect(lock.take()).toBeNull();
  expect(other.take()).toMatchObject({
    state: 'held',
    got: expect.stringContaining(fileIn(folder)) as string,
  });
  if (hasModes) expect(statSync(fileIn(folder)).mode & 0o777).toBe(0o600);
  lock.release();
  expect(other.take()).toBeNull();
});

test('a folder in its place is named, with what to do', () => {
  const folder = newFolder();
  mkdirSync(fileIn(folder));
  const lock = lockOf(folder);
  expect(lock.take()).toEqual({
    state: 'unusable',
    got: `${fileIn(folder)} is a folder, and has to be a file: move it away, and try again`,
  });
  rmSync(fileIn(folder), { recursive: true });
  expect(lock.take()).toBeNull();
});

test.skipIf(!hasModes)('a link in its place is refused, and what it leads to stays as it is', () => {
  const folder = newFolder();
  const notes = join(folder, 'notes');
  writeFileSync(notes, 'somebody’s notes', { mode: 0o644 });
  symlinkSync(notes, fileIn(folder));
  expect(lockOf(folder).take()).toMatchObject({
    state: 'unusable',
    got: expect.stringMatching(/is a link/) as string,
  });
  expect([readFileSync(notes, 'utf8'), statSync(notes).mode & 0o777]).toEqual(['somebody’s notes', 0o644]);
});

test('a data folder that is gone is named as such, and as nobody’s lock', () => {
  const folder = join(newFolder(), 'gone');
  expect(lockOf(folder).take()).toMatchObject({
    state: 'unusable',
    got: expect.stringMatching(/gone.*make the folder/) as string,
  });
});

test('is held by another process while that lives, and free once it was killed', async () => {
  const folder = newFolder();
  const { child, told } = start(folder, '1', 'hold');
  expect(await told).toBe('ours');
  const lock = lockOf(folder);
  expect(lock.take()?.got).toMatch(
    /^another Sessiondeck works on the same data folder and holds .*sessiondeck\.lock: /,
  );
  // Held is told from unreadable by the lock alone, whatever is in the file.
  writeFileSync(fileIn(folder), randomBytes(8192));
  expect(lock.take()?.state).toBe('held');
  await end(child);
  expect(lock.take()).toBeNull();
});

test('a holder whose file was removed finds out, and does not hold beside the next one', () => {
  const folder = newFolder();
  const [first, second] = [lockOf(folder), lockOf(folder)];
  expect(first.take()).toBeNull();
  rmSync(fileIn(folder));
  expect(second.take()).toBeNull();
  expect(first.take()?.state).toBe('held');
});

test('four processes never have it at the same time, though its contents are spoilt again and again', async () => {
  const folder = newFolder();
  const all = Array.from({ length: 4 }, () => start(folder, '40', 'locked').told);
  expect(await Promise.all(all)).toEqual(all.map(() => ({ overlaps: 0 })));
});

test('a process that enters without the lock is found out', async () => {
  const folder = newFolder();
  // Somebody is inside, as far as the others can tell.
  writeFileSync(join(folder, 'inside'), '');
  expect(await start(folder, '1', 'unlocked').told).toEqual({ overlaps: 1 });
});
