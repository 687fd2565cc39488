import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import { Connection } from '../../bridge/connection.ts';
import { inTransaction } from './transaction.ts';

const Json = z.string().transform((text): unknown => JSON.parse(text));
const StoredRow = z.object({ settings: Json, filters: Json });

/** The person's connections in order. Holds no key, only the names of the key's filled-in fields. */
export interface ConnectionTable {
  list(): Connection[];
  /** Adds it at the end, or replaces it in place. */
  save(connection: Connection): void;
  /** Removes it; if the keychain has its key, adds its id to the orphans. */
  remove(id: string): void;
  keyFields(id: string): string[];
  setKeyFields(id: string, fields: string[]): void;
  /** Whether its key was last kept in memory only; still true after a restart, when that key is gone. */
  isKeyInMemory(id: string): boolean;
  setKeyInMemory(id: string, isInMemory: boolean): void;
  /** Ids of items that the keychain may still hold and should not: keys of removed connections, and those added here. */
  orphans(): string[];
  addOrphan(id: string): void;
  /** Call once the keychain no longer has the item. */
  orphanGone(id: string): void;
}

/** Opens the table of a database that has it. */
export function connectionTable(db: DatabaseSync): ConnectionTable {
  const all = db.prepare('SELECT * FROM connections ORDER BY position, id');
  const parsed = parsedOnce();
  const insert = db.prepare(
    `INSERT INTO connections (id, position, api, name, kind, colour, base_url, settings, filters)
     VALUES (:id, (SELECT coalesce(max(position), 0) + 1 FROM connections), :api, :name, :kind, :colour, :base_url,
             :settings, :filters)
     ON CONFLICT (id) DO UPDATE SET name = :name, kind = :kind, colour = :colour, base_url = :base_url,
             settings = :settings, filters = :filters`,
  );
  const remove = db.prepare('DELETE FROM connections WHERE id = ?');
  const orphan = db.prepare(
    "INSERT OR IGNORE INTO orphaned_keys SELECT id FROM connections WHERE id = ? AND key_fields <> '[]'",
  );
  const addOrphan = db.prepare('INSERT OR IGNORE INTO orphaned_keys VALUES (?)');
  const orphans = db.prepare('SELECT id FROM orphaned_keys');
  const orphanGone = db.prepare('DELETE FROM orphaned_keys WHERE id = ?');
  return {
    list: () => parsed(all.all()),
    save(connection) {
      const { baseUrl, settings, filters, ...plain } = connection;
      const json = { settings: JSON.stringify(settings), filters: JSON.stringify(filters) };
      insert.run({ ...plain, base_url: baseUrl, ...json });
    },
    remove(id) {
      inTransaction(db, () => {
        orphan.run(id);
        remove.run(id);
      });
    },
    ...keyColumns(db),
    orphans: () => orphans.all().map(({ id }) => String(id)),
    addOrphan: (id) => void addOrphan.run(id),
    orphanGone: (id) => void orphanGone.run(id),
  };
}

/** What is kept of keys beside their connections. */
function keyColumns(
  db: DatabaseSync,
): Pick<ConnectionTable, 'keyFields' | 'setKeyFields' | 'isKeyInMemory' | 'setKeyInMemory'> {
  const fields = db.prepare('SELECT key_fields FROM connections WHERE id = ?');
  const setFields = db.prepare('UPDATE connections SET key_fields = ? WHERE id = ?');
  const inMemory = db.prepare('SELECT key_in_memory FROM connections WHERE id = ?');
  const setInMemory = db.prepare('UPDATE connections SET key_in_memory = ? WHERE id = ?');
  return {
    keyFields: (id) => z.array(z.string()).parse(JSON.parse(String(fields.get(id)?.['key_fields'] ?? '[]'))),
    setKeyFields: (id, names) => void setFields.run(JSON.stringify(names), id),
    isKeyInMemory: (id) => inMemory.get(id)?.['key_in_memory'] === 1,
    setKeyInMemory: (id, isInMemory) => void setInMemory.run(Number(isInMemory), id),
  };
}

/** Parses rows, and parses one again only when it has changed: every request looks up its connection. */
function parsedOnce(): (rows: Record<string, SQLOutputValue>[]) => Connection[] {
  let known = new Map<string, Connection>();
  return (rows) => {
    const now = new Map<string, Connection>();
    for (const row of rows) {
      const text = JSON.stringify(row);
      now.set(text, known.get(text) ?? toConnection(row));
    }
    known = now;
    return [...now.values()];
  };
}

function toConnection(row: Record<string, SQLOutputValue>): Connection {
  const { settings, filters } = StoredRow.parse(row);
  return Connection.parse({ ...row, baseUrl: row['base_url'], settings, filters });
}
