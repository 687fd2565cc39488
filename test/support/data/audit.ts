import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AuditVerification } from '../../../electron/bridge/audit.ts';
import type { Connection } from '../../../electron/bridge/connection.ts';
import { hashOf, type AuditRow } from '../../../electron/host/audit/chain.ts';
import { headFile } from '../../../electron/host/audit/head-file.ts';
import { moved } from '../../../electron/host/audit/head.ts';
import { keyItem } from '../../../electron/host/audit/key.ts';
import { openAuditLog, type AuditLog, type AuditRecord } from '../../../electron/host/audit/log.ts';
import { markItem } from '../../../electron/host/audit/mark.ts';
import { auditTable } from '../../../electron/host/audit/table.ts';
import { memoryKeys, type KeyStore } from '../../../electron/host/keys/keys.ts';
import { KnownSecrets } from '../../../electron/host/scrub/known-secrets.ts';
import { openStore } from '../../../electron/host/store/open.ts';
import { newFolder } from '../host.ts';

export const connection: Connection = {
  id: 'c1',
  api: 'clerk',
  name: 'Grün',
  kind: 'production',
  colour: 'red',
  baseUrl: 'https://api.clerk.com/v1',
  settings: {},
  filters: {},
};

export interface TestLog {
  folder: string;
  keys: KeyStore;
  db: DatabaseSync;
  audit: AuditLog;
  /** How often it said that it changed. */
  changes: number;
  /** What `recordAfter` could not write. */
  faults: unknown[];
}

/** A log in a folder; the same keys and folder again are a restart. */
export function openLog({ folder = newFolder(), keys = memoryKeys() }: Partial<TestLog> = {}): TestLog {
  const db = openStore(folder);
  const faults: unknown[] = [];
  const changed = () => (log.changes += 1);
  const report = (_: string, error: unknown) => faults.push(error);
  const audit = openAuditLog(db, { folder, keys, secrets: new KnownSecrets(), changed, report });
  const log: TestLog = { folder, keys, db, audit, changes: 0, faults };
  return log;
}

export function closeLog({ db }: TestLog): void {
  db.close();
}

/** The file of the log's head. */
export function headOf({ folder }: Pick<TestLog, 'folder'>): string {
  return join(folder, 'audit-head.json');
}

/** An entry like those of a revocation. */
export function entry(number: number, more: Partial<AuditRecord> = {}): AuditRecord {
  const details = { scope: 'selected', sessions: [`sess_${number}`] };
  const outcome = `ended ${number} of ${number}`;
  return { action: 'revocation.finished', connection, reason: 'stolen laptop', outcome, details, ...more };
}

/** A log with that many entries. */
export async function filled(entries: number, options: Partial<TestLog> = {}): Promise<TestLog> {
  const log = openLog(options);
  for (let number = 1; number <= entries; number += 1) await log.audit.record(entry(number));
  return log;
}

/** What somebody who can write to the data folder does: opens the store aside, takes the triggers away, and works. */
export function tamper({ folder }: Pick<TestLog, 'folder'>, work: (raw: DatabaseSync) => void): void {
  const raw = new DatabaseSync(join(folder, 'sessiondeck.db'));
  for (const name of ['audit_stays', 'audit_is_kept', 'audit_goes_on'])
    raw.exec(`DROP TRIGGER IF EXISTS ${name}`);
  work(raw);
  raw.close();
}

export function rows(raw: DatabaseSync): AuditRow[] {
  return raw.prepare('SELECT * FROM audit ORDER BY seq').all();
}

export function inserting(raw: DatabaseSync): (row: AuditRow) => void {
  const statement = raw.prepare(
    `INSERT INTO audit VALUES (:seq, :at, :actor, :action, :connection_id, :connection_name, :connection_kind, :reason,
                               :outcome, :details, :previous, :hash)`,
  );
  return (row) => void statement.run(row);
}

/** Puts these rows in the place of all, each hash made anew: a chain without a flaw, of other entries. */
export function rewrite(raw: DatabaseSync, changed: AuditRow[]): void {
  raw.exec('BEGIN; DELETE FROM audit');
  const insert = inserting(raw);
  let previous = '0'.repeat(64);
  for (const [index, row] of changed.entries()) {
    const placed = { ...row, seq: index + 1, previous };
    previous = hashOf(placed);
    insert({ ...placed, hash: previous });
  }
  raw.exec('COMMIT');
}

/** What only somebody with the keychain can do: seals the log as it is now. */
export async function seal({ folder, keys, db }: TestLog): Promise<void> {
  const key = Buffer.from((await keys.read(keyItem(folder))) ?? '', 'base64');
  const { seq, hash } = auditTable(db).last();
  headFile(folder).prepare(moved('none', key, { seq, hash }, true))();
  await keys.write(markItem(folder), `${seq} ${hash} written`);
}

/** What a verification says, without its time. */
export async function verdict({
  audit,
}: Pick<TestLog, 'audit'>): Promise<Omit<AuditVerification, 'checkedAt'>> {
  const { state, entries, flaw, seq } = await audit.verify();
  return { state, entries, flaw, seq };
}

export const whole = (entries: number) => ({ state: 'whole', entries, flaw: null, seq: null });
export const unanchored = (entries: number) => ({ ...whole(entries), state: 'unanchored' });
