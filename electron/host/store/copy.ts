import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { syncFolder } from './sync-folder.ts';
import { refuseOthers, StoreError } from './sound.ts';
import { logEnd, continuesLog } from './log-end.ts';

/** The copy of the last good database in a data folder. */
export function copyIn(folder: string): string {
  return join(folder, 'sessiondeck.last-good.db');
}

/** What to do about a damaged store, where there is a copy of it. */
export function rescueWords(folder: string): string {
  return existsSync(copyIn(folder))
    ? ` Or start Sessiondeck with --restore: it moves these files away by itself, and brings back ${copyIn(folder)}.`
    : '';
}

/**
 * Writes the copy anew, mode 0600, in one step: a crash leaves the old one. The new one is checked before it replaces the
 * old. False, and nothing is written, where the old copy's audit log has entries that the store has not: then the store has
 * lost something, and the copy is what is left of it. Nor is an empty store copied. Throws errors of the disk.
 */
export function saveCopy(db: DatabaseSync, folder: string): boolean {
  const file = copyIn(folder);
  if (isEmpty(db) || !mayReplace(db, file)) return false;
  const temporary = `${file}.${process.pid}.tmp`;
  rmSync(temporary, { force: true });
  try {
    // SQLite would make it readable for others; it takes a file that is there and empty.
    closeSync(openSync(temporary, 'wx', 0o600));
    db.prepare('VACUUM INTO ?').run(temporary);
    refuseOthers(temporary);
    syncFile(temporary);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(folder);
  return true;
}

/** Whether a store has neither a connection nor an audit entry. */
export function isEmpty(db: DatabaseSync): boolean {
  return logEnd(db).seq === 0 && db.prepare('SELECT 1 FROM connections').get() === undefined;
}

/** Reads the copy; null where there is none. Throws StoreError for one that is damaged or newer. */
export function withCopy<Result>(
  folder: string,
  work: (copy: DatabaseSync, savedAt: number) => Result,
): Result | null {
  const file = copyIn(folder);
  if (!existsSync(file)) return null;
  const copy = openCopy(file);
  try {
    return work(copy, Math.trunc(statSync(file).mtimeMs));
  } finally {
    copy.close();
  }
}

/** Throws StoreError for a copy that is damaged or newer, also for an empty file: to SQLite that is a new database. */
function openCopy(file: string): DatabaseSync {
  if (statSync(file).size === 0) throw new StoreError(`${file} is empty.`, true);
  refuseOthers(file);
  return new DatabaseSync(file, { readOnly: true });
}

/** A copy that cannot be read is of no use: it is replaced. */
function mayReplace(db: DatabaseSync, file: string): boolean {
  if (!existsSync(file)) return true;
  let copy: DatabaseSync;
  try {
    copy = openCopy(file);
  } catch {
    return true;
  }
  const isKept = continuesLog(db, logEnd(copy));
  copy.close();
  return isKept;
}

function syncFile(file: string): void {
  const fd = openSync(file, 'r+');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
