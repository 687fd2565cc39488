import type { CommandId } from '../../electron/bridge/commands.ts';
import type { Page } from '../app/page.ts';
import type { Places } from '../app/places.svelte.ts';
import { m } from '../messages/compiled/messages.js';
import type { ThemeChoice } from '../ui/theme.svelte.ts';
import { command, type Command } from './command.ts';

type Ids = Exclude<
  CommandId,
  | `connection.${string}`
  | `session.${string}`
  | `sessions.end${string}`
  | `run.${string}`
  | `watch.${string}`
  | `signIn.${string}`
>;

/** What `Commanding` has beside the commands themselves. */
export interface PaletteAndSearch {
  readonly search: (() => void) | null;
  openPalette(kind: 'all' | 'connections'): void;
}

/** The commands that are about the page: what is shown of it, and how. */
export function pageCommands(page: Page, palette: PaletteAndSearch): Record<Ids, Command> {
  const { activity, dialogs, places, shell, theme: themes } = page;
  const theme = (choice: ThemeChoice, label: string) =>
    command(label, null, () => themes.choose(choice), themes.choice === choice);
  const { search } = palette;

  return {
    'settings.open': command(m.command_settings(), null, () => dialogs.show({ kind: 'settings' })),
    lock: command(m.command_lock(), null, () => shell.lock()),
    'sessions.read': command(m.refresh(), whyNotRead(places), () => places.readAgain()),
    'sessions.find': command(m.command_find(), search ? null : m.command_no_search(), () => search?.()),
    'sessions.open': command(m.command_sessions(), places.room ? null : m.command_no_connection(), () =>
      places.showSessions(),
    ),
    'audit.open': command(m.audit(), null, () => places.openAudit()),
    'activity.toggle': command(
      m.activity(),
      null,
      () => activity.show(!activity.open, places.connection?.id ?? null),
      activity.open,
    ),
    'theme.system': theme('system', m.command_theme_system()),
    'theme.light': theme('light', m.command_theme_light()),
    'theme.dark': theme('dark', m.command_theme_dark()),
    'palette.open': command(m.command_palette(), null, () => palette.openPalette('all')),
    'shortcuts.open': command(m.command_shortcuts(), null, () => dialogs.show({ kind: 'shortcuts' })),
  };
}

function whyNotRead({ at, room }: Places): string | null {
  if (at === 'audit') return null;
  if (!room) return m.command_no_connection();
  return room.subjectMissing ? m.subject_missing_title() : null;
}
