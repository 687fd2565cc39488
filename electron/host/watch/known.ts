import type { Session, SessionPage } from '../../bridge/session.ts';
import { isLive } from '../../query/status.ts';

/** Limit on remembered ids, beyond what any list holds for long; those not listed for the longest time go first. */
const mostKnown = 100_000;

/** What a reading adds to those before it. */
export interface News {
  /** Live sessions that were in no earlier reading, except our own; none in the first reading. */
  fresh: Session[];
  /** Whether a visible row differs from the previous reading. */
  differs: boolean;
  /** The new id of each session of the previous reading to which the server has given another one. */
  moved: ReadonlyMap<string, string>;
}

/** The sessions of all readings since a watch began. */
export class Known {
  readonly #ids = new Set<string>();
  #last: ReadonlyMap<string, string> | null = null;
  #rows: readonly Session[] = [];
  /** Whether any reading so far was incomplete. */
  #partial = false;
  #newest = -Infinity;

  /** Adds a reading. */
  take(page: SessionPage): News {
    const last = this.#last;
    const moved = movedIds(this.#rows, page.sessions);
    const known = new Set(moved.values());
    const others = page.sessions.filter(({ id }) => !known.has(id));
    const fresh = last === null ? [] : others.filter((session) => this.#isFresh(session));
    const now = new Map(page.sessions.map((session) => [session.id, shown(session)]));
    this.#keep(page, now);
    return { fresh, differs: last !== null && !areSame(last, now), moved };
  }

  #isFresh(session: Session): boolean {
    const { id, current, createdAt } = session;
    if (this.#ids.has(id) || current === true || !isLive(session)) return false;
    // After an incomplete reading an unknown session need not be new: compare the server's own times, whatever its clock.
    return !this.#partial || createdAt === null || createdAt >= this.#newest;
  }

  #keep(page: SessionPage, now: ReadonlyMap<string, string>): void {
    for (const { id, createdAt } of page.sessions) {
      this.#ids.delete(id);
      this.#ids.add(id);
      this.#newest = Math.max(this.#newest, createdAt ?? -Infinity);
    }
    for (const id of this.#ids) {
      if (this.#ids.size <= mostKnown) break;
      this.#ids.delete(id);
    }
    this.#partial ||= isPartial(page);
    this.#last = now;
    if (page.sessions.length > 0) this.#rows = page.sessions;
  }
}

function isPartial({ sessions, total, gaps }: SessionPage): boolean {
  return gaps.length > 0 || (total !== null && total > sessions.length);
}

/**
 * The new id of each row whose earlier id is gone: an update of the server may give every session a new id, and may do so
 * between two pages of one reading. Rows are the same session where user and beginning agree, so a session that began in
 * between has no earlier row.
 */
function movedIds(before: readonly Session[], now: readonly Session[]): ReadonlyMap<string, string> {
  const moved = new Map<string, string>();
  const [then, since] = [before, now].map((rows) => new Set(rows.map(({ id }) => id)));
  const gone = before.filter((row) => isDated(row) && !since?.has(row.id));
  const earlier = Map.groupBy(gone, beginning);
  for (const row of now.filter((one) => isDated(one) && !then?.has(one.id))) {
    const same = earlier.get(beginning(row))?.shift();
    if (same) moved.set(same.id, row.id);
  }
  return moved;
}

function isDated({ createdAt }: Session): boolean {
  return createdAt !== null;
}

/** Who began the session, and when. */
function beginning({ createdAt, user }: Session): string {
  return JSON.stringify([user.id, user.email, createdAt]);
}

/** The visible part of a row; for what may be our own session, without the fields that reading the list itself changes. */
function shown(session: Session): string {
  const { lastActiveAt, expiresAt, phone, extra, ...rest } = session;
  return JSON.stringify(
    session.current === false ? { ...rest, lastActiveAt, expiresAt, phone, extra } : rest,
  );
}

function areSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([id, row]) => other.get(id) === row);
}
