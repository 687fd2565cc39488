import { chmodSync, closeSync, constants, lstatSync, openSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { codeOf, sentenceFor } from './errors.ts';

/**
 * Why the lock is not ours. `held`: another process has it and is alive. `unusable`: nobody can take it until a person
 * mends what stands at its path. Either way `got` names the file and says what to do.
 */
export interface LockProblem {
  state: 'held' | 'unusable';
  got: string;
}

/** Held by the one Sessiondeck of a data folder that may end sessions and take up what an earlier one left. */
export interface FolderLock {
  /**
   * Takes the lock, or makes sure that it is still ours. Null: it is ours. Never waits, and can be asked again: the lock
   * is free as soon as its holder has ended.
   */
  take(): LockProblem | null;
  release(): void;
}

/** SQLITE_BUSY and SQLITE_LOCKED: another process has it, and another connection of this one. */
const heldCodes: readonly unknown[] = [5, 6];

/**
 * The lock of a data folder: SQLite's exclusive lock on the file `sessiondeck.lock`, mode 0600. The operating system frees
 * it when its holder ends, however that ends, so no lock is ever stale: what the file contains, such as the process id of
 * another program, means nothing. Contents that SQLite cannot open are emptied out, in place: a second file at the path
 * would be a second lock.
 */
export function folderLock(folder: string): FolderLock {
  const file = join(folder, 'sessiondeck.lock');
  let held: { db: DatabaseSync; inode: bigint } | null = null;

  function release(): void {
    held?.db.close();
    held = null;
  }

  return {
    release,
    take() {
      try {
        if (held && inodeOf(file) === held.inode) return null;
        // Somebody removed the file: another Sessiondeck may have made, and locked, a new one.
        release();
        const odd = prepare(file);
        if (odd) return { state: 'unusable', got: odd };
        const db = openLocked(file);
        if (!db) return { state: 'held', got: heldWords(file) };
        held = { db, inode: inodeOf(file) ?? 0n };
        return null;
      } catch (error) {
        const got = sentenceFor(file, error, 'Sessions cannot be ended from here until then.');
        if (got === null) throw error;
        return { state: 'unusable', got };
      }
    },
  };
}

function heldWords(file: string): string {
  return (
    `another Sessiondeck works on the same data folder and holds ${file}: end sessions there, or close it and try again ` +
    'here. Do not remove the file while it runs'
  );
}

/** Makes the file if need be, and keeps it from others. Returns what is wrong with what is there, in words, or null. */
function prepare(file: string): string | null {
  const there = lstatSync(file, { throwIfNoEntry: false });
  if (!there) {
    closeSync(openSync(file, constants.O_CREAT | constants.O_WRONLY, 0o600));
    return null;
  }
  if (!there.isFile()) {
    const what = there.isDirectory() ? 'a folder' : there.isSymbolicLink() ? 'a link' : 'no ordinary file';
    return `${file} is ${what}, and has to be a file: move it away, and try again`;
  }
  if (process.platform !== 'win32' && (there.mode & 0o077) !== 0) chmodSync(file, 0o600);
  return null;
}

/** How often garbage is emptied out before it is told: something may write it again and again. */
const mostEmptied = 10;

/** Null: another process has it. Throws what SQLite or the operating system says otherwise. */
function openLocked(file: string): DatabaseSync | null {
  for (let emptied = 0; ; emptied += 1) {
    try {
      return lockOnce(file);
    } catch (error) {
      if (emptied === mostEmptied) throw error;
      // Garbage means that nobody holds the lock: SQLite takes it before it reads. Whoever takes it meanwhile has no data
      // in the file either, so emptying it is safe.
      truncateSync(file);
    }
  }
}

function lockOnce(file: string): DatabaseSync | null {
  const db = new DatabaseSync(file, { timeout: 0 });
  try {
    db.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return db;
  } catch (error) {
    db.close();
    if (heldCodes.includes(codeOf(error))) return null;
    throw error;
  }
}

function inodeOf(file: string): bigint | null {
  return lstatSync(file, { bigint: true, throwIfNoEntry: false })?.ino ?? null;
}
