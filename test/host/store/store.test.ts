import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import type { Connection } from '../../../electron/bridge/connection.ts';
import { connectionTable } from '../../../electron/host/store/connections.ts';
import { openStore, StoreError } from '../../../electron/host/store/open.ts';
import { newFolder } from '../../support/host.ts';

const connection: Connection = {
  id: 'c1',
  api: 'clerk',
  name: 'Grün',
  kind: 'production',
  colour: 'red',
  baseUrl: 'https://api.clerk.com/v1',
  settings: { apiVersion: '2021-02-05' },
  filters: { userId: 'user_1' },
};

test('connections come back after a restart, in their order', () => {
  const folder = newFolder();
  const first = openStore(folder);
  for (const id of ['c2', 'c1', 'c3']) connectionTable(first).save({ ...connection, id });
  first.close();
  const second = openStore(folder);
  expect(connectionTable(second).list()).toEqual(['c2', 'c1', 'c3'].map((id) => ({ ...connection, id })));
  second.close();
});

test('saving again changes a connection in place', () => {
  const db = openStore(newFolder());
  const table = connectionTable(db);
  for (const id of ['c1', 'c2']) table.save({ ...connection, id });
  table.setKeyFields('c1', ['secretKey']);
  table.save({ ...connection, name: 'Changed' });
  expect(table.list().map(({ name }) => name)).toEqual(['Changed', 'Grün']);
  expect(table.keyFields('c1')).toEqual(['secretKey']);
  db.close();
});

// Windows has no modes: there the folder lies in the person's own profile.
test.skipIf(process.platform === 'win32')('only the person can read it', () => {
  const folder = join(newFolder(), 'data');
  const db = openStore(folder);
  connectionTable(db).save(connection);
  const modes = ['', 'sessiondeck.db', 'sessiondeck.db-wal'].map(
    (name) => statSync(join(folder, name)).mode & 0o777,
  );
  expect(modes).toEqual([0o700, 0o600, 0o600]);
  db.close();
});

test('a store of a newer version is refused, says what to do, and is left untouched', () => {
  const folder = newFolder();
  const file = join(folder, 'sessiondeck.db');
  openStore(folder).close();
  const newer = new DatabaseSync(file);
  newer.exec('PRAGMA user_version = 99; PRAGMA journal_mode = DELETE');
  newer.close();
  const before = readFileSync(file);
  expect(() => openStore(folder)).toThrow(/newer Sessiondeck \(version 99.*left untouched/);
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('a file that is no store is refused and left untouched', () => {
  const folder = newFolder();
  const file = join(folder, 'sessiondeck.db');
  writeFileSync(file, 'not a database, but somebody’s notes '.repeat(50));
  expect(() => openStore(folder)).toThrow(StoreError);
  expect(readFileSync(file, 'utf8')).toMatch(/^not a database/);
});

test('another program’s database is refused before anything is written to it', () => {
  const folder = newFolder();
  const file = join(folder, 'sessiondeck.db');
  const other = new DatabaseSync(file);
  other.exec('CREATE TABLE notes (id INTEGER); PRAGMA user_version = 3');
  other.close();
  const before = readFileSync(file);
  expect(() => openStore(folder)).toThrow(/sessiondeck\.db is damaged, or cannot be read.*move it away/);
  expect(readFileSync(file).equals(before)).toBe(true);
});

test.each([
  ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
  ['changed in a page', (bytes: Buffer) => bytes.fill(0, 8192, 8292)],
  [
    'changed in a connection',
    (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('{"userId"', '["userId"'), 'latin1'),
  ],
])('a store that is %s is refused, with what to do', (_, damage) => {
  const folder = newFolder();
  const file = join(folder, 'sessiondeck.db');
  const db = openStore(folder);
  connectionTable(db).save(connection);
  db.close();
  writeFileSync(file, damage(readFileSync(file)));
  expect(() => openStore(folder)).toThrow(StoreError);
  expect(() => openStore(folder)).toThrow(/sessiondeck\.db is damaged.*move it away to start anew/);
});

test('a store that can only be read is refused, with what to do, and left as it is', () => {
  const folder = newFolder();
  openStore(folder).close();
  const file = join(folder, 'sessiondeck.db');
  const bytes = readFileSync(file);
  // The version of SQLite's format that is needed for writing: one that there is not (sqlite.org/fileformat, 1.3.2).
  bytes[18] = 71;
  writeFileSync(file, bytes);
  expect(() => openStore(folder)).toThrow(StoreError);
  expect(() => openStore(folder)).toThrow(/sessiondeck\.db can be read and not written.*move it away/);
  expect(readFileSync(file).equals(bytes)).toBe(true);
});
