import type { Scope } from '../../electron/bridge/revocation.ts';
import type { Session } from '../../electron/bridge/session.ts';
import { m } from '../messages/compiled/messages.js';
import { both, countOf } from '../../electron/query/masks.ts';
import { isLive } from '../../electron/query/status.ts';
import { listedOf, scopeNumber } from '../sessions/listed-words.ts';
import { mostAtOnce } from './planning.svelte.ts';
import type { Room } from '../sessions/room.svelte.ts';

/** One line of the menu for ending: what, in how many calls, or why not. */
export interface EndScope {
  scope: Scope;
  label: string;
  /** In how many calls; for a scope that cannot be had, why not. */
  about: string;
  possible: boolean;
  /** Asks for the plan; nothing ends before it is confirmed. */
  ask: () => Promise<void>;
}

/** Every scope there is, each with its live count. Those that this API or list cannot offer say why. */
export function endScopes(room: Room): EndScope[] {
  return [one(room), selected(room), matching(room), others(room), everything(room)];
}

/** Asks for a plan of these sessions, by the scope that fits their number. Of several, our own is left out. */
export function askToEnd(room: Room, sessions: readonly Session[]): Promise<void> {
  const live = sessions.filter(isLive);
  const sessionIds = (live.length > 1 ? live.filter(isNotCurrent) : live).map(({ id }) => id);
  return room.planning.ask({ scope: sessionIds.length === 1 ? 'one' : 'selected', sessionIds });
}

/** Asks for a plan of what is ticked. */
export function askToEndSelected({ planning, selection }: Room): Promise<void> {
  return planning.ask(selection.asked());
}

function one(room: Room): EndScope {
  const chosen = room.atHand;
  const whyNot = chosen ? m.end_scope_over() : m.end_scope_no_row();
  const able = chosen !== null && isLive(chosen);
  return line('one', m.end_scope_one(), able ? null : whyNot, 1, () =>
    room.planning.ask({ scope: 'one', sessionIds: chosen ? [chosen.id] : [] }),
  );
}

function selected(room: Room): EndScope {
  const { ends: count, named } = room.selection;
  const whyNot = count === 0 ? m.end_scope_none_selected() : tooMany(named);
  return line('selected', m.end_scope_selected({ count }), whyNot, count, () => askToEndSelected(room));
}

function matching(room: Room): EndScope {
  const { view, planning, reading } = room;
  const { rows } = reading.list;
  const count = view.filtered ? countOf(both(view.mask, rows.others)) : 0;
  const none = count === 0 ? m.end_scope_no_others() : null;
  const whyNot = view.filtered ? none : m.end_scope_no_filter();
  const wanted = () => ({
    ...view.question,
    at: rows.readAt,
    vocabulary: { ...rows.vocabulary },
    except: [],
  });
  return line('matching', m.end_scope_matching({ some: some(room, count) }), whyNot, count, () =>
    planning.ask({ scope: 'matching', matching: wanted() }),
  );
}

function others(room: Room): EndScope {
  const { reading, planning } = room;
  const { rows } = reading.list;
  const known = countOf(rows.own) > 0;
  const count = known ? countOf(rows.others) : 0;
  const none = count === 0 ? m.end_scope_no_others() : null;
  const whyNot = known ? none : m.end_scope_current_unknown();
  return line('others', m.end_scope_others({ some: some(room, count) }), whyNot, count, () =>
    planning.ask({ scope: 'others' }),
  );
}

function everything(room: Room): EndScope {
  const count = countOf(room.reading.list.rows.live);
  const whyNot = count === 0 ? m.end_scope_no_others() : null;
  const calls = room.can('endAll') ? 1 : count;
  return line('everything', m.end_scope_everything({ some: some(room, count) }), whyNot, calls, () =>
    room.planning.ask({ scope: 'everything' }),
  );
}

function line(
  scope: Scope,
  label: string,
  whyNot: string | null,
  calls: number,
  ask: EndScope['ask'],
): EndScope {
  return { scope, label, about: whyNot ?? m.end_calls({ count: calls }), possible: whyNot === null, ask };
}

/** What will be tried, of a scope that means sessions whether or not they are listed. */
function some({ reading: { page } }: Room, count: number): string {
  return scopeNumber(count, page && listedOf(page));
}

function tooMany(count: number): string | null {
  return count > mostAtOnce ? m.end_too_many({ most: mostAtOnce }) : null;
}

function isNotCurrent({ current }: Session): boolean {
  return current !== true;
}
