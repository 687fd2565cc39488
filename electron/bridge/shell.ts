import { z } from 'zod';
import { commandIds } from './commands.ts';
import type { Link } from './link.ts';

export const Theme = z.enum(['system', 'light', 'dark']);
export type Theme = z.infer<typeof Theme>;

/** What the page may know about its shell. */
export const ShellState = z.object({
  kind: z.enum(['desktop', 'browser']),
  /** While true, no session data is shown. */
  locked: z.boolean(),
  /** The theme that the person chose, where the shell stores it: the desktop's page keeps no storage between starts. */
  theme: Theme.nullable(),
});
export type ShellState = z.infer<typeof ShellState>;

/** A command's current state, for the menu bar. */
export const CommandState = z.strictObject({
  id: z.enum(commandIds),
  label: z.string().min(1).max(80),
  enabled: z.boolean(),
  /** Whether it is ticked; null: it is not a toggle. */
  checked: z.boolean().nullable(),
});
export type CommandState = z.infer<typeof CommandState>;

export const LinkShape: z.ZodType<Link> = z.object({
  connectionId: z.string(),
  sessionId: z.string().nullable(),
  search: z.string().nullable(),
});
