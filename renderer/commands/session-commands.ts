import type { CommandId } from '../../electron/bridge/commands.ts';
import type { Scope } from '../../electron/bridge/revocation.ts';
import type { Page } from '../app/page.ts';
import { m } from '../messages/compiled/messages.js';
import { isLive } from '../../electron/query/status.ts';
import type { Links } from '../links/links.svelte.ts';
import { switchTo } from '../sessions/switch-words.ts';
import { askToEnd, askToEndSelected, endScopes } from '../ending/end-scopes.ts';
import type { Room } from '../sessions/room.svelte.ts';
import { isUnderway } from '../runs/run-words.ts';
import { command, type Command } from './command.ts';

type Ids = Extract<CommandId, `session.${string}` | `sessions.end${string}` | `run.${string}`>;

/** The commands that are about sessions on the page: the one at hand, those that are selected, those that match. */
export function sessionCommands(page: Page, links: Links): Record<Ids, Command> {
  const room = page.places.shown;
  const scopes = room?.reading.page ? endScopes(room) : [];
  const { waiting } = page.runs;

  function end(scope: Scope, label: string): Command {
    const line = scopes.find((each) => each.scope === scope);
    const whyNot = line?.possible ? null : (line?.about ?? m.command_no_sessions());
    return command(label, cannotEnd(room) ?? whyNot, () => line?.ask());
  }

  return {
    'session.switch': switchCommand(page, room),
    'session.copyLink': command(
      m.command_copy_session_link(),
      room?.atHand ? null : m.command_no_session(),
      () => room?.atHand && links.copy(room.connection.id, room.atHand.id),
    ),
    'session.end': endCommand(room),
    'sessions.endMatching': end('matching', m.command_end_matching()),
    'sessions.endOthers': end('others', m.command_end_others()),
    'sessions.endEverything': end('everything', m.command_end_everything()),
    'run.undo': command(m.command_undo(), waiting ? null : m.command_nothing_waits(), () =>
      waiting?.act('undo'),
    ),
  };
}

function switchCommand(page: Page, room: Room | null): Command {
  const session = room?.atHand;
  const run = () => room && session && switchTo(page.toasts, room, session);
  return command(m.command_switch(), whyNotSwitch(room), run);
}

function whyNotSwitch(room: Room | null): string | null {
  const session = room?.atHand;
  if (!room || !session) return m.command_no_session();
  if (!room.can('switch')) return m.command_no_switch({ api: room.api.title });
  if (session.current === true) return m.command_is_current();
  return isLive(session) ? null : m.end_scope_over();
}

/** Ends the selected sessions or, with none selected, the one at hand. */
function endCommand(room: Room | null): Command {
  const count = room?.selection.ends ?? 0;
  const label = count > 1 ? m.command_end_selected({ count }) : m.command_end();
  return command(label, whyNotEnd(room), () => {
    if (!room) return undefined;
    if (count > 0) return askToEndSelected(room);
    return room.atHand ? askToEnd(room, [room.atHand]) : undefined;
  });
}

function whyNotEnd(room: Room | null): string | null {
  const never = cannotEnd(room);
  if (never !== null || room === null) return never;
  if (room.selection.count > 0) return room.selection.ends > 0 ? null : m.end_scope_over();
  const session = room.atHand;
  if (!session) return m.command_no_session();
  const place = room.runs.placeOf(session.id);
  if (place && isUnderway(place.followed.summary)) return m.command_is_ending();
  return isLive(session) ? null : m.end_scope_over();
}

function cannotEnd(room: Room | null): string | null {
  if (!room) return m.command_no_sessions();
  return room.can('end') ? null : m.command_no_end({ api: room.api.title });
}
