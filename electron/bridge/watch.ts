import { z } from 'zod';
import { FailureShape } from './crossing/failure-shape.ts';
import { Session } from './session.ts';

/** A session that appeared while its connection was watched. */
export const FoundSession = z.object({
  /** As in the last list that held it. */
  session: Session,
  /** When a list first held it, ms since the epoch, and when the last list without it was read. */
  foundAt: z.number().int(),
  missedAt: z.number().int(),
  /** Whether the latest list still holds it. */
  listed: z.boolean(),
});
export type FoundSession = z.infer<typeof FoundSession>;

/** A connection that is read once a minute to report new sessions. */
export const Watch = z.object({
  connectionId: z.string(),
  on: z.boolean(),
  /** When the list was last read, ms since the epoch; null: not yet. */
  readAt: z.number().int().nullable(),
  /**
   * When the list is read next, ms since the epoch. Null: the watch is off, or its last reading was refused (`failure`)
   * and it waits until the key changes or a person reads the list.
   */
  nextAt: z.number().int().nullable(),
  /** New sessions that nobody has acknowledged yet, newest first; at most 1,000. */
  found: z.array(FoundSession),
  /** Why the last reading failed; the list is then read less often, or when a rate-limiting server allows it. */
  failure: FailureShape.nullable(),
});
export type Watch = z.infer<typeof Watch>;
