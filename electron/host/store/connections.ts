import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import { Connection } from '../../bridge/connection.ts';

const Json = z.string().transform((text): unknown => JSON.parse(text));
const StoredRow = z.object({ settings: Json, filters: Json });

/** The person's connections and their order. No key is here, only the names of the key's filled-in fields. */
export interface ConnectionTable {
  list(): Connection[];
  /** Adds at the end, or replaces in place. */
  save(connection: Connection): void;
  remove(id: string): void;
  keyFields(id: string): string[];
  setKeyFields(id: string, fields: string[]): void;
}

export function connectionTable(db: DatabaseSync): ConnectionTable {
  const all = db.prepare('SELECT * FROM connections ORDER BY position, id');
  const insert = db.prepare(
    `INSERT INTO connections (id, position, api, name, kind, colour, base_url, settings, filters)
     VALUES (:id, (SELECT coalesce(max(position), 0) + 1 FROM connections), :api, :name, :kind, :colour, :base_url,
             :settings, :filters)
     ON CONFLICT (id) DO UPDATE SET name = :name, kind = :kind, colour = :colour, base_url = :base_url,
             settings = :settings, filters = :filters`,
  );
  const fields = db.prepare('SELECT key_fields FROM connections WHERE id = ?');
  const setFields = db.prepare('UPDATE connections SET key_fields = ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM connections WHERE id = ?');
  return {
    list: () => all.all().map(toConnection),
    save(connection) {
      const { baseUrl, settings, filters, ...plain } = connection;
      const json = { settings: JSON.stringify(settings), filters: JSON.stringify(filters) };
      insert.run({ ...plain, base_url: baseUrl, ...json });
    },
    remove: (id) => void remove.run(id),
    keyFields: (id) => z.array(z.string()).parse(JSON.parse(String(fields.get(id)?.['key_fields'] ?? '[]'))),
    setKeyFields: (id, names) => void setFields.run(JSON.stringify(names), id),
  };
}

function toConnection(row: Record<string, SQLOutputValue>): Connection {
  const { settings, filters } = StoredRow.parse(row);
  return Connection.parse({ ...row, baseUrl: row['base_url'], settings, filters });
}
