import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import type { Input } from '../../bridge/contract.ts';
import { TimelineEntry, type TimelinePage } from '../../bridge/timeline.ts';
import { inTransaction } from '../store/transaction.ts';
import { throttled } from '../work/throttle.ts';
import type { NewEntry } from './entry.ts';

/** How long requests are kept, ms, and how many per connection. */
const longestKept = 7 * 24 * 3600_000;
const mostKept = 2000;
/** Number of new entries between two prunings, because pruning reads the whole table. */
const pruneEvery = 200;
/** Minimum time between two change events, ms. */
const tellEvery = 250;

/** The recent requests of all connections. */
export interface Timeline {
  /** Stores an entry and returns its id; null when that fails. Never throws, so that requests go on. */
  record(entry: NewEntry): number | null;
  /** Stores an entry together with the others of this turn of the event loop. Never throws. */
  note(entry: NewEntry): void;
  list(wanted: Input<'timeline.list'>): TimelinePage;
  find(id: number): TimelineEntry | null;
  /** Deletes the entries of a connection; null: all. */
  clear(connectionId: string | null): void;
  close(): void;
}

export interface TimelinePorts {
  changed: () => void;
  /** Called with the first of consecutive write failures. */
  failed: (error: unknown) => void;
  now?: () => number;
}

/** The timeline in a store's table `requests`. Takes ownership of the database and closes it. */
export function openTimeline(
  db: DatabaseSync,
  { changed, failed, now = () => Date.now() }: TimelinePorts,
): Timeline {
  const tell = throttled(changed, tellEvery);
  let isOpen = true;
  const quietly = telling(failed);
  const add = adding(db, now);
  const { note, writeNoted } = inGroups((entries) => {
    quietly(() => inTransaction(db, () => entries.forEach(add)));
    tell.soon();
  });
  quietly(() => throwAway(db, now() - longestKept));

  return {
    record: (entry) =>
      quietly(() => {
        if (!isOpen) return null;
        // Entries are numbered in the order in which their requests ended.
        writeNoted();
        const id = add(entry);
        tell.soon();
        return id;
      }),
    note: (entry) => isOpen && note(entry),
    ...reading(db, writeNoted),
    clear(connectionId) {
      writeNoted();
      db.prepare(`DELETE FROM requests WHERE ${isOf}`).run({ connection: connectionId });
      changed();
    },
    close() {
      writeNoted();
      tell.stop();
      isOpen = false;
      db.close();
    },
  };
}

/** Reads entries, after writing those that wait. */
function reading(db: DatabaseSync, writeNoted: () => void): Pick<Timeline, 'list' | 'find'> {
  return {
    list(wanted) {
      writeNoted();
      return pageOf(db, wanted);
    },
    find(id) {
      writeNoted();
      const row = db.prepare('SELECT * FROM requests WHERE id = ?').get(id);
      return row ? entryOrNull(row) : null;
    },
  };
}

/** Collects the entries of one turn of the event loop, and writes them together. */
function inGroups(write: (entries: NewEntry[]) => void) {
  const noted: NewEntry[] = [];
  const writeNoted = () => {
    const entries = noted.splice(0);
    if (entries.length > 0) write(entries);
  };
  const note = (entry: NewEntry) => {
    if (noted.push(entry) === 1) setImmediate(writeNoted);
  };
  return { note, writeNoted };
}

/** Runs work that may fail, because a full disk must not prevent ending sessions. Reports the first of several failures. */
function telling(failed: (error: unknown) => void): <Result>(work: () => Result) => Result | null {
  let isFailing = false;
  return (work) => {
    try {
      const result = work();
      isFailing = false;
      return result;
    } catch (error) {
      if (!isFailing) failed(error);
      isFailing = true;
      return null;
    }
  };
}

