import { z } from 'zod';
import { FailureShape } from './failure-shape.ts';

/** A session that came up while its connection was watched. */
export const FoundSession = z.object({
  sessionId: z.string(),
  /** Device and user, as far as the API tells them. */
  device: z.string().nullable(),
  user: z.string().nullable(),
  foundAt: z.number().int(),
});
export type FoundSession = z.infer<typeof FoundSession>;

/** A connection that is read once a minute, to tell of sessions that are new. */
export const Watch = z.object({
  connectionId: z.string(),
  on: z.boolean(),
  /** When it was last read, ms; null: not yet. */
  readAt: z.number().int().nullable(),
  /** When it is read next, ms; null: it is off. */
  nextAt: z.number().int().nullable(),
  /** New sessions that nobody has yet said to be theirs, newest first. */
  found: z.array(FoundSession),
  /** Why the last reading failed; it is then read less often, or when a server that limits us allows it. */
  failure: FailureShape.nullable(),
});
export type Watch = z.infer<typeof Watch>;
