import { chmodSync, closeSync, constants, lstatSync, openSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { codeOf, sentenceFor } from './errors.ts';

/**
 * Why the lock is not ours. `held`: another live process has it. `unusable`: nobody can take it until a person fixes what
 * is at its path. In both cases `got` names the file and says what to do.
 */
export interface LockProblem {
  state: 'held' | 'unusable';
  got: string;
}

/** Held by the one Sessiondeck that may end sessions and recover runs in a data folder. */
export interface FolderLock {
  /**
   * Takes the lock, or checks that it is still ours; null: it is ours. Never waits, and can be called again: the lock is
   * free as soon as its holder has ended.
   */
  take(): LockProblem | null;
  release(): void;
}

/** SQLITE_BUSY and SQLITE_LOCKED: another process, or another connection of this process, has it. */
const heldCodes: readonly unknown[] = [5, 6];

/**
 * The lock of a data folder: SQLite's exclusive lock on the file `sessiondeck.lock`, mode 0600. The operating system frees
 * it when its holder ends, however that ends, so no lock is ever stale, and the file's contents mean nothing. Contents
 * that SQLite cannot open are truncated in place, because a second file at the path would be a second lock.
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
        // The file was removed, so another Sessiondeck may have created and locked a new one.
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

/** Creates the file if needed, and makes it private. Returns what is wrong with an existing one, in words, or null. */
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

/** How often to truncate garbage before reporting it: something may write it again and again. */
const mostEmptied = 10;

/** Null: another process has it. Otherwise throws the error of SQLite or the operating system. */
function openLocked(file: string): DatabaseSync | null {
  for (let emptied = 0; ; emptied += 1) {
    try {
      return lockOnce(file);
    } catch (error) {
      if (emptied === mostEmptied) throw error;
      // Garbage means that nobody holds the lock, because SQLite locks before it reads. A process that takes it meanwhile
      // has no data in the file either, so truncating is safe.
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
