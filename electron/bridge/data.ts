import { z } from 'zod';
import { auditFlaws } from './audit.ts';

/** Why nothing can be restored from the copy at present. */
const restoreObstacles = [
  'no-copy', // there is no copy
  'copy-unreadable', // the copy is damaged, or was written by a newer Sessiondeck
  'nothing-to-add', // the data folder already has everything in the copy
  'not-ours', // another Sessiondeck holds the lock of the data folder
  'lock-unusable', // nobody can take the lock until a person fixes what is at its path
  'run-under-way', // a run is open
] as const;

/** The contents of the data folder, compared with what the audit log's head, the keychain and the last copy remember. */
export const DataReport = z.object({
  /** The data folder. */
  folder: z.string(),
  /** `emptied`: no connection and no audit entry is left. `behind`: some are missing. Null: none is missing. */
  loss: z.enum(['emptied', 'behind']).nullable(),
  /** How many entries the audit log has, and how many it is known to have had. */
  entries: z.number().int(),
  remembered: z.number().int(),
  /** The copy of the last good database; null when there is no readable copy. */
  copy: z
    .object({
      /** Milliseconds since the epoch. */
      savedAt: z.number().int(),
      /** What restoring would bring back. */
      connections: z.number().int(),
      entries: z.number().int(),
      /** The current audit log has entries that the copy lacks, so the copy's entries cannot be joined to it. */
      logStays: z.boolean(),
    })
    .nullable(),
  /** Null: `data.restore` can be called. */
  obstacle: z.enum(restoreObstacles).nullable(),
  /** Why this start could not write a copy, in words; null when it could. */
  copyProblem: z.string().nullable(),
  /** Why nobody can take the lock of the data folder, in words; null where we or another Sessiondeck hold it. */
  lockProblem: z.string().nullable(),
  /** What is wrong with the end of the audit log, whether or not entries are missing; null: nothing. */
  flaw: z.enum(auditFlaws).nullable(),
  /** The `seq` of the first bad entry, where known. */
  flawAt: z.number().int().nullable(),
  /** The data folder and those of its files that other users can reach and that Sessiondeck may not make private. */
  openToOthers: z.array(z.string()),
});
export type DataReport = z.infer<typeof DataReport>;
