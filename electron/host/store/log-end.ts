import type { DatabaseSync } from 'node:sqlite';

/** The last entry of the audit log in a database; seq 0 for an empty log. */
export interface LogEnd {
  seq: number;
  hash: string;
}

/** Reads the last entry of the audit log in a database. */
export function logEnd(db: DatabaseSync): LogEnd {
  const row = db.prepare('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1').get();
  return row ? { seq: Number(row['seq']), hash: String(row['hash']) } : { seq: 0, hash: '' };
}

/** Whether the log in the database contains this entry, and so, because entries are chained, all entries before it. */
export function continuesLog(db: DatabaseSync, { seq, hash }: LogEnd): boolean {
  return (
    seq === 0 || db.prepare('SELECT 1 FROM audit WHERE seq = ? AND hash = ?').get(seq, hash) !== undefined
  );
}
