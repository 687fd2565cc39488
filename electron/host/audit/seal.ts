import type { KeyStore } from '../keys/keys.ts';
import type { Tail } from './chain.ts';
import { headFile, type HeadFile, type Heads } from './head-file.ts';
import { endOf, flawOf, isAnchored, moved, type Evidence, type Flaw } from './head.ts';
import { headKey } from './key.ts';
import { Marks, type Mark, type MarkStore } from './mark.ts';
import type { AuditTable, NewRow, PlacedRow } from './table.ts';

/** The key and mark that an entry is added with. */
interface Sealing {
  key: Buffer | null;
  /** Whether the keychain has a mark of the entry. */
  marked: boolean;
}

/** The end of the log and what is known of it, at the same moment. */
export interface SealedEnd {
  flaw: Flaw | null;
  isAnchored: boolean;
  last: Tail;
  /** Number of entries in the log. */
  found: number;
  /** Number of entries according to the head and the mark. */
  remembered: number;
}

/** Protects the end of the log by two records outside it: the signed head in the data folder and the keychain's mark. */
export interface Seal {
  /** Adds an entry with its seal; durable once it resolves. Must not be called concurrently. */
  add(row: NewRow): Promise<void>;
  /** Checks the end of the log against its seal. */
  look(): Promise<SealedEnd>;
  close(): Promise<void>;
}

interface SealPorts {
  folder: string;
  keys: KeyStore & MarkStore;
  table: AuditTable;
  report: (error: unknown) => void;
}

/** Opens the seal of the log in a data folder. */
export function openSeal({ folder, keys, table, report }: SealPorts): Seal {
  const file = headFile(folder);
  const keyOf = headKey(keys, folder);
  const marks = new Marks(keys, folder, report);

  /**
   * Repairs the head after a crash, and announces the entry. The mark precedes the entry, and the key of a first one, so
   * that no crash makes a log look emptied.
   */
  async function prepare(row: PlacedRow): Promise<Sealing> {
    const isFirst = file.read() === 'none' && row.seq === 1;
    const key = await keyOf(false);
    const mark = await marks.latest(isFirst);
    if (!settle(table, file, { key, mark }) || (!key && !isFirst)) return { key, marked: false };
    const marked = mark !== 'unknown' && (await marks.announce(row, isFirst));
    return { key: key ?? (marked ? await keyOf(true) : null), marked };
  }

  return {
    async add(row) {
      for (;;) {
        const placed = table.place(row);
        const { key, marked } = await prepare(placed);
        const heads = settle(table, file, { key, mark: marks.known });
        // Another Sessiondeck in this folder may have added an entry in the meantime.
        if (!append(table, file, { heads, key, marked }, placed)) continue;
        if (marked) marks.confirm();
        return;
      }
    },
    async look() {
      const key = await keyOf(false);
      const mark = await marks.read();
      return lookAt({ heads: file.read(), key, mark }, table);
    },
    close: () => marks.close(),
  };
}

/** Checks the end of the log against the evidence, synchronously, so both are of the same moment. */
function lookAt(evidence: Evidence, table: AuditTable): SealedEnd {
  const { heads, mark } = evidence;
  const last = table.last();
  const ends = [last.seq, typeof heads === 'string' ? 0 : endOf(heads).seq, seqOf(mark)];
  return {
    flaw: flawOf(evidence, table),
    isAnchored: isAnchored(evidence, table),
    last,
    found: table.count(),
    remembered: Math.max(...ends),
  };
}

/** The number of entries that the mark proves. */
function seqOf(mark: Evidence['mark']): number {
  if (!isMark(mark)) return 0;
  return mark.confirmed ? mark.seq : mark.seq - 1;
}

/**
 * Adds an entry and moves the head: both or neither, except for a crash in between. Synchronous, so nobody sees one without
 * the other. False when the entry's place is taken.
 */
function append(
  table: AuditTable,
  file: HeadFile,
  { heads, key, marked }: Sealing & { heads: Heads | 'none' | null },
  row: PlacedRow,
): boolean {
  // Before the entry: after a crash there must be a first head, and not one that relies on a missing mark.
  const isUnready = heads === 'none' || (key && heads?.head?.marked && !marked);
  if (heads && isUnready) file.prepare(moved(heads, key, table.last(), marked))();
  let moveHead = (): void => undefined;
  const isAdded = table.add(row, () => {
    if (heads) moveHead = file.prepare(moved(heads, key, row, marked));
  });
  moveHead();
  return isAdded;
}

/**
 * The heads, brought up to the last entry: a head that a crash left one behind is repaired, so it never falls two behind.
 * Null when they do not match the log; they are then left unchanged.
 */
function settle(
  table: AuditTable,
  file: HeadFile,
  { key, mark }: Pick<Evidence, 'key' | 'mark'>,
): Heads | 'none' | null {
  const heads = file.read();
  if (heads === 'unreadable' || heads === 'unusable' || flawOf({ heads, key, mark }, table)) return null;
  const last = table.last();
  if (heads === 'none' || endOf(heads).seq === last.seq) return heads;
  const settled = moved(heads, key, last, isMark(mark) && mark.seq === last.seq);
  file.prepare(settled)();
  return settled;
}

function isMark(mark: Evidence['mark']): mark is Mark {
  return mark !== null && mark !== 'unknown';
}
