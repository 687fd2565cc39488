import type { DatabaseSync } from 'node:sqlite';

/** The last entry of the audit log in a database; seq 0 for an empty log. */
export interface LogEnd {
  seq: number;
  hash: string;
}

export function logEnd(db: DatabaseSync): LogEnd {
  const row = db.prepare('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1').get();
  return row ? { seq: Number(row['seq']), hash: String(row['hash']) } : { seq: 0, hash: '' };
}

/** Whether the log in the database holds this end: every entry is chained to the ones before, so it holds them too. */
export function continuesLog(db: DatabaseSync, { seq, hash }: LogEnd): boolean {
  return (
    seq === 0 || db.prepare('SELECT 1 FROM audit WHERE seq = ? AND hash = ?').get(seq, hash) !== undefined
  );
}
