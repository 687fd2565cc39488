import { randomUUID } from 'node:crypto';
import { fail } from '../../bridge/failure.ts';
import type { Session, SessionPage, SessionPart } from '../../bridge/session.ts';
import type { Filters } from './list-memory.ts';
import type { Listing } from './listing.ts';

/** How many readings are kept for pages that ask for their parts; the oldest are dropped. */
const mostKept = 8;
/** How many rows one part has at most, so that the page can paint between two of them. */
const mostRows = 5000;

/** Lists that are read and handed over in parts. */
export class Readings {
  readonly #listing: Pick<Listing, 'read'>;
  readonly #readings = new Map<string, Reading>();

  constructor(listing: Pick<Listing, 'read'>) {
    this.#listing = listing;
  }

  /** Begins to read a list. Resolves with the first rows; throws what reading throws before there are any. */
  async begin(connectionId: string, filters: Filters, known?: boolean): Promise<SessionPage> {
    const reading = new Reading();
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
  async more(id: string): Promise<SessionPart> {
    const reading = this.#find(id, 'sessions.more');
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
  stop(id: string): void {
    this.#find(id, 'sessions.stop').stop();
  }

  #keep(reading: Reading): void {
    this.#readings.set(reading.id, reading);
    for (const [id, one] of this.#readings) {
      if (this.#readings.size <= mostKept) break;
      // Nobody would ever see its rows.
      one.stop();
      this.#readings.delete(id);
    }
  }

  #find(id: string, tried: string): Reading {
    const got = 'this list is not being read any more';
    return this.#readings.get(id) ?? fail({ code: 'not-found', tried, got, next: 'refresh' });
  }
}

/** One list while it is read: what has come, and what of it was handed over. */
class Reading {
  readonly id = randomUUID();
  readonly stopped: Promise<'stopped'>;
  readonly stop: () => void;
  /** The sessions that came, in this order; the first `#given` of them were handed over. */
  readonly #came: Session[] = [];
  #given = 0;
  #total: number | null = null;
  #end: { page: SessionPage } | { error: unknown } | null = null;
  #news = Promise.withResolvers<undefined>();

  constructor() {
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
    // Where the parts were not the list's beginning, all of it is handed over once more.
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
