import { z } from 'zod';
import { commandIds } from './commands.ts';
import { RunSummary } from './revocation.ts';

/** Every event, once. An event says what to read again; it carries no rows and no secrets. */
export const events = {
  'connections.changed': z.object({}),
  'keys.changed': z.object({ connectionId: z.string() }),
  /** The keychain can be used now, or no longer: `keychain.read`. */
  'keychain.changed': z.object({}),
  /** A sign-in has come further: check it. */
  'signIn.changed': z.object({ connectionId: z.string(), attemptId: z.string() }),
  'sessions.changed': z.object({ connectionId: z.string() }),
  /** A run has come further; its sessions are to be had with `revocation.run`. At most some ten a second. */
  'revocation.progress': RunSummary,
  /** A row of an open plan is another now: `revocation.rebuild` it. */
  'revocation.planChanged': z.object({ connectionId: z.string(), planId: z.string() }),
  /** Changes on a production connection were allowed, or no longer are. */
  'guard.changed': z.object({ connectionId: z.string() }),
  'audit.changed': z.object({}),
  'timeline.changed': z.object({}),
  'settings.changed': z.object({}),
  /** It was locked or unlocked: `shell.read`. */
  'shell.changed': z.object({}),
  /** A command was chosen in the menu bar or the tray. */
  'shell.command': z.object({ command: z.enum(commandIds) }),
  /** A link was opened: `shell.takeLink`. */
  'shell.linked': z.object({}),
  /** A watched connection was read, or its watch set or settled: `watch.read`. */
  'watch.changed': z.object({ connectionId: z.string() }),
  /** So many sessions are new on a watched connection. */
  'watch.found': z.object({ connectionId: z.string(), count: z.number().int() }),
  /** Of the carrier's own making: whether the host still answers. Once it does again, events may have been missed. */
  'host.reached': z.object({ reached: z.boolean() }),
} as const;

export type EventName = keyof typeof events;
export type EventPayload<E extends EventName> = z.infer<(typeof events)[E]>;