const columns = [
  ...['at', 'connection_id', 'cause', 'run_id', 'method', 'path', 'attempt', 'status', 'took', 'size'],
  ...['request_headers', 'response_headers', 'failure', 'can_send_again', 'words'],
];
const insertion = `INSERT INTO requests (${columns.join(', ')}) VALUES (${columns.map((name) => `:${name}`).join(', ')})`;
const beyondMost = `DELETE FROM requests WHERE id IN (
  SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY connection_id ORDER BY id DESC) AS place FROM requests)
  WHERE place > ?)`;
const isOf = '(:connection IS NULL OR connection_id = :connection)';
/** Every word must occur somewhere. */
const isMatch = `${isOf} AND NOT EXISTS (SELECT 1 FROM json_each(:words) AS word WHERE instr(words, word.value) = 0)`;
const page = `SELECT * FROM requests WHERE ${isMatch} AND id < :before ORDER BY id DESC LIMIT :limit`;

/** Adds entries, and prunes the table from time to time. */
function adding(db: DatabaseSync, now: () => number): (entry: NewEntry) => number {
  const insert = db.prepare(insertion);
  let sincePruned = 0;
  return (entry) => {
    const { lastInsertRowid } = insert.run(toRow(entry));
    sincePruned += 1;
    if (sincePruned >= pruneEvery) {
      throwAway(db, now() - longestKept);
      sincePruned = 0;
    }
    return Number(lastInsertRowid);
  };
}

/** Deletes entries older than `oldest`, ms since the epoch, and each connection's entries beyond the limit. */
function throwAway(db: DatabaseSync, oldest: number): void {
  db.prepare('DELETE FROM requests WHERE at < ?').run(oldest);
  db.prepare(beyondMost).run(mostKept);
}

function pageOf(
  db: DatabaseSync,
  { connectionId, text, before, limit }: Input<'timeline.list'>,
): TimelinePage {
  const of = { connection: connectionId };
  const matching = { ...of, words: JSON.stringify(wordsIn(text)) };
  const rows = db.prepare(page).all({ ...matching, before: before ?? Number.MAX_SAFE_INTEGER, limit });
  return {
    entries: rows.map(entryOrNull).filter((entry) => entry !== null),
    matching: countOf(db.prepare(`SELECT count(*) AS n FROM requests WHERE ${isMatch}`).get(matching)),
    total: countOf(db.prepare(`SELECT count(*) AS n FROM requests WHERE ${isOf}`).get(of)),
  };
}

function wordsIn(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

function countOf(row: Record<string, SQLOutputValue> | undefined): number {
  return Number(row?.['n'] ?? 0);
}

function toRow(entry: NewEntry) {
  const { at, connectionId, cause, runId, method, path, attempt, status, took, size, failure } = entry;
  const searched = [method, path, status ?? '', cause, runId ?? '', failure?.code ?? '', failure?.got ?? ''];
  return {
    ...{ at, connection_id: connectionId, cause, run_id: runId, method, path, attempt, status, took, size },
    request_headers: JSON.stringify(entry.requestHeaders),
    response_headers: JSON.stringify(entry.responseHeaders),
    failure: failure && JSON.stringify(failure),
    can_send_again: Number(entry.canSendAgain),
    // SQLite's lower() handles ASCII only.
    words: searched.join('\n').toLowerCase(),
  };
}

const Json = z.string().transform((text): unknown => JSON.parse(text));
const JsonColumns = z.object({
  request_headers: Json,
  response_headers: Json,
  failure: Json.nullable(),
});

/** Null for a row that a failing disk has damaged, so that the others can still be read. */
function entryOrNull(row: Record<string, SQLOutputValue>): TimelineEntry | null {
  try {
    return toEntry(row);
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError) return null;
    throw error;
  }
}

function toEntry(row: Record<string, SQLOutputValue>): TimelineEntry {
  const { request_headers, response_headers, failure } = JsonColumns.parse(row);
  return TimelineEntry.parse({
    ...row,
    connectionId: row['connection_id'],
    runId: row['run_id'],
    requestHeaders: request_headers,
    responseHeaders: response_headers,
    failure,
    canSendAgain: row['can_send_again'] === 1,
  });
}
