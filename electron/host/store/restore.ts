import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { copyIn, withCopy } from './copy.ts';
import { continuesLog, logEnd } from './log-end.ts';
import { syncFolder } from './sync-folder.ts';
import { inTransaction } from './transaction.ts';

/** The data that a copy has and the store lacks. */
export interface Missing {
  /** When the copy was written, ms since the epoch. */
  savedAt: number;
  connections: number;
  /** Number of entries that continue the current audit log. */
  entries: number;
  /** The `seq` of the last entry in the copy's log. */
  copied: number;
  /** Neither log continues the other, so the copy's entries cannot be added. */
  logStays: boolean;
}

/** Compares the copy with the store; null where there is no copy. Throws StoreError for one that cannot be read. */
export function missingFrom(db: DatabaseSync, folder: string): Missing | null {
  return withCopy(folder, (copy, savedAt) => compare(db, copy, savedAt));
}

/**
 * Restores from the copy what the store lacks, all or nothing: connections, settings, orphaned keys, runs; and audit
 * entries, where they continue the current log. Existing rows stay, except that connections are replaced if the copy is
 * the later state of the same log. A copy whose log cannot be joined is kept, renamed to `sessiondeck.restored-….db`.
 * Returns what was missing. Throws StoreError for a copy that cannot be read. `now`: ms since the epoch.
 */
export function restoreFrom(db: DatabaseSync, folder: string, now: number): Missing | null {
  const missing = withCopy(folder, (copy, savedAt) => {
    const found = compare(db, copy, savedAt);
    inTransaction(db, () => merge(db, copy, found));
    return found;
  });
  if (missing?.logStays) {
    renameSync(copyIn(folder), join(folder, `sessiondeck.restored-${stamp(now)}.db`));
    syncFolder(folder);
  }
  return missing;
}

/** A time in a form that can be part of a file's name. */
export function stamp(now: number): string {
  return new Date(now).toISOString().replaceAll(/[:.]/g, '-');
}

function compare(db: DatabaseSync, copy: DatabaseSync, savedAt: number): Missing {
  const [here, there] = [logEnd(db), logEnd(copy)];
  const isLater = continuesLog(copy, here);
  const known = idsOf(db, 'SELECT id FROM connections UNION SELECT id FROM orphaned_keys');
  // The current log continues the copy's, so a connection that is missing here was removed by a person.
  const isOlder = here.seq > there.seq && continuesLog(db, there);
  const lacking = isOlder
    ? []
    : [...idsOf(copy, 'SELECT id FROM connections')].filter((id) => !known.has(id));
  return {
    ...{ savedAt, connections: lacking.length, copied: there.seq },
    entries: isLater ? there.seq - here.seq : 0,
    logStays: !isLater && !isOlder,
  };
}

function merge(db: DatabaseSync, copy: DatabaseSync, { entries, logStays, connections }: Missing): void {
  const isLater = entries > 0;
  if (isLater) {
    const from = logEnd(db).seq;
    addRows(db, copy, `audit WHERE seq > ${from} ORDER BY seq`, 'audit', 'ABORT');
    db.exec('DELETE FROM connections');
  }
  if (!isLater && !logStays && connections === 0) return;
  const removed = idsOf(db, 'SELECT id FROM orphaned_keys');
  const rule = isLater ? 'REPLACE' : 'IGNORE';
  addRows(db, copy, 'connections ORDER BY position, id', 'connections', rule, removed);
  // Settings are not in the audit log, so nothing shows which are newer: keep the current ones.
  for (const table of ['settings', 'orphaned_keys', 'runs', 'run_items'])
    addRows(db, copy, table, table, 'IGNORE');
}

/** Adds rows of the copy, with the columns it has, except those whose `id` is in `without`. */
function addRows(
  db: DatabaseSync,
  copy: DatabaseSync,
  from: string,
  into: string,
  rule: 'ABORT' | 'IGNORE' | 'REPLACE',
  without: ReadonlySet<string> = new Set(),
): void {
  const select = copy.prepare(`SELECT * FROM ${from}`);
  select.setReadBigInts(true);
  for (const row of select.iterate()) {
    if (without.has(String(row['id']))) continue;
    const names = Object.keys(row);
    const marks = names.map((name) => `:${name}`).join(', ');
    db.prepare(`INSERT OR ${rule} INTO ${into} (${names.join(', ')}) VALUES (${marks})`).run(
      row as Record<string, SQLInputValue>,
    );
  }
}

function idsOf(db: DatabaseSync, query: string): Set<string> {
  return new Set(
    db
      .prepare(query)
      .all()
      .map(({ id }) => String(id)),
  );
}
