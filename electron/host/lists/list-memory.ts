import { isDeepStrictEqual } from 'node:util';
import type { Listing, Row } from '../../adapters/pages/listing.ts';
import { fail } from '../../bridge/failure.ts';
import type { Plan } from '../../bridge/revocation.ts';
import type { Gap, Session, SessionPage } from '../../bridge/session.ts';
import type { KnownSecrets } from '../scrub/known-secrets.ts';
import type { KeptSignIns } from '../sign-in/kept-sign-ins.ts';
import { signInWordOf } from '../sign-in/seen.ts';
import { newSlices } from '../work/slices.ts';
import { rowId } from './row-id.ts';
import { shownLimit, shownSession } from './shown-session.ts';

/** What is known about the completeness of a list that was read. */
export type Listed = Plan['listed'];

/** The rows of one reading that were turned into sessions so far, and those sessions. */
interface RowsSoFar {
  nth: number;
  rows: Row[];
  sessions: Session[];
}

/** A row as it is remembered, and the reading that it was last seen in; 0: none. */
interface Kept {
  handle: string;
  session: Session;
  seenIn: number;
}

/** The data read from one connection. */
interface Memory {
  rows: Map<string, Kept>;
  /** The users of sessions for which the API no longer names one. */
  users: Map<string, string>;
  last: Session[];
  /** The filters of `last`, or of `reading`; null before the first list. */
  lastFilters: Filters | null;
  /** What has come of the first list with its filters; it takes the place of `last`. */
  reading: RowsSoFar | null;
  listed: Listed | null;
  /** The last page; null once a request may have changed the server since that page was requested. */
  latest: { page: SessionPage; filters: Filters } | null;
}

export type Filters = Record<string, string>;

/** The question a list answers. `changes` is the connection's change count when the request began. */
export interface Asked {
  filters: Filters;
  /** There was no list with these filters when the request began, nor part of one: the page shows rows as they come. */
  isFirst: boolean;
  changes: number;
  soFar: RowsSoFar;
}

/** The data last read from each connection; maps the page's opaque row ids to handles. */
export class ListMemory {
  readonly #memories = new Map<string, Memory>();
  readonly #secrets: Pick<KnownSecrets, 'scrub' | 'scrubKept'>;
  readonly #signIns: KeptSignIns;
  /** How many readings there were. */
  #readings = 0;
  /** Connections whose list could not be read when it was last asked for. */
  readonly #missed = new Set<string>();
  /** Requests that may have changed the server, counted per connection. */
  readonly #changes = new Map<string, number>();

  constructor(secrets: Pick<KnownSecrets, 'scrub' | 'scrubKept'>, signIns: KeptSignIns) {
    this.#secrets = secrets;
    this.#signIns = signIns;
  }

