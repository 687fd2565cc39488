import type { DatabaseSync } from 'node:sqlite';

/** Runs the work in a transaction; if it throws, rolls back and rethrows. */
export function inTransaction<Result>(db: DatabaseSync, work: () => Result): Result {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    rollBack(db);
    throw error;
  }
}

function rollBack(db: DatabaseSync): void {
  try {
    db.exec('ROLLBACK');
  } catch {
    // A full disk may have rolled back already. Node 22.13, which the npm package supports, has no `isTransaction`.
  }
}
