import type { Session, SessionPage } from '../../bridge/session.ts';
import { isLive } from '../../query/status.ts';

/** More ids than any list holds for long; those that were not listed for the longest time go. */
const mostKnown = 100_000;

/** What a reading says beside those before it. */
export interface News {
  /** Living sessions that were in no reading yet, without our own; none in the first reading. */
  fresh: Session[];
  /** Whether a row that is shown differs from the reading before. */
  differs: boolean;
}

/** The sessions of all readings since a watch began. */
export class Known {
  readonly #ids = new Set<string>();
  #last: ReadonlyMap<string, string> | null = null;
  /** A list was read that left sessions out. */
  #partial = false;
  #newest = -Infinity;

  take(page: SessionPage): News {
    const last = this.#last;
    const fresh = last === null ? [] : page.sessions.filter((session) => this.#isFresh(session));
    const now = new Map(page.sessions.map((session) => [session.id, shown(session)]));
    this.#keep(page, now);
    return { fresh, differs: last !== null && !areSame(last, now) };
  }

  #isFresh(session: Session): boolean {
    const { id, current, createdAt } = session;
    if (this.#ids.has(id) || current === true || !isLive(session)) return false;
    // A session that was left out before is not new for that; the server's own times tell, whatever its clock says.
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
  }
}

function isPartial({ sessions, total, gaps }: SessionPage): boolean {
  return gaps.length > 0 || (total !== null && total > sessions.length);
}

/** What of a row would be another one on the page. To read a list is to use one's own session: that is no news of it. */
function shown(session: Session): string {
  const { lastActiveAt, expiresAt, phone, extra, ...rest } = session;
  return JSON.stringify(
    session.current === false ? { ...rest, lastActiveAt, expiresAt, phone, extra } : rest,
  );
}

function areSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([id, row]) => other.get(id) === row);
}