  /** Call before requesting a list; pass the result to `keep`. */
  asking(connectionId: string, filters: Filters): Asked {
    const { lastFilters = null } = this.#memories.get(connectionId) ?? {};
    const isFirst = !isDeepStrictEqual(lastFilters, filters);
    return { filters, isFirst, changes: this.#changesOf(connectionId), soFar: this.#newReading() };
  }

  /** Turns a listing into a page and remembers its handles, in slices of about 20 ms. */
  async keep(connectionId: string, listing: Listing, asked: Asked): Promise<SessionPage> {
    const { filters, changes } = asked;
    const sessions = await this.#keepAll(connectionId, listing.rows, asked.soFar);
    const limit = listing.limit && { limit: shownLimit(this.#secrets, listing.limit) };
    const brokeOff = listing.brokeOff && { brokeOff: this.#secrets.scrub(listing.brokeOff) };
    const page = { ...pageOf(connectionId, listing, sessions), ...limit, ...brokeOff };
    const memory = this.#of(connectionId);
    Object.assign(memory, { last: sessions, lastFilters: filters, reading: null });
    this.#missed.delete(connectionId);
    memory.listed = { rows: sessions.length, total: page.total, gaps: page.gaps };
    memory.latest = changes === this.#changesOf(connectionId) ? { page, filters } : null;
    return page;
  }

  /**
   * Keeps a part of a list that is still being read; resolves with its sessions. Those of a first list can be ended before
   * the rest has come. A list that is read again stays the last one until all of it is there, as it does in the page.
   */
  async keepPart(
    connectionId: string,
    rows: readonly Row[],
    total: number | null,
    { filters, soFar, isFirst }: Asked,
  ): Promise<Session[]> {
    const sessions = await this.keepRows(connectionId, rows, soFar);
    if (!isFirst) return sessions;
    const read = soFar.sessions.length;
    const listed = { rows: read, total, gaps: [{ why: 'still-reading' as const, count: read }] };
    Object.assign(this.#of(connectionId), { reading: soFar, lastFilters: filters, listed, latest: null });
    return sessions;
  }

  /**
   * Turns rows into sessions and remembers their handles, in slices of about 20 ms, without replacing the last list. Of
   * several rows with the same id only the first counts, because they could not be told apart.
   */
  async keepRows(
    connectionId: string,
    rows: readonly Row[],
    soFar: RowsSoFar = this.#newReading(),
  ): Promise<Session[]> {
    const slices = newSlices();
    const from = soFar.sessions.length;
    for (const row of rows) {
      if (slices.isDue()) await slices.next();
      this.#addRow(connectionId, row, soFar);
    }
    return soFar.sessions.slice(from);
  }

  /** Adds the session of a row, unless an earlier row of the same reading has its id. */
  #addRow(connectionId: string, row: Row, { nth, rows, sessions }: RowsSoFar): void {
    const id = rowId(connectionId, row);
    const known = this.#of(connectionId).rows.get(id);
    if (known?.seenIn === nth && known.handle !== row.handle) return;
    rows.push(row);
    sessions.push(this.keepOne(connectionId, row, id, nth));
  }

  /** The sessions of a whole list; those of the parts that it begins with are not soFar again. */
  async #keepAll(connectionId: string, rows: readonly Row[], soFar: RowsSoFar): Promise<Session[]> {
    const isContinued = soFar.rows.every((row, at) => row === rows[at]);
    if (!isContinued) return this.keepRows(connectionId, rows);
    await this.keepRows(connectionId, rows.slice(soFar.rows.length), soFar);
    return soFar.sessions;
  }

  #newReading(): RowsSoFar {
    this.#readings += 1;
    return { nth: this.#readings, rows: [], sessions: [] };
  }

  /** Turns one row into a session and remembers its handle. */
  keepOne(connectionId: string, row: Row, id = rowId(connectionId, row), seenIn = 0): Session {
    const signIn = signInWordOf(this.#signIns.of(connectionId, id), row.session);
    const given = { ...row.session, id, connectionId, ...(signIn ? { signIn } : {}) };
    const session = shownSession(this.#secrets, given);
    const { rows, users } = this.#of(connectionId);
    // The scrubbed session is stored, because it stays here longer than the key is known to the scrubber.
    const user = session.user.id === null ? this.lastUser(connectionId, id) : null;
    if (user !== null) users.set(id, user);
    rows.set(id, { handle: row.handle, session, seenIn });
    return session;
  }

  /** The row of a known id; throws `not-found` for any other. */
  row(connectionId: string, sessionId: string): Row {
    const got = 'this session is not in the list that was last read';
    const row = this.#memories.get(connectionId)?.rows.get(sessionId);
    return row ?? fail({ code: 'not-found', tried: 'finding the session', got });
  }

  /** The user last seen on a session, which an API may no longer report after its end; null: never seen. */
  lastUser(connectionId: string, sessionId: string): string | null {
    const { rows, users } = this.#memories.get(connectionId) ?? {};
    return rows?.get(sessionId)?.session.user.id ?? users?.get(sessionId) ?? null;
  }

  /** The sessions of the last list, or those that have come so far of one that is being read in parts. */
  last(connectionId: string): Session[] {
    const { reading = null, last = [] } = this.#memories.get(connectionId) ?? {};
    return reading ? [...new Map(reading.sessions.map((session) => [session.id, session])).values()] : last;
  }

  /** How complete the last list was; null before the first. */
  listed(connectionId: string): Listed | null {
    return this.#memories.get(connectionId)?.listed ?? null;
  }

  /** The list was asked for and could not be read: the last one stays, and is stale. */
  missed(connectionId: string): void {
    this.#missed.add(connectionId);
  }

  /** Whether the list has been asked for in vain since it was last read. */
  isStale(connectionId: string): boolean {
    return this.#missed.has(connectionId);
  }

  /** Drops everything read from a connection. */
  forget(connectionId: string): void {
    this.#memories.delete(connectionId);
    this.#missed.delete(connectionId);
    this.outdate(connectionId);
  }

  /** The last page, if it is complete, has these filters, and no request may have changed the server since. */
  latest(connectionId: string, filters: Filters): SessionPage | null {
    const { latest = null } = this.#memories.get(connectionId) ?? {};
    return latest && latest.page.gaps.length === 0 && isDeepStrictEqual(latest.filters, filters)
      ? latest.page
      : null;
  }

  #changesOf(connectionId: string): number {
    return this.#changes.get(connectionId) ?? 0;
  }

  /** Marks cached and in-flight lists as stale. */
  outdate(connectionId: string): void {
    this.#changes.set(connectionId, this.#changesOf(connectionId) + 1);
    const memory = this.#memories.get(connectionId);
    if (memory) memory.latest = null;
  }

  #of(connectionId: string): Memory {
    const memory = this.#memories.get(connectionId);
    if (memory) return memory;
    const fresh = {
      rows: new Map(),
      users: new Map(),
      last: [],
      lastFilters: null,
      reading: null,
      listed: null,
      latest: null,
    };
    this.#memories.set(connectionId, fresh);
    return fresh;
  }
}

/** Builds the page of a listing; `sessions` are its distinct rows. */
function pageOf(connectionId: string, listing: Listing, sessions: Session[]): SessionPage {
  const { rows, unreadable, total, notes, gaps } = listing;
  const twice = rows.length - sessions.length;
  const more: Gap[] = twice > 0 ? [{ why: 'duplicate-rows', count: twice }] : [];
  const page = { connectionId, sessions, unreadable: unreadable + twice, total, notes };
  return { ...page, gaps: [...gaps, ...more], readAt: Date.now() };
}
