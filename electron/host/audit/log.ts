import { userInfo } from 'node:os';
import type { DatabaseSync } from 'node:sqlite';
import type {
  AuditAction,
  AuditEntry,
  AuditFilter,
  AuditPage,
  AuditVerification,
} from '../../bridge/audit.ts';
import type { Connection } from '../../bridge/connection.ts';
import { BridgeError, failure, type Failure } from '../../bridge/failure.ts';
import type { KeyStore } from '../keys/keys.ts';
import type { KnownSecrets } from '../scrub/known-secrets.ts';
import { oneByOne } from '../work/one-by-one.ts';
import type { Flaw } from './head.ts';
import type { MarkStore } from './mark.ts';
import { openSeal, type Seal } from './seal.ts';
import { auditTable, type AuditTable, type NewRow } from './table.ts';
import { chainFlaw, verification } from './verify.ts';
import { notRecorded } from './write-failure.ts';

const nothingSent = 'nothing was sent';

/** What a caller says of an act. No key, token, cookie or nonce may be in it. */
export interface AuditRecord {
  action: AuditAction;
  connection: Connection | null;
  /** Why, in the person's words. */
  reason?: string;
  /** In one line. */
  outcome: string;
  details?: AuditEntry['details'];
  /** What of the act itself, when it cannot be recorded; `nothing was sent` when left out. */
  otherwise?: string;
}

/**
 * The record of everything that changes something. Entries are added and never changed or removed; each holds the
 * hash of the one before, and the end of the chain is kept apart, signed with a key from the keychain.
 */
export interface AuditLog {
  /**
   * Adds an entry; durable once it resolves. One after another, in the order of the calls. Throws `not-recorded`,
   * with the cause, when it cannot be written: what was to be sent must then not be sent.
   */
  record(entry: AuditRecord): Promise<void>;
  /**
   * Adds an entry about what has happened already. Never throws: a failure is reported, and new destructive work is
   * refused until a write succeeds.
   */
  recordAfter(entry: AuditRecord): Promise<void>;
  /**
   * Throws `not-recorded` when the last write failed. `record` itself tries each time and is the gate for those who
   * record before they send; this is for those who cannot.
   */
  assertWritable(): void;
  /** Newest first. The filter's text is found in either case. */
  list(filter: AuditFilter, before: number | null, limit: number): AuditPage;
  /** Checks every entry there is at the time of the call, and the end against its seal. Other work goes on. */
  verify(): Promise<AuditVerification>;
  /** Checks only the end against its seal, whatever the length of the log. */
  checkEnd(): Promise<EndCheck>;
  /** Waits for what is being recorded. */
  close(): Promise<void>;
}

/** What the end of the log looks like against what is remembered of it. */
export interface EndCheck {
  flaw: Flaw | null;
  /** How many entries there are. */
  found: number;
  /** How many there were, as far as the head and the keychain remember. */
  remembered: number;
}

export interface AuditOptions {
  /** The data folder, where the head is kept. */
  folder: string;
  /** Where the head's key and the mark are kept. */
  keys: KeyStore & MarkStore;
  /** What must not be written down. */
  secrets: Pick<KnownSecrets, 'scrub'>;
  /** Called after each entry. */
  changed: () => void;
  /** Told of entries that `recordAfter` could not write. */
  report: (method: string, error: unknown) => void;
}

/**
 * Opens the log in the store.
 *
 * What `verify` can say. `whole`: every entry is as it was written, and the last is the one that the head was signed
 * for and that the keychain has a mark of (or one after it, which a crash explains). `unanchored`: the chain is right,
 * but nobody can prove that it was not cut or made anew, because the head's key or the mark is not to be had now, or the
 * key was not when some of the entries were written: a locked keychain, no keychain at all, another machine's data.
 * `bad`: with the first bad entry.
 *
 * A keychain that gives out no key does not stop the log: entries are added, the signed head stays where it is, and
 * how far the log came without the key is noted beside it, unsigned. From then on the log says `unanchored` for ever,
 * also once the key is back: anything milder would let whoever can write to the folder have a cut log signed. For the
 * same reason the head and the mark are moved only while they fit; otherwise they stay as the evidence. The key is made
 * once, with an empty log that has no head, and never replaced. A keychain that takes no mark leaves the log
 * `unanchored` until it takes one again: the signed head says which entries have none.
 *
 * SECURITY.md says what `verify` cannot see.
 */
export function openAuditLog(
  db: DatabaseSync,
  { folder, keys, secrets, changed, report }: AuditOptions,
): AuditLog {
  const table = auditTable(db);
  const seal = openSeal({
    folder,
    keys,
    table,
    report: (error) => report('the mark of the audit log', error),
  });
  const turns = oneByOne();
  const inTurn = <Result>(work: () => Promise<Result>) => turns('the log', work);
  const writer = openWriter(seal, changed);

  function record(entry: AuditRecord): Promise<void> {
    const row = rowOf(secrets.scrub(entry));
    return inTurn(() => writer.write(row, entry.otherwise ?? nothingSent));
  }

  return {
    record,
    async recordAfter(entry) {
      try {
        await record(entry);
      } catch (error) {
        report(`recording ${entry.action}`, error);
      }
    },
    assertWritable: () => writer.assertWritable(),
    list: (filter, before, limit) => table.page(filter, before, limit),
    ...checksOf(table, () => inTurn(() => seal.look())),
    async close() {
      await inTurn(() => seal.close());
    },
  };
}

/** The two checks: of every entry, and of the end alone. @param look checks the end of the log against its seal */
function checksOf(
  table: AuditTable,
  look: () => ReturnType<Seal['look']>,
): Pick<AuditLog, 'verify' | 'checkEnd'> {
  return {
    async verify() {
      // Entries added from here on are not checked.
      const { flaw, isAnchored, last, found } = await look();
      return verification(found, (await chainFlaw(table, last.seq)) ?? flaw, isAnchored);
    },
    async checkEnd() {
      const { flaw, found, remembered } = await look();
      return { flaw, found, remembered };
    },
  };
}

/** Adds rows, and knows whether the last one could be added. */
function openWriter(seal: Seal, changed: () => void) {
  let broken: Failure | null = null;
  return {
    async write(row: NewRow, otherwise: string): Promise<void> {
      const tried = `recording ${row.action}`;
      try {
        await seal.add(row);
        broken = null;
      } catch (error) {
        broken = notRecorded(error, tried, nothingSent) ?? ownFault(tried);
        const failed = notRecorded(error, tried, otherwise);
        throw failed ? new BridgeError(failed) : error;
      }
      changed();
    },
    assertWritable(): void {
      if (broken) throw new BridgeError(broken);
    },
  };
}

/** Text that is no UTF-16 would come back from the store as another text, and look altered. */
function rowOf({ action, connection, reason = '', outcome, details = {} }: AuditRecord): NewRow {
  return {
    at: Date.now(),
    actor: storable(actor()),
    action,
    connection_id: connection?.id ?? '',
    connection_name: storable(connection?.name ?? ''),
    connection_kind: connection?.kind ?? '',
    reason: storable(reason),
    outcome: storable(outcome),
    details: JSON.stringify(details),
  };
}

/** As SQLite gives it back: it keeps no half characters, and in Node 22 it reads a text up to its first NUL only. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

function actor(): string {
  try {
    return userInfo().username;
  } catch {
    // The operating system has no name for this user id, as in some containers.
    return 'unknown user';
  }
}

function ownFault(tried: string): Failure {
  return failure({
    code: 'not-recorded',
    tried,
    got: `a fault of Sessiondeck; ${nothingSent}`,
    next: 'report',
  });
}
