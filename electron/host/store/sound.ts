import { DatabaseSync } from 'node:sqlite';
import { connectionTable } from './connections.ts';
import { codeOf, sentenceFor } from './errors.ts';
import { migrations } from './migrations.ts';

/** The store cannot be used; the message says which file and what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  /** Whether restoring the copy can help (rescue.ts). */
  readonly isDamaged: boolean;

  constructor(message: string, isDamaged = false) {
    super(message);
    this.isDamaged = isDamaged;
  }
}

/** Throws StoreError, before anything is written, for a store that is newer, damaged, or another program's. */
export function refuseOthers(file: string): void {
  const db = openReadOnly(file);
  try {
    db.exec('PRAGMA busy_timeout = 5000');
    const version = versionOf(db);
    if (version > migrations.length)
      throw new StoreError(
        `${file} was written by a newer Sessiondeck (version ${version} of the store; this one knows ${migrations.length}). ` +
          'It was left untouched. Start the newer Sessiondeck, or set SESSIONDECK_DATA to another folder.',
      );
    refuseDamaged(db, version);
  } catch (error) {
    throw storeError(file, error);
  } finally {
    db.close();
  }
}

/** Throws Damaged for a store with inconsistent pages, or whose schema is not that of its version. */
function refuseDamaged(db: DatabaseSync, version: number): void {
  const found = db.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check'];
  if (found !== 'ok') throw new Damaged();
  const own = new DatabaseSync(':memory:');
  migrate(own, version);
  const isOurs = schemaOf(db) === schemaOf(own);
  own.close();
  if (!isOurs) throw new Damaged();
}

/** Throws Damaged for a store whose connections cannot be read: without them Sessiondeck cannot start. */
export function refuseUnreadable(db: DatabaseSync): void {
  try {
    connectionTable(db).list();
  } catch {
    // The error's details do not matter: the row is not what was written.
    throw new Damaged();
  }
}

/**
 * The database's schema, ignoring line breaks; and ignoring triggers, so that a store from which somebody removed them
 * still opens, and the audit log can report what was done to it.
 */
function schemaOf(db: DatabaseSync): string {
  const rows = db
    .prepare("SELECT type, name, sql FROM sqlite_schema WHERE type <> 'trigger' ORDER BY type, name")
    .all();
  return JSON.stringify(rows.map(({ type, name, sql }) => [type, name, String(sql).replace(/\s+/g, ' ')]));
}

class Damaged extends Error {
  override readonly name = 'Damaged';
}

/** SQLITE_ERROR, SQLITE_CORRUPT and SQLITE_NOTADB: the file is not what was written. */
const damagedCodes: readonly unknown[] = [1, 11, 26];
const untouched = 'It was left as it is.';

/** Turns an error of opening a store into a StoreError; returns an error of unknown cause unchanged. */
export function storeError(file: string, error: unknown): unknown {
  if (error instanceof StoreError) return error;
  const code = codeOf(error);
  if (code === 8)
    return new StoreError(
      `${file} can be read and not written. It was left as it is: let this user write it, see whether its disk is mounted ` +
        'read-only, or move it away to start anew, with the files beside it whose names begin like its own.',
    );
  if (error instanceof Damaged || damagedCodes.includes(code))
    return new StoreError(
      `${file} is damaged, or cannot be read as a store of Sessiondeck. It was left as it is: move it away to start anew, ` +
        'with the files beside it whose names begin like its own.',
      true,
    );
  const sentence = sentenceFor(file, error, untouched);
  return sentence === null ? error : new StoreError(sentence);
}

function openReadOnly(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { readOnly: true });
  } catch (error) {
    throw storeError(file, error);
  }
}

/** Applies the migrations up to this version that the store has not had. */
export function migrate(db: DatabaseSync, version: number): void {
  for (const [index, migration] of migrations.slice(0, version).entries()) {
    if (index < versionOf(db)) continue;
    db.exec(`BEGIN IMMEDIATE; ${migration}; PRAGMA user_version = ${index + 1}; COMMIT`);
  }
}
function versionOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}
