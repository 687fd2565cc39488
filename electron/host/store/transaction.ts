import type { DatabaseSync } from 'node:sqlite';

/** All of the work or none: rolls back what throws, and throws it on. */
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
    // A full disk may have rolled back already. Node 22.13, which the npm package runs on, has no `isTransaction` to ask.
  }
}
