import type { CommandId } from '../../electron/bridge/commands.ts';
import type { Page } from '../app/page.ts';
import { m } from '../messages/compiled/messages.js';
import { canByPhone } from '../rail/connection-words.ts';
import { toggleWatch } from '../watch/acts.ts';
import type { Links } from '../links/links.svelte.ts';
import { command, type Command } from './command.ts';
import type { PaletteAndSearch } from './page-commands.ts';

type Ids = Extract<CommandId, `connection.${string}` | `signIn.${string}` | `watch.${string}`>;

/** The commands that are about the chosen connection, or about connections in general. */
export function connectionCommands(
  page: Page,
  palette: PaletteAndSearch,
  links: Links,
): Record<Ids, Command> {
  const { dialogs, places } = page;
  const { connection } = places;
  const none = connection ? null : m.command_no_connection();
  const demoStays = connection?.kind === 'demo' ? m.command_demo_stays() : null;
  const hasKey = (page.connections.keyOf(connection?.id ?? '')?.state ?? 'absent') !== 'absent';
  const noKey = hasKey ? null : m.command_no_key();
  const act = (kind: 'check' | 'forget' | 'remove') => () => connection && dialogs.show({ kind, connection });

  return {
    'connection.new': command(m.command_new(), null, () =>
      dialogs.show({ kind: 'connection', connection: null }),
    ),
    'connection.edit': command(
      m.command_edit(),
      none ?? demoStays,
      () => connection && dialogs.show({ kind: 'connection', connection }),
    ),
    'connection.check': command(m.menu_check(), none, act('check')),
    'connection.copyLink': command(
      m.command_copy_link(),
      none,
      () => connection && links.copy(connection.id, null),
    ),
    'connection.forget': command(m.menu_forget(), none ?? demoStays ?? noKey, act('forget')),
    'connection.remove': command(m.command_remove(), none ?? demoStays, act('remove')),
    ...commandsElsewhere(page, palette, none),
  };
}

type Elsewhere = Extract<Ids, 'connection.choose' | 'signIn.open' | 'watch.toggle'>;

/** Those that lead to another connection or room, or go on while the page shows something else. */
function commandsElsewhere(
  { connections, places, toasts, watching }: Page,
  palette: PaletteAndSearch,
  none: string | null,
): Record<Elsewhere, Command> {
  const { connection } = places;
  const byPhone = canByPhone(places.room?.api) ? null : m.command_no_phone();
  return {
    'connection.choose': command(
      m.command_choose(),
      connections.list.length > 0 ? null : m.no_connections_title(),
      () => palette.openPalette('connections'),
    ),
    'signIn.open': command(
      m.command_sign_in(),
      none ?? byPhone,
      () => connection && places.openSignIn(connection),
    ),
    'watch.toggle': command(
      m.command_watch(),
      none,
      () => connection && toggleWatch({ watching, toasts }, connection),
      connection !== null && watching.isOn(connection.id),
    ),
  };
}
