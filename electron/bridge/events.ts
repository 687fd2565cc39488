import { z } from 'zod';
import { commandIds } from './commands.ts';
import { RunSummary } from './revocation.ts';

/** Every event. It says what to read again, and carries no rows and no secrets. */
export const events = {
  'connections.changed': z.object({}),
  'keys.changed': z.object({ connectionId: z.string() }),
  /** The keychain became usable or unusable: read `keychain.read`. */
  'keychain.changed': z.object({}),
  /** A sign-in has progressed: check it. */
  'signIn.changed': z.object({ connectionId: z.string(), attemptId: z.string() }),
  'sessions.changed': z.object({ connectionId: z.string() }),
  /** A run has progressed; `revocation.run` returns its sessions. At most about ten a second. */
  'revocation.progress': RunSummary,
  /** A row of an open plan has changed: call `revocation.rebuild`. */
  'revocation.planChanged': z.object({ connectionId: z.string(), planId: z.string() }),
  /** Changes on a production connection became allowed or forbidden. */
  'guard.changed': z.object({ connectionId: z.string() }),
  'audit.changed': z.object({}),
  'timeline.changed': z.object({}),
  'settings.changed': z.object({}),
  /** Sessiondeck was locked or unlocked: read `shell.read`. */
  'shell.changed': z.object({}),
  /** A command was chosen in the menu bar or the tray. */
  'shell.command': z.object({ command: z.enum(commandIds) }),
  /** A link was opened: call `shell.takeLink`. */
  'shell.linked': z.object({}),
  /** A watched connection was read, or its watch was set or settled: read `watch.read`. */
  'watch.changed': z.object({ connectionId: z.string() }),
  /** `count` sessions are new on a watched connection. */
  'watch.found': z.object({ connectionId: z.string(), count: z.number().int() }),
  /** Sent by the carrier itself: whether the host still answers. After `reached: true`, events may have been missed. */
  'host.reached': z.object({ reached: z.boolean() }),
} as const;

export type EventName = keyof typeof events;
export type EventPayload<E extends EventName> = z.infer<(typeof events)[E]>;
