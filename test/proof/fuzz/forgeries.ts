import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type AuditRow, hashOf } from '../../../electron/host/audit/chain.ts';
import type { Damage } from './damaged-file.ts';

const database = 'sessiondeck.db';
const head = 'audit-head.json';

/**
 * What somebody does who can write to the data folder, and cannot use the keychain: the audit log must be called bad
 * afterwards. First nothing at all, of which it has to be. `earlier` is the same folder as it was a while before.
 */
export function* forgeries({ whole, earlier }: { whole: string; earlier: string }): Generator<Damage> {
  const base = { kind: 'forged log', file: database, from: whole };
  const forge = (what: string, apply: Damage['apply'], more: Partial<Damage> = {}): Damage => ({
    ...{ ...base, what, apply, log: 'forged', ...more },
  });
  yield { ...base, kind: 'nothing at all', what: 'nothing at all', apply: () => undefined, log: 'whole' };
  for (const at of [2, 4]) {
    yield forge(`entry ${at} altered`, (folder) => alter(folder, at, 'as it was'));
    yield forge(`entry ${at} altered and hashed anew`, (folder) => alter(folder, at, 'own hash'));
    yield forge(`everything from entry ${at} on made anew`, (folder) => alter(folder, at, 'all after it'));
    yield forge(`entry ${at} removed`, (folder) =>
      forgeIn(folder, (db) => db.exec(`DELETE FROM audit WHERE seq = ${at}`)),
    );
  }
  yield forge('the last entry cut off', (folder) =>
    forgeIn(folder, (db) => db.exec('DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)')),
  );
  const remake = (folder: string) => {
    alter(folder, 2, 'all after it');
    moveHead(folder);
  };
  yield forge('made anew, with its head', remake);
  // As it is with a log from before there were marks.
  yield forge('made anew, with its head, where the keychain has no mark', remake, { isUnmarked: true });
  yield forge('an earlier log put back with its head', () => undefined, { from: earlier });
}

/** Works on the database without the rules by which entries are only added, and puts those back. */
function forgeIn(folder: string, work: (db: DatabaseSync) => void): void {
  const db = new DatabaseSync(join(folder, database));
  const rules = db.prepare(`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'`).all();
  for (const { name } of rules) db.exec(`DROP TRIGGER ${String(name)}`);
  work(db);
  for (const { sql } of rules) db.exec(String(sql));
  db.close();
}

/** Changes an entry, and makes as many hashes anew. */
function alter(folder: string, at: number, anew: 'as it was' | 'own hash' | 'all after it'): void {
  forgeIn(folder, (db) => {
    db.prepare('UPDATE audit SET reason = ? WHERE seq = ?').run('somebody else', at);
    const put = db.prepare('UPDATE audit SET previous = ?, hash = ? WHERE seq = ?');
    const rows = db.prepare('SELECT * FROM audit WHERE seq >= ? ORDER BY seq').all(at) as AuditRow[];
    let previous = rows[0]?.['previous'] ?? '';
    for (const [place, row] of rows.entries()) {
      if (anew === 'as it was' || (anew === 'own hash' && place > 0)) break;
      const hash = hashOf({ ...row, previous });
      put.run(previous, hash, Number(row['seq']));
      previous = hash;
    }
  });
}

/** Makes the head one of the last entry, as far as that goes without the key; it claims no mark. */
function moveHead(folder: string): void {
  const db = new DatabaseSync(join(folder, database));
  const last = db.prepare('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1').get() ?? {};
  db.close();
  const file = join(folder, head);
  const heads = JSON.parse(readFileSync(file, 'utf8')) as { head: object; loose: null };
  const moved = { ...heads.head, seq: Number(last['seq']), hash: String(last['hash']), marked: false };
  writeFileSync(file, JSON.stringify({ ...heads, head: moved }));
}
