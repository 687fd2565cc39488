import { setImmediate } from 'node:timers/promises';
import type { AuditVerification } from '../../bridge/audit.ts';
import { beginning, hashOf, type AuditRow, type Tail } from './chain.ts';
import type { Flaw } from './head.ts';
import type { AuditTable } from './table.ts';

/** Rows per batch; other work gets its turn between two batches. */
const batch = 2000;
/** Not above any `seq` that SQLite can hold. */
const lowest = -(2 ** 63);

/** Checks the entries up to `upTo` in order; resolves with the first flaw, or null. */
export async function chainFlaw(table: AuditTable, upTo: number): Promise<Flaw | null> {
  let before = beginning;
  let from = lowest;
  for (;;) {
    const rows = table.after(from, upTo, batch);
    for (const row of rows) {
      const flaw = rowFlaw(row, before);
      if (flaw) return flaw;
      before = { seq: before.seq + 1, hash: String(row['hash']) };
    }
    if (rows.length < batch) return null;
    from = before.seq;
    await setImmediate();
  }
}

function rowFlaw(row: AuditRow, before: Tail): Flaw | null {
  const seq = before.seq + 1;
  const found = Number(row['seq']);
  if (found > seq) return { flaw: 'missing', seq };
  // Entries begin with 1, so a lower `seq` was inserted.
  if (found < seq) return { flaw: 'broken-link', seq: found };
  if (hashOf(row) !== row['hash']) return { flaw: 'altered', seq };
  return row['previous'] === before.hash ? null : { flaw: 'broken-link', seq };
}

/** The result of a verification, as the page gets it. */
export function verification(entries: number, flaw: Flaw | null, anchored: boolean): AuditVerification {
  const state = flaw ? 'bad' : anchored ? 'whole' : 'unanchored';
  return { state, entries, ...(flaw ?? { flaw: null, seq: null }), checkedAt: Date.now() };
}
