import type { DatabaseSync } from 'node:sqlite';
import { AuditEntry, type AuditFilter, type AuditPage } from '../../bridge/audit.ts';
import { fail } from '../../bridge/failure.ts';
import { inTransaction } from '../store/transaction.ts';
import { beginning, hashOf, type AuditRow, type Tail } from './chain.ts';

/** An entry without its place in the chain; `details` is JSON text. */
export interface NewRow {
  at: number;
  actor: string;
  action: string;
  connection_id: string;
  connection_name: string;
  connection_kind: string;
  reason: string;
  outcome: string;
  details: string;
}

/** An entry with its place in the chain. */
export interface PlacedRow extends NewRow, Tail {
  /** The hash of the entry before it. */
  previous: string;
}

/** The table `audit`: entries can be added and read. */
export interface AuditTable {
  /** The entry with the highest `seq`. */
  last(): Tail;
  /** Returns the row as the log's next entry, after the last one that any process has written. */
  place(row: NewRow): PlacedRow;
  /**
   * Adds a placed entry; durable once it returns. False when its place was taken in the meantime. If `beforeCommit` throws,
   * nothing is added.
   */
  add(row: PlacedRow, beforeCommit: () => void): boolean;
  count(): number;
  hashAt(seq: number): string | null;
  /** Rows in order, with a `seq` above `seq` and up to `upTo`. Integers are bigints. */
  after(seq: number, upTo: number, limit: number): AuditRow[];
  page(filter: AuditFilter, before: number | null, limit: number): AuditPage;
}

const matches = `(:text = '' OR instr(audit_fold(actor || char(10) || connection_name || char(10) || reason || char(10)
    || outcome || char(10) || details), :text) > 0)
  AND (:action IS NULL OR action = :action) AND (:connectionId IS NULL OR connection_id = :connectionId)`;

/** The prepared statements. */
function prepareStatements(db: DatabaseSync) {
  // SQLite's own lower() handles ASCII only.
  db.function('audit_fold', { deterministic: true }, (text) => String(text).toLowerCase());
  const last = db.prepare('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1');
  const insert = db.prepare(
    `INSERT INTO audit VALUES (:seq, :at, :actor, :action, :connection_id, :connection_name, :connection_kind, :reason,
                               :outcome, :details, :previous, :hash)`,
  );
  const count = db.prepare('SELECT count(*) AS entries FROM audit');
  const hashAt = db.prepare('SELECT hash FROM audit WHERE seq = ?');
  const after = db.prepare('SELECT * FROM audit WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?');
  // Tampered rows must be readable too, even numbers beyond JavaScript's safe range.
  for (const statement of [last, after]) statement.setReadBigInts(true);
  const newest = db.prepare(
    `SELECT * FROM audit WHERE ${matches} AND (:before IS NULL OR seq < :before) ORDER BY seq DESC LIMIT :limit`,
  );
  const counted = db.prepare(
    `SELECT count(*) FILTER (WHERE ${matches}) AS matching, count(*) AS total FROM audit`,
  );
  return { last, insert, count, hashAt, after, newest, counted };
}

/** Opens the table of a database that has it. */
export function auditTable(db: DatabaseSync): AuditTable {
  const { last, insert, count, hashAt, after, newest, counted } = prepareStatements(db);

  function lastTail(): Tail {
    const row = last.get();
    return row ? { seq: Number(row['seq']), hash: String(row['hash']) } : beginning;
  }

  return {
    last: lastTail,
    place(row) {
      const { seq, hash: previous } = lastTail();
      const placed = { ...row, seq: seq + 1, previous };
      return { ...placed, hash: hashOf(placed) };
    },
    add(row, beforeCommit) {
      let isFree = false;
      inTransaction(db, () => {
        const { seq, hash } = lastTail();
        isFree = row.seq === seq + 1 && row.previous === hash;
        if (!isFree) return;
        insert.run({ ...row });
        beforeCommit();
      });
      return isFree;
    },
    count: () => Number(count.get()?.['entries']),
    hashAt(seq) {
      const row = hashAt.get(seq);
      return row ? String(row['hash']) : null;
    },
    after: (seq, upTo, limit) => after.all(seq, upTo, limit),
    page({ text, action, connectionId }, before, limit) {
      const wanted = { text: text.toLowerCase(), action, connectionId };
      const { matching, total } = counted.get(wanted) ?? {};
      const rows = newest.all({ ...wanted, before, limit });
      return { entries: rows.map(toEntry), matching: Number(matching), total: Number(total) };
    },
  };
}

function toEntry(row: AuditRow): AuditEntry {
  const parsed = AuditEntry.safeParse({
    ...row,
    connectionId: row['connection_id'],
    connectionName: row['connection_name'],
    connectionKind: row['connection_kind'],
    details: detailsOf(String(row['details'])),
  });
  if (parsed.success) return parsed.data;
  const got = `entry ${String(row['seq'])} is damaged: verify the log`;
  return fail({ code: 'internal', tried: 'audit.list', got });
}

/** The details of an entry; if they are not JSON, the entry was tampered with and its text is shown. */
function detailsOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { unreadable: text };
  }
}
