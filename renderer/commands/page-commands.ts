import type { CommandId } from '../../electron/bridge/commands.ts';
import type { Desk } from '../app/desk.svelte.ts';
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
export function pageCommands(desk: Desk): Record<Ids, Command> {
  const { activity, commands, shell, room } = desk;
  const theme = (choice: ThemeChoice, label: string) =>
    command(label, null, () => desk.theme.choose(choice), desk.theme.choice === choice);
  const search = commands.search;

  return {
    'settings.open': command(m.command_settings(), null, () => desk.show({ kind: 'settings' })),
    lock: command(m.command_lock(), null, () => shell.lock()),
    'sessions.read': command(m.refresh(), whyNotRead(desk), () => desk.readAgain()),
    'sessions.find': command(m.command_find(), search ? null : m.command_no_search(), () => search?.()),
    'sessions.open': command(m.command_sessions(), room ? null : m.command_no_connection(), () =>
      desk.showSessions(),
    ),
    'audit.open': command(m.audit(), null, () => desk.openAudit()),
    'activity.toggle': command(
      m.activity(),
      null,
      () => activity.show(!activity.open, desk.auditing ? null : (room?.connection.id ?? null)),
      activity.open,
    ),
    'theme.system': theme('system', m.command_theme_system()),
    'theme.light': theme('light', m.command_theme_light()),
    'theme.dark': theme('dark', m.command_theme_dark()),
    'palette.open': command(m.command_palette(), null, () => commands.openPalette('all')),
    'shortcuts.open': command(m.command_shortcuts(), null, () => desk.show({ kind: 'shortcuts' })),
  };
}

function whyNotRead({ auditing, room }: Desk): string | null {
  if (auditing) return null;
  if (!room) return m.command_no_connection();
  return room.subjectMissing ? m.subject_missing_title() : null;
}
