import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Random } from '../../../mock-server/random.ts';
import type { Damage } from './damaged-file.ts';
import { forgeries } from './forgeries.ts';

/** A data folder that was closed, and one that was in use when its host was killed. */
interface Folders {
  whole: string;
  killed: string;
  /** The first of them, as it was a while before. */
  earlier: string;
}

const small = ['audit-head.json', 'window.json'];
const database = 'sessiondeck.db';
const companions = ['sessiondeck.db-wal', 'sessiondeck.db-shm', 'sessiondeck.lock'];
const odd = [
  '',
  '\0',
  '{}',
  '[]',
  'null',
  '{"',
  '\ufeff{}',
  'SQLite format 3\0',
  'x'.repeat(100_000),
  '\xff\xfe',
];

/**
 * Damages, most of them wherever `n` allows: the audit log forged; the store newer, foreign, swapped and empty; small files cut off at each byte and
 * with each byte changed, the database cut off in steps; and from then on at random, without end.
 */
export function* damages({ whole, killed, earlier }: Folders, n: number, random: Random): Generator<Damage> {
  const sizeOf = (file: string, from = whole) => readFileSync(join(from, file)).length;
  yield* forgeries({ whole, earlier });
  yield newer(whole);
  yield foreign(whole);
  for (const file of small) {
    const size = sizeOf(file);
    for (let at = 0; at < size; at += stepOf(size, n / 10)) {
      yield cut(whole, file, at);
      yield flip(whole, file, [at], random);
    }
  }
  for (const file of [...small, database, ...companions])
    for (const text of odd) yield swap(folderOf(file), file, text);
  const size = sizeOf(database);
  for (let at = 0; at < size; at += stepOf(size, n / 4)) yield cut(whole, database, at);
  for (;;) yield atRandom();

  function folderOf(file: string): string {
    return existsSync(join(whole, file)) ? whole : killed;
  }
  function atRandom(): Damage {
    const file = random.pick([database, database, database, companions[0] ?? '', companions[1] ?? '']);
    const from = file === database && random.integer(0, 1) ? whole : killed;
    const length = sizeOf(file, from);
    const kind = random.integer(1, 4);
    if (kind === 1) return cut(from, file, random.integer(0, length - 1));
    if (kind === 2) return blank(from, file, random.integer(0, length - 1), random.pick([16, 512, 4096]));
    const places = Array.from({ length: random.integer(1, 20) }, () => random.integer(0, length - 1));
    return flip(from, file, places, random);
  }
}

/** So that there are about so many steps. */
function stepOf(size: number, steps: number): number {
  return Math.max(1, Math.ceil(size / Math.max(1, steps)));
}

function cut(from: string, file: string, at: number): Damage {
  const what = `${file} cut off at ${at}`;
  return {
    kind: `${file} cut off`,
    what,
    from,
    file,
    apply: (folder) => truncateSync(join(folder, file), at),
  };
}

function flip(from: string, file: string, places: number[], random: Random): Damage {
  const values = places.map((at) => [at, random.integer(0, 255)] as const);
  const apply = (folder: string) => {
    const bytes = readFileSync(join(folder, file));
    for (const [at, value] of values) bytes[at] = value;
    writeFileSync(join(folder, file), bytes);
  };
  return {
    kind: `${file} changed`,
    what: `${file} with [at, byte] ${JSON.stringify(values)}`,
    from,
    file,
    apply,
  };
}

function blank(from: string, file: string, at: number, length: number): Damage {
  const apply = (folder: string) => {
    const bytes = readFileSync(join(folder, file));
    writeFileSync(join(folder, file), bytes.fill(0, at, Math.min(bytes.length, at + length)));
  };
  return { kind: `${file} changed`, what: `${file} with ${length} zeros from ${at}`, from, file, apply };
}

function swap(from: string, file: string, text: string): Damage {
  const apply = (folder: string) => writeFileSync(join(folder, file), text, 'latin1');
  const what = `${file} being ${JSON.stringify(text.slice(0, 20))}`;
  return { kind: `${file} swapped`, what, from, file, apply };
}

function newer(from: string): Damage {
  const apply = (folder: string) => withDatabase(folder, 'PRAGMA user_version = 9999');
  return { kind: 'a newer store', what: 'a newer store', from, file: database, apply };
}

function foreign(from: string): Damage {
  const apply = (folder: string) => {
    writeFileSync(join(folder, database), '');
    withDatabase(folder, 'CREATE TABLE other (id INTEGER); PRAGMA user_version = 3');
  };
  return { kind: 'a foreign store', what: 'a database of another program', from, file: database, apply };
}

function withDatabase(folder: string, sql: string): void {
  const db = new DatabaseSync(join(folder, database));
  db.exec(sql);
  db.close();
}
