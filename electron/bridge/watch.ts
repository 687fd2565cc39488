import { z } from 'zod';
import { FailureShape } from './crossing/failure-shape.ts';
import { Session } from './session.ts';

/** A session that came up while its connection was watched. */
export const FoundSession = z.object({
  /** As it was in the last list that held it. */
  session: Session,
  /** When the list was first read with it, ms, and when it was last read without it. */
  foundAt: z.number().int(),
  missedAt: z.number().int(),
  /** Whether the list as last read still holds it. */
  listed: z.boolean(),
});
export type FoundSession = z.infer<typeof FoundSession>;

/** A connection that is read once a minute, to tell of sessions that are new. */
export const Watch = z.object({
  connectionId: z.string(),
  on: z.boolean(),
  /** When it was last read, ms; null: not yet. */
  readAt: z.number().int().nullable(),
  /**
   * When the list is read next, ms. Null: the watch is off, or its last reading was refused (`failure`) and it waits until
   * the key changes or a person reads the list.
   */
  nextAt: z.number().int().nullable(),
  /** New sessions that nobody has yet said to be theirs, newest first; at most 1,000. */
  found: z.array(FoundSession),
  /** Why the last reading failed; it is then read less often, or when a server that limits us allows it. */
  failure: FailureShape.nullable(),
});
export type Watch = z.infer<typeof Watch>;
