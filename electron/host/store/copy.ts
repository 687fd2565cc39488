import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { syncFolder } from './sync-folder.ts';
import { refuseOthers, StoreError } from './sound.ts';
import { logEnd, continuesLog } from './log-end.ts';

/** Path of the copy of the last good database in a data folder. */
export function copyIn(folder: string): string {
  return join(folder, 'sessiondeck.last-good.db');
}

/** How to recover a damaged store from its copy, to append to a message; empty where there is no copy. */
export function rescueWords(folder: string): string {
  return existsSync(copyIn(folder))
    ? ` Or start Sessiondeck with --restore: it moves these files away by itself, and brings back ${copyIn(folder)}.`
    : '';
}

/**
 * Replaces the copy, mode 0600, in one step after checking the new one: a crash leaves the old. Writes nothing and returns
 * false if the old copy's audit log has entries that the store lacks, because the store has then lost data that only the
 * copy has; also if the store is empty. Throws errors of the disk.
 */
export function saveCopy(db: DatabaseSync, folder: string): boolean {
  const file = copyIn(folder);
  if (isEmpty(db) || !mayReplace(db, file)) return false;
  const temporary = `${file}.${process.pid}.tmp`;
  rmSync(temporary, { force: true });
  try {
    // SQLite would create it readable for other users, but accepts an existing empty file.
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

/** Opens the copy read-only for `work`; null where there is none. Throws StoreError for one that is damaged or newer. */
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

/** Throws StoreError for a copy that is damaged, newer or empty, because SQLite takes an empty file for a new database. */
function openCopy(file: string): DatabaseSync {
  if (statSync(file).size === 0) throw new StoreError(`${file} is empty.`, true);
  refuseOthers(file);
  return new DatabaseSync(file, { readOnly: true });
}

/** Whether the old copy may be replaced: it is unreadable, or the store's audit log contains its log. */
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
