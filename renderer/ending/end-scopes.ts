import type { Scope } from '../../electron/bridge/revocation.ts';
import type { Session } from '../../electron/bridge/session.ts';
import { m } from '../messages/compiled/messages.js';
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

/** Leaves our own session out of several: only `everything` ends it. The host enforces this, too. */
export function withoutOwn(sessions: readonly Session[]): readonly Session[] {
  return sessions.length > 1 ? sessions.filter(isNotCurrent) : sessions;
}

/** Asks for a plan of these sessions, by the scope that fits their number. */
export function askToEnd(room: Room, sessions: readonly Session[]): Promise<void> {
  const ids = withoutOwn(sessions.filter(isLive)).map(({ id }) => id);
  return room.planning.ask(ids.length === 1 ? 'one' : 'selected', ids);
}

function one(room: Room): EndScope {
  const chosen = room.atHand;
  const whyNot = chosen ? m.end_scope_over() : m.end_scope_no_row();
  const able = chosen !== null && isLive(chosen);
  return line('one', m.end_scope_one(), able ? null : whyNot, 1, () =>
    room.planning.ask('one', chosen ? [chosen.id] : []),
  );
}

function selected(room: Room): EndScope {
  const sessions = withoutOwn(room.selection.sessions.filter(isLive));
  const count = sessions.length;
  const whyNot = count === 0 ? m.end_scope_none_selected() : tooMany(count);
  return line('selected', m.end_scope_selected({ count }), whyNot, count, () => askToEnd(room, sessions));
}

function matching(room: Room): EndScope {
  const { view, planning } = room;
  const ids = view.filtered ? view.shown.filter((each) => isLive(each) && isNotCurrent(each)) : [];
  const count = ids.length;
  const none = count === 0 ? m.end_scope_no_others() : tooMany(count);
  const whyNot = view.filtered ? none : m.end_scope_no_filter();
  return line('matching', m.end_scope_matching({ some: some(room, count) }), whyNot, count, () =>
    planning.ask(
      'matching',
      ids.map(({ id }) => id),
    ),
  );
}

function others(room: Room): EndScope {
  const { reading, planning } = room;
  const known = reading.sessions.some(({ current }) => current === true);
  const count = known ? reading.sessions.filter((each) => isLive(each) && isNotCurrent(each)).length : 0;
  const none = count === 0 ? m.end_scope_no_others() : null;
  const whyNot = known ? none : m.end_scope_current_unknown();
  return line('others', m.end_scope_others({ some: some(room, count) }), whyNot, count, () =>
    planning.ask('others'),
  );
}

function everything(room: Room): EndScope {
  const count = room.reading.sessions.filter(isLive).length;
  const whyNot = count === 0 ? m.end_scope_no_others() : null;
  const calls = room.can('endAll') ? 1 : count;
  return line('everything', m.end_scope_everything({ some: some(room, count) }), whyNot, calls, () =>
    room.planning.ask('everything'),
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
