import { accessSync, closeSync, constants, existsSync, lstatSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { rescueWords } from './copy.ts';
import { prepareFolder } from './folder.ts';
import { migrations } from './migrations.ts';
import { migrate, refuseOthers, refuseUnreadable, storeError, StoreError } from './sound.ts';

export { StoreError };

/**
 * Opens the store in a folder, creating both if needed, and migrates it. Folder 0700, file 0600, WAL. Throws StoreError,
 * and changes nothing, for a store that is damaged, another program's or a newer Sessiondeck's; also throws it for a disk
 * or folder that cannot be used.
 */
export function openStore(folder: string): DatabaseSync {
  prepareFolder(folder);
  try {
    return openFile(fileIn(folder));
  } catch (error) {
    if (error instanceof StoreError && error.isDamaged)
      throw new StoreError(error.message + rescueWords(folder), true);
    throw error;
  }
}

function openFile(file: string): DatabaseSync {
  const db = openUnchanged(file);
  try {
    // Set by PRAGMA: Node 22.13, which the npm package supports, ignores the option `timeout`.
    db.exec(
      'PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON',
    );
    migrate(db, migrations.length);
    refuseUnreadable(db);
    // Throws for a read-only database, which merely beginning a transaction would not.
    db.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${migrations.length}; ROLLBACK`);
    return db;
  } catch (error) {
    db.close();
    throw storeError(file, error);
  }
}

/** Opens the file after all checks that must precede the first write. */
function openUnchanged(file: string): DatabaseSync {
  try {
    for (const path of [file, `${file}-wal`, `${file}-shm`, `${file}-journal`]) refuseUnusable(path, file);
    if (existsSync(file)) refuseOthers(file);
    // SQLite gives its -wal and -shm files the database's mode, so set the mode before it writes.
    else closeSync(openSync(file, 'a', 0o600));
    return new DatabaseSync(file);
  } catch (error) {
    throw storeError(file, error);
  }
}

/**
 * Throws StoreError for what SQLite would misreport as a fault of the disk, or of the database instead of the file beside
 * it: a folder in the file's place, a link (for the files beside the database), or a file that this user may not use.
 */
function refuseUnusable(path: string, database: string): void {
  const there = path === database ? statSync(path, quietly) : lstatSync(path, quietly);
  if (!there) return;
  if (!there.isFile()) {
    const what = there.isDirectory() ? 'a folder' : there.isSymbolicLink() ? 'a link' : 'no ordinary file';
    throw new StoreError(`${path} is ${what}, and has to be a file: move it away, and start again.`);
  }
  if (path !== database) accessSync(path, constants.R_OK | constants.W_OK);
}

const quietly = { throwIfNoEntry: false } as const;

/**
 * A second connection to an open store, for frequent writes that must survive the end of the process, but not a power
 * cut. Without an fsync a row takes 0.02 ms instead of 0.2 ms (measured: ext4, 800 bytes a row).
 */
export function openBeside(folder: string): DatabaseSync {
  // The first connection belongs to this same thread, so waiting long for it would be pointless.
  const db = new DatabaseSync(fileIn(folder));
  db.exec('PRAGMA busy_timeout = 100; PRAGMA synchronous = NORMAL');
  return db;
}

/** Path of the store's file in a data folder. */
export function fileIn(folder: string): string {
  return join(folder, 'sessiondeck.db');
}
