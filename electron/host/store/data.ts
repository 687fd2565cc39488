import type { DatabaseSync } from 'node:sqlite';
import type { DataReport } from '../../bridge/data.ts';
import { fail } from '../../bridge/failure.ts';
import type { Handlers, Publish } from '../../bridge/crossing/serve.ts';
import type { AuditLog, AuditRecord } from '../audit/log.ts';
import { copyIn, isEmpty, saveCopy } from './copy.ts';
import { diskFailure, sentenceFor } from './errors.ts';
import { openToOthers } from './folder.ts';
import type { FolderLock } from './lock.ts';
import { logEnd } from './log-end.ts';
import { missingFrom, restoreFrom, type Missing } from './restore.ts';
import { StoreError } from './sound.ts';

interface DataPorts {
  db: DatabaseSync;
  folder: string;
  lock: FolderLock;
  audit: AuditLog;
  publish: Publish;
  report: (error: unknown) => void;
}

/** The state of the data folder, compared with what it once held and with the copy of its last good database. */
export interface Data {
  handlers: Pick<Handlers, 'data.read' | 'data.restore'>;
  /** Rewrites the copy if the audit log has grown. Never throws. */
  close(): void;
}

/** Also writes the copy, unless the store has lost something that the copy has. `isBusy`: whether a run is open. */
export function openData(parts: DataPorts, isBusy: () => boolean): Data {
  const { db, folder, lock, audit, publish } = parts;
  let copyProblem = trySave(parts);
  const savedAt = logEnd(db).seq;

  async function read(): Promise<DataReport> {
    const { found, remembered, flaw } = await audit.checkEnd();
    const { missing, isUnreadable } = lookAt(db, folder);
    const known = Math.max(remembered, missing?.copied ?? 0);
    const obstacle = isUnreadable ? 'copy-unreadable' : obstacleOf(missing, lock, isBusy);
    return {
      ...{ folder, entries: found, remembered: known, obstacle, copyProblem },
      ...{ flaw: flaw?.flaw ?? null, flawAt: flaw?.seq ?? null, lockProblem: unusable(lock) },
      loss: lossOf(db, { found, known, missing }),
      copy: missing && shown(missing),
      openToOthers: openToOthers(folder),
    };
  }

  return {
    handlers: {
      'data.read': read,
      async 'data.restore'() {
        const { obstacle } = await read();
        if (obstacle) refuse(obstacle);
        const missing = restoreFrom(db, folder, Date.now());
        publish('connections.changed', {});
        publish('settings.changed', {});
        publish('audit.changed', {});
        await audit.record(recordOfRestoring(missing));
        copyProblem = trySave(parts);
        return read();
      },
    },
    close() {
      if (logEnd(db).seq !== savedAt) trySave(parts);
    },
  };
}

function recordOfRestoring(missing: Missing | null): AuditRecord {
  const { connections = 0, entries = 0, savedAt = 0, logStays = false } = missing ?? {};
  return {
    action: 'data.restored',
    connection: null,
    outcome: `${connections} connections, ${entries} audit entries brought back`,
    details: { copySavedAt: savedAt, logStays },
    otherwise: 'it was brought back all the same',
  };
}

/** Writes the copy, if this process holds the folder's lock. Returns why it could not be written, or null. */
function trySave({ db, folder, lock, report }: DataPorts): string | null {
  if (lock.take()) return null;
  try {
    saveCopy(db, folder);
    return null;
  } catch (error) {
    const failed = diskFailure(error, 'copying the database');
    const sentence = sentenceFor(copyIn(folder), error, '');
    if (!failed && !sentence) report(error);
    return sentence ?? 'Sessiondeck met a fault of its own';
  }
}

function lookAt(db: DatabaseSync, folder: string): { missing: Missing | null; isUnreadable: boolean } {
  try {
    return { missing: missingFrom(db, folder), isUnreadable: false };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { missing: null, isUnreadable: true };
  }
}

function obstacleOf(
  missing: Missing | null,
  lock: FolderLock,
  isBusy: () => boolean,
): DataReport['obstacle'] {
  if (!missing) return 'no-copy';
  if (missing.connections === 0 && missing.entries === 0) return 'nothing-to-add';
  const problem = lock.take();
  if (problem) return problem.state === 'held' ? 'not-ours' : 'lock-unusable';
  return isBusy() ? 'run-under-way' : null;
}

/** Why nobody can take the lock, in words; null where we or another Sessiondeck hold it. */
function unusable(lock: FolderLock): string | null {
  const problem = lock.take();
  return problem?.state === 'unusable' ? problem.got : null;
}

function lossOf(
  db: DatabaseSync,
  { found, known, missing }: { found: number; known: number; missing: Missing | null },
): DataReport['loss'] {
  const isShort = known > found || (missing && (missing.logStays || missing.connections > 0));
  if (!isShort) return null;
  return isEmpty(db) ? 'emptied' : 'behind';
}

function shown({ savedAt, connections, entries, logStays }: Missing): DataReport['copy'] {
  return { savedAt, connections, entries, logStays };
}

const reasons: Record<NonNullable<DataReport['obstacle']>, string> = {
  'no-copy': 'there is no copy in the data folder',
  'copy-unreadable': 'the copy is damaged, or a newer Sessiondeck wrote it',
  'nothing-to-add': 'everything in the copy is here',
  'not-ours': 'another Sessiondeck works on the same data folder: restore there, or close it first',
  'lock-unusable': 'the lock of the data folder cannot be used: mend what is in its place first',
  'run-under-way': 'sessions are being ended: restore once that is over',
};

function refuse(obstacle: NonNullable<DataReport['obstacle']>): never {
  return fail({ code: 'invalid', tried: 'data.restore', got: reasons[obstacle] });
}
