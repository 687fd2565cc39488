import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { copyIn } from './copy.ts';
import { folderLock } from './lock.ts';
import { fileIn, openStore, StoreError } from './open.ts';
import { restoreFrom, stamp } from './restore.ts';
import { syncFolder } from './sync-folder.ts';

/**
 * Replaces a damaged store by its copy. The damaged files are moved to a folder `damaged-…` beside them, which is returned:
 * nothing is deleted, and the audit log's head stays, so it shows how many entries are missing. Throws StoreError where
 * the store is not damaged, there is no readable copy, or another Sessiondeck uses the folder.
 *
 * @param now ms since the epoch, for the folder's name
 */
export function restoreDamaged(folder: string, now: number): string {
  if (!isDamaged(folder))
    throw new StoreError(
      `${fileIn(folder)} is not damaged: start Sessiondeck without --restore; its page says if something is missing.`,
    );
  if (!existsSync(copyIn(folder)))
    throw new StoreError(`There is no copy to restore: ${copyIn(folder)} does not exist.`);
  const lock = folderLock(folder);
  const problem = lock.take();
  if (problem) throw new StoreError(problem.got);
  try {
    const aside = moveAside(folder, now);
    const db = openStore(folder);
    restoreFrom(db, folder, now);
    db.close();
    return aside;
  } finally {
    lock.release();
  }
}

function isDamaged(folder: string): boolean {
  try {
    openStore(folder).close();
    return false;
  } catch (error) {
    if (error instanceof StoreError && error.isDamaged) return true;
    throw error;
  }
}

function moveAside(folder: string, now: number): string {
  const aside = join(folder, `damaged-${stamp(now)}`);
  mkdirSync(aside, { mode: 0o700 });
  const file = fileIn(folder);
  // The write-ahead log first: left behind alone, it could be applied to another database.
  for (const path of [`${file}-shm`, `${file}-wal`, `${file}-journal`, file])
    if (existsSync(path)) renameSync(path, join(aside, basename(path)));
  syncFolder(folder);
  return aside;
}
