import { z } from 'zod';
import { commandIds } from './commands.ts';
import type { Link } from './link.ts';

export const Theme = z.enum(['system', 'light', 'dark']);
export type Theme = z.infer<typeof Theme>;

/** What the page may know of the shell around it. */
export const ShellState = z.object({
  kind: z.enum(['desktop', 'browser']),
  /** Nothing of the sessions is shown until it is unlocked. */
  locked: z.boolean(),
  /** The theme that the person chose, where the shell keeps it: nothing that the desktop's page stores outlives it. */
  theme: Theme.nullable(),
});
export type ShellState = z.infer<typeof ShellState>;

/** A command as it is at present, for the menu bar. */
export const CommandState = z.strictObject({
  id: z.enum(commandIds),
  label: z.string().min(1).max(80),
  enabled: z.boolean(),
  /** Whether it is ticked; null: it is nothing that is on or off. */
  checked: z.boolean().nullable(),
});
export type CommandState = z.infer<typeof CommandState>;

export const LinkShape: z.ZodType<Link> = z.object({
  connectionId: z.string(),
  sessionId: z.string().nullable(),
  search: z.string().nullable(),
});
