import type { CommandId } from '../../electron/bridge/commands.ts';
import type { Page } from '../app/page.ts';
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

/** The commands that are about the page: what is shown of it, and how. */
export function pageCommands(page: Page): Record<Ids, Command> {
  const { activity, commands, shell, room } = page;
  const theme = (choice: ThemeChoice, label: string) =>
    command(label, null, () => page.theme.choose(choice), page.theme.choice === choice);
  const search = commands.search;

  return {
    'settings.open': command(m.command_settings(), null, () => page.show({ kind: 'settings' })),
    lock: command(m.command_lock(), null, () => shell.lock()),
    'sessions.read': command(m.refresh(), whyNotRead(page), () => page.readAgain()),
    'sessions.find': command(m.command_find(), search ? null : m.command_no_search(), () => search?.()),
    'sessions.open': command(m.command_sessions(), room ? null : m.command_no_connection(), () =>
      page.showSessions(),
    ),
    'audit.open': command(m.audit(), null, () => page.openAudit()),
    'activity.toggle': command(
      m.activity(),
      null,
      () => activity.show(!activity.open, page.auditing ? null : (room?.connection.id ?? null)),
      activity.open,
    ),
    'theme.system': theme('system', m.command_theme_system()),
    'theme.light': theme('light', m.command_theme_light()),
    'theme.dark': theme('dark', m.command_theme_dark()),
    'palette.open': command(m.command_palette(), null, () => commands.openPalette('all')),
    'shortcuts.open': command(m.command_shortcuts(), null, () => page.show({ kind: 'shortcuts' })),
  };
}

function whyNotRead({ auditing, room }: Page): string | null {
  if (auditing) return null;
  if (!room) return m.command_no_connection();
  return room.subjectMissing ? m.subject_missing_title() : null;
}
