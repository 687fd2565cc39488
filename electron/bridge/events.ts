import { z } from 'zod';

/** Every event, once. An event says what to read again; it carries no rows and no secrets. */
export const events = {
  'connections.changed': z.object({}),
  'keys.changed': z.object({ connectionId: z.string() }),
  /** A sign-in has come further: check it. */
  'signIn.changed': z.object({ connectionId: z.string(), attemptId: z.string() }),
  'sessions.changed': z.object({ connectionId: z.string() }),
} as const;

export type EventName = keyof typeof events;
export type EventPayload<E extends EventName> = z.infer<(typeof events)[E]>;
