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

/** A caller's description of an act. It must not contain a key, token, cookie or nonce. */
export interface AuditRecord {
  action: AuditAction;
  connection: Connection | null;
  /** The reason in the person's words. */
  reason?: string;
  /** One line. */
  outcome: string;
  details?: AuditEntry['details'];
  /** What became of the act itself if it cannot be recorded; default `nothing was sent`. */
  otherwise?: string;
}

/**
 * The record of everything that changes something. Entries are added and never changed or removed; each holds the hash of
 * the one before, and the end of the chain is stored apart, signed with a key from the keychain.
 */
export interface AuditLog {
  /**
   * Adds an entry; durable once it resolves. Calls are carried out in order. Throws `not-recorded`, with the cause, when
   * it cannot be written: the caller must then send nothing.
   */
  record(entry: AuditRecord): Promise<void>;
  /**
   * Adds an entry about something that has already happened. Never throws: a failure is reported, and new destructive work
   * is refused until a write succeeds.
   */
  recordAfter(entry: AuditRecord): Promise<void>;
  /**
   * Throws `not-recorded` when the last write failed. For callers that cannot record before they send; `record` itself is
   * the gate for all others.
   */
  assertWritable(): void;
  /** Entries with a smaller `seq` than `before`, newest first. The filter's text is case-insensitive. */
  list(filter: AuditFilter, before: number | null, limit: number): AuditPage;
  /** Checks every entry present at the time of the call, and the end against its seal. Does not block other work. */
  verify(): Promise<AuditVerification>;
  /** Checks only the end against its seal, whatever the length of the log. */
  checkEnd(): Promise<EndCheck>;
  /** Waits for entries being written. */
  close(): Promise<void>;
}

/** The end of the log, compared with what is remembered of it. */
export interface EndCheck {
  flaw: Flaw | null;
  /** Number of entries in the log. */
  found: number;
  /** Number of entries that the head and the keychain remember. */
  remembered: number;
}

export interface AuditOptions {
  /** The data folder, where the head is stored. */
  folder: string;
  /** Where the head's key and the mark are stored. */
  keys: KeyStore & MarkStore;
  /** Removes known secrets from entries. */
  secrets: Pick<KnownSecrets, 'scrub'>;
  /** Called after each entry. */
  changed: () => void;
  /** Called with failures of `recordAfter`. */
  report: (method: string, error: unknown) => void;
}

/**
 * Opens the log in the store.
 *
 * Results of `verify`: `whole`: every entry is as it was written, and the last is the one that the head was signed for and
 * that the keychain has a mark of (or one after it, which a crash explains). `unanchored`: the chain is consistent, but
 * nobody can prove that it was not cut or rewritten, because the head's key or the mark is unavailable now, or the key was
 * unavailable when some entries were written: a locked keychain, no keychain at all, another machine's data. `bad`: with
 * the first bad entry.
 *
 * A keychain that does not release the key does not stop the log: entries are added, the signed head stays where it is,
 * and how far the log came without the key is noted beside it, unsigned. From then on the log is `unanchored` for good,
 * even once the key is back: otherwise, whoever can write to the folder could get a cut log signed. For the same reason
 * the head and the mark move only while they match the log; otherwise they stay as evidence. The key is created once,
 * with an empty log that has no head, and never replaced. If the keychain refuses a mark, the log is `unanchored` until
 * it accepts one again: the signed head shows which entries have none.
 *
 * SECURITY.md lists what `verify` cannot detect.
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

/** Both checks: of every entry, and of the end alone. @param look checks the end of the log against its seal */
function checksOf(
  table: AuditTable,
  look: () => ReturnType<Seal['look']>,
): Pick<AuditLog, 'verify' | 'checkEnd'> {
  return {
    async verify() {
      // Entries added from now on are not checked.
      const { flaw, isAnchored, last, found } = await look();
      return verification(found, (await chainFlaw(table, last.seq)) ?? flaw, isAnchored);
    },
    async checkEnd() {
      const { flaw, found, remembered } = await look();
      return { flaw, found, remembered };
    },
  };
}

/** Adds rows, and remembers whether the last one failed. */
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

/** Converts an entry to a row. Text that is not valid UTF-16 would come back changed and look altered, so it is repaired. */
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

/** Replaces what SQLite does not preserve: lone surrogates, and NUL, at which Node 22 stops reading a text. */
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
