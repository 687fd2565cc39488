import { createHash } from 'node:crypto';
import type { SQLOutputValue } from 'node:sqlite';

/** The last entry of a chain. */
export interface Tail {
  /** 0 before the first entry. */
  seq: number;
  hash: string;
}

/** The predecessor of the first entry. */
export const beginning: Tail = { seq: 0, hash: '0'.repeat(64) };

/** A row of the table `audit`, by column. `details` is the JSON text that was hashed. */
export type AuditRow = Record<string, SQLOutputValue>;

/**
 * The hash of an entry: SHA-256, in hex, over the JSON array of its fields in this order, ending with the hash of the
 * entry before it. Anybody with the rows can recompute it.
 */
export function hashOf(row: AuditRow): string {
  const fields = [
    Number(row['seq']),
    Number(row['at']),
    row['actor'],
    row['action'],
    row['connection_id'],
    row['connection_name'],
    row['connection_kind'],
    row['reason'],
    row['outcome'],
    row['details'],
    row['previous'],
  ];
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}
