import type { Row } from '../../adapters/pages/listing.ts';
import type { Session, SessionPage } from '../../bridge/session.ts';
import type { OperateOptions } from '../http/call.ts';
import { keepSeen } from '../sign-in/keep-seen.ts';
import { able } from '../work/attempt.ts';
import type { Filters } from './list-memory.ts';
import type { Opened, Operations } from './operations.ts';

/** Receives a list while it is being read. */
interface ListSink {
  /** Resolves when a person stops the reading. */
  stopped: Promise<'stopped'>;
  add(sessions: readonly Session[], total: number | null): void;
}

/** Reads lists, and remembers each connection's last filters so that reading again asks the same question. */
export class Listing {
  readonly #operations: Operations;
  readonly #filters = new Map<string, Filters>();
  readonly #read: (connectionId: string) => void;

  /** `read` is called after every list that was read. */
  constructor(operations: Operations, read: (connectionId: string) => void) {
    this.#operations = operations;
    this.#read = read;
  }

  /** The filters of the last read; before that, the connection's own. */
  filtersOf(connectionId: string): Filters {
    return this.#filters.get(connectionId) ?? this.#operations.find(connectionId).connection.filters;
  }

  /**
   * Reads a list; its filters apply from now on. `known` accepts the cached page if it is still current.
   */
  async read(connectionId: string, filters: Filters, known = false, sink?: ListSink): Promise<SessionPage> {
    const latest = known ? this.#operations.lists.latest(connectionId, filters) : null;
    const page = latest ?? (await this.again(connectionId, {}, filters, sink));
    this.#filters.set(connectionId, filters);
    this.#dropRemoved();
    return page;
  }

  /** Reads the list again if the last attempt to read it failed: nothing is to be done on a stale list. */
  async freshen(connectionId: string): Promise<void> {
    if (this.#operations.lists.isStale(connectionId)) await this.again(connectionId);
  }

  async #orMissed<Result>(connectionId: string, reading: Promise<Result>): Promise<Result> {
    try {
      return await reading;
    } catch (error) {
      this.#operations.lists.missed(connectionId);
      throw error;
    }
  }

  /** Drops the filters of removed connections. */
  #dropRemoved(): void {
    const kept = new Set(this.#operations.connections().map(({ id }) => id));
    for (const id of this.#filters.keys()) if (!kept.has(id)) this.#filters.delete(id);
  }

  /** Reads the list again, in its own operation. */
  async again(
    connectionId: string,
    options: OperateOptions = {},
    filters = this.filtersOf(connectionId),
    sink?: ListSink,
  ): Promise<SessionPage> {
    const work = (opened: Opened) => this.within(opened, filters, sink);
    return this.#orMissed(connectionId, this.#operations.operate(connectionId, work, options));
  }

  /** Reads the list again as part of an operation. */
  async within(
    opened: Opened,
    filters = this.filtersOf(opened.connection.id),
    sink?: ListSink,
  ): Promise<SessionPage> {
    const { id } = opened.connection;
    const asked = this.#operations.lists.asking(id, filters);
    const options = sink && {
      stopped: sink.stopped,
      // Where there is a list already, a failure leaves that one in place.
      partial: asked.isFirst,
      part: async (rows: Row[], total: number | null) =>
        sink.add(await this.#operations.lists.keepPart(id, rows, total, asked), total),
    };
    const listed = await this.#orMissed(id, able(opened.adapter, 'list')(opened.api, filters, options));
    await keepSeen(opened, listed.rows);
    const page = await this.#operations.lists.keep(id, listed, asked);
    this.#read(id);
    return page;
  }
}
