import { randomUUID } from 'node:crypto';
import type { Input } from '../../bridge/contract.ts';
import { fail } from '../../bridge/failure.ts';
import type { Session, SessionPage, SessionPart } from '../../bridge/session.ts';
import type { Filters } from './list-memory.ts';
import type { Listing } from './listing.ts';

/** How many unfinished readings are kept; the oldest are stopped and dropped. */
const mostKept = 8;
/** Maximum rows in one part, so that the page can paint in between. */
const mostRows = 5000;

/** A reading as the page names it. */
type Named = Input<'sessions.more'>;

/** Lists that are read and handed over in parts. */
export class Readings {
  readonly #listing: Pick<Listing, 'read'>;
  readonly #readings = new Map<string, Reading>();

  constructor(listing: Pick<Listing, 'read'>) {
    this.#listing = listing;
  }

  /** Begins to read a list. Resolves with the first rows; throws what reading throws before there are any. */
  async begin(connectionId: string, filters: Filters, known?: boolean): Promise<SessionPage> {
    const reading = new Reading(connectionId);
    this.#listing.read(connectionId, filters, known, reading).then(
      (page) => reading.finish(page),
      (error: unknown) => reading.fail(error),
    );
    const { sessions, total, page } = await reading.take();
    if (page) return { ...page, sessions };
    this.#keep(reading);
    const soFar = { total, unreadable: 0, notes: [], gaps: [], readAt: Date.now() };
    return { connectionId, sessions, ...soFar, reading: reading.id };
  }

  /** The next part of a list; the last one has its page. Throws `not-found` after that. */
  async more({ connectionId, reading: id }: Named): Promise<SessionPart> {
    const reading = this.#find(connectionId, id, 'sessions.more');
    try {
      const part = await reading.take();
      if (part.page) this.#readings.delete(id);
      return part;
    } catch (error) {
      this.#readings.delete(id);
      throw error;
    }
  }

  /** Asks for no further page. */
  stop({ connectionId, reading: id }: Named): void {
    this.#find(connectionId, id, 'sessions.stop').stop();
  }

  #keep(reading: Reading): void {
    this.#readings.set(reading.id, reading);
    for (const [id, one] of this.#readings) {
      if (this.#readings.size <= mostKept) break;
      // Nothing asks for its parts any more.
      one.stop();
      this.#readings.delete(id);
    }
  }

  #find(connectionId: string, id: string, tried: string): Reading {
    const reading = this.#readings.get(id);
    if (reading?.connectionId === connectionId) return reading;
    const got = 'this list is not being read any more';
    return fail({ code: 'not-found', tried, got, next: 'refresh' });
  }
}

/** One list while it is being read: what has come, and how much of it was handed over. */
class Reading {
  readonly id = randomUUID();
  readonly connectionId: string;
  readonly stopped: Promise<'stopped'>;
  readonly stop: () => void;
  /** The sessions that came, in this order; the first `#given` of them were handed over. */
  readonly #came: Session[] = [];
  #given = 0;
  #total: number | null = null;
  #end: { page: SessionPage } | { error: unknown } | null = null;
  #news = Promise.withResolvers<undefined>();

  constructor(connectionId: string) {
    this.connectionId = connectionId;
    const { promise, resolve } = Promise.withResolvers<'stopped'>();
    this.stopped = promise;
    this.stop = () => resolve('stopped');
  }

  add(sessions: readonly Session[], total: number | null): void {
    this.#total = total;
    for (const session of sessions) this.#came.push(session);
    this.#wake();
  }

  finish(page: SessionPage): void {
    const { sessions, total } = page;
    const isContinued = this.#came.every((session, at) => session === sessions[at]);
    this.#end = { page };
    // If the list does not begin with the parts, it is handed over again as a whole.
    this.add(isContinued ? sessions.slice(this.#came.length) : sessions, total);
  }

  fail(error: unknown): void {
    this.#end = { error };
    this.#wake();
  }

  /** Resolves with what has come since the last call, as soon as something has. */
  async take(): Promise<SessionPart> {
    while (this.#given === this.#came.length && this.#end === null) await this.#news.promise;
    const sessions = this.#came.slice(this.#given, this.#given + mostRows);
    this.#given += sessions.length;
    const part = { sessions, read: this.#came.length, total: this.#total, dropped: [], page: null };
    if (this.#end === null || this.#given < this.#came.length) return part;
    if ('page' in this.#end) return { ...part, ...this.#closing(this.#end.page) };
    // What came before the failure is handed over first.
    if (sessions.length > 0) return part;
    throw this.#end.error;
  }

  #closing({ sessions, ...page }: SessionPage): Omit<SessionPart, 'sessions' | 'total'> {
    const read = sessions.length;
    if (read === this.#came.length) return { read, dropped: [], page };
    const listed = new Set(sessions.map(({ id }) => id));
    const dropped = new Set(this.#came.map(({ id }) => id).filter((id) => !listed.has(id)));
    return { read, dropped: [...dropped], page };
  }

  #wake(): void {
    this.#news.resolve(undefined);
    this.#news = Promise.withResolvers();
  }
}
