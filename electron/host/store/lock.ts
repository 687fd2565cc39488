import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Held by the one Sessiondeck of a data folder that may end sessions and take up what an earlier one left. */
export interface Lock {
  release(): void;
}

/**
 * Takes the lock of a folder; null when another holds it. It is SQLite's lock on a file of its own, so the operating
 * system lets go of it when the process dies, however it dies.
 */
export function takeLock(folder: string): Lock | null {
  const db = new DatabaseSync(join(folder, 'sessiondeck.lock'), { timeout: 0 });
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return { release: () => db.close() };
  } catch {
    // The only thing that can fail here is that somebody else has it.
    db.close();
    return null;
  }
}
