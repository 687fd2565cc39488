import { chmodSync, cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { keyItem } from '../../../electron/host/audit/key.ts';
import { memoryKeys, type KeyStore } from '../../../electron/host/keys/keys.ts';
import type { MockServer } from '../../../mock-server/index.ts';
import { newFolder } from '../host.ts';

const fixture = join(import.meta.dirname, '../../fixtures/data-01db3ee');

export type OldRow = Record<string, unknown>;

/** What the store of a fixture held when it was made, by table. */
export interface OldRows {
  user_version: number;
  tables: Record<string, OldRow[]>;
}

export type OldName = 'anchored' | 'unanchored';

export function oldRows(name: OldName): OldRows {
  return JSON.parse(readFileSync(join(fixture, `${name}.rows.json`), 'utf8')) as OldRows;
}

/** A copy of a data folder that commit 01db3ee wrote, and the keychain that belongs to it. */
export async function copyOldData(
  name: OldName,
  mock?: MockServer,
): Promise<{ folder: string; keys: KeyStore }> {
  const folder = newFolder();
  cpSync(join(fixture, name), folder, { recursive: true });
  // Git keeps no modes; these are the ones that were written.
  for (const file of readdirSync(folder))
    chmodSync(join(folder, file), file.includes('.lock') ? 0o644 : 0o600);
  const keys = memoryKeys();
  const moved = mock ? mover(mock) : (text: string) => text;
  if (mock) moveConnections(folder, moved);
  if (name === 'anchored')
    for (const [item, value] of Object.entries(keychain()))
      await keys.write(item === 'audit-head-FOLDER' ? keyItem(folder) : item, moved(value));
  return { folder, keys };
}

function keychain(): Record<string, string> {
  return JSON.parse(readFileSync(join(fixture, 'keychain.json'), 'utf8')) as Record<string, string>;
}

/** Puts the ports of a running mock server in the place of those that the fixture was made on. */
function mover(mock: MockServer): (text: string) => string {
  const ports = Object.entries({
    '20801': 'better-auth',
    '20802': 'nest-sessions',
    '20803': 'vault',
    '20804': 'nextauth',
    '20805': 'clerk',
  }).map(([port, id]) => [port, new URL(mock.apis.get(id)?.baseUrl ?? '').port] as const);
  return (text) =>
    ports.reduce((now, [old, port]) => now.replaceAll(`127.0.0.1:${old}`, `127.0.0.1:${port}`), text);
}

function moveConnections(folder: string, moved: (text: string) => string): void {
  const db = new DatabaseSync(join(folder, 'sessiondeck.db'));
  const set = db.prepare('UPDATE connections SET base_url = ?, settings = ? WHERE id = ?');
  for (const { id, base_url, settings } of db.prepare('SELECT * FROM connections').all())
    set.run(moved(String(base_url)), moved(String(settings)), String(id));
  db.close();
}
