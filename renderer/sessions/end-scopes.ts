import { m } from '../messages/compiled/messages.js';
import { isLive } from './describe.ts';
import type { Room } from './room.svelte.ts';

/** One line of the menu for ending: what, in how many calls, or why not. */
export interface EndScope {
  label: string;
  /** In how many calls; for a scope that cannot be had, why not. */
  about: string;
  possible: boolean;
  /** Asks the question; nothing ends before it is answered. */
  ask: () => void;
}

/** Every scope there is, each with its live count. Those that this API or list cannot offer say why. */
export function endScopes(room: Room): EndScope[] {
  return [selected(room), others(room), everything(room)];
}

function selected({ selection, ending }: Room): EndScope {
  const { sessions } = selection;
  const count = sessions.length;
  return {
    label: m.end_scope_selected({ count }),
    about: count > 0 ? m.end_one_by_one() : m.end_scope_none_selected(),
    possible: count > 0,
    ask: () => ending.ask(sessions),
  };
}

function others({ reading, ending }: Room): EndScope {
  const current = reading.sessions.some((session) => session.current === true);
  const rest = reading.sessions.filter((session) => isLive(session) && session.current !== true);
  const whyNot = current ? m.end_scope_no_others() : m.end_scope_current_unknown();
  const possible = current && rest.length > 0;
  return {
    label: m.end_scope_others({ count: current ? rest.length : 0 }),
    about: possible ? m.end_one_by_one() : whyNot,
    possible,
    ask: () => ending.ask(rest),
  };
}

function everything(room: Room): EndScope {
  const live = room.reading.sessions.filter(isLive);
  const able = room.can('endAll');
  const whyNot = able ? m.end_scope_no_others() : m.end_scope_no_call({ api: room.api.title });
  const possible = able && live.length > 0;
  return {
    label: m.end_scope_everything({ count: live.length }),
    about: possible ? m.end_one_call() : whyNot,
    possible,
    ask: () => room.ending.askEverything(),
  };
}
