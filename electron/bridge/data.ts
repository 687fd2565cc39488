import { z } from 'zod';
import { auditFlaws } from './audit.ts';

/** Why nothing can be restored from the copy now. */
const restoreObstacles = [
  'no-copy', // there is none
  'copy-unreadable', // it is damaged, or a newer Sessiondeck's
  'nothing-to-add', // everything in it is here
  'not-ours', // another Sessiondeck has the lock of the data folder
  'lock-unusable', // nobody can take the lock until a person mends what is in its place
  'run-under-way', // sessions are being ended
] as const;

/** What the data folder holds, compared with what the audit log's head, the keychain and the last copy remember. */
export const DataReport = z.object({
  /** The data folder. */
  folder: z.string(),
  /** `emptied`: no connection and no audit entry is left. `behind`: some are missing. Null: nothing is. */
  loss: z.enum(['emptied', 'behind']).nullable(),
  /** How many entries the audit log has, and how many it is known to have had. */
  entries: z.number().int(),
  remembered: z.number().int(),
  /** The copy of the last good database; null when there is none that can be read. */
  copy: z
    .object({
      /** Milliseconds since the epoch. */
      savedAt: z.number().int(),
      /** What restoring would bring back. */
      connections: z.number().int(),
      entries: z.number().int(),
      /** Today's audit log has entries of its own, so that those of the copy cannot be joined to it. */
      logStays: z.boolean(),
    })
    .nullable(),
  /** Null: `data.restore` can be called. */
  obstacle: z.enum(restoreObstacles).nullable(),
  /** Why no copy could be written at this start, in words; null when it was. */
  copyProblem: z.string().nullable(),
  /** Why nobody can take the lock of the data folder, in words; null where it is ours or another Sessiondeck's. */
  lockProblem: z.string().nullable(),
  /** What the end of the audit log has against it, whether or not entries are missing; null: nothing. */
  flaw: z.enum(auditFlaws).nullable(),
  /** The first bad entry, where it can be named. */
  flawAt: z.number().int().nullable(),
  /** The data folder and those of its files that other users of the machine can reach, where Sessiondeck may not make them private. */
  openToOthers: z.array(z.string()),
});
export type DataReport = z.infer<typeof DataReport>;
