import type { Bridge } from '../../../electron/bridge/crossing/connect.ts';
import { BridgeError, type Failure } from '../../../electron/bridge/failure.ts';
import type { Session, SessionPage } from '../../../electron/bridge/session.ts';
import type { Hint } from '../../../electron/query/hints.ts';
import { Rows } from '../../../electron/query/rows.ts';
import { Latest } from '../../remote/remote.svelte.ts';
import { pageWords } from '../row/page-words.ts';
import { GrowingList, prepare, wholeList, type List, type ReadList } from './growing-list.ts';

const none: readonly Session[] = [];
const noHints: ReadonlyMap<string, readonly Hint[]> = new Map();

/** How far a list has been read that comes in parts; `total` null: the server does not count. */
interface Progress {
  reading: string;
  read: number;
  total: number | null;
  /** Whether rows are shown as they come. Otherwise an earlier list is shown, which stopping would lose. */
  canStop: boolean;
}

interface Rest extends Pick<Progress, 'reading' | 'canStop'> {
  /** False once a later call has taken over. */
  isLatest: () => boolean;
}

/** One connection's sessions as last read. A failed read keeps the earlier page, marked stale. */
export class Reading {
  readonly #bridge: Bridge;
  readonly #connectionId: string;
  readonly #read = new Latest<ReadList>();
  readonly #empty: List = { rows: new Rows(pageWords().vocabulary, 0), isPrepared: true };
  #preparing: Rows<Session> | null = null;
  #progress = $state.raw<Progress | null>(null);
  /** The network has gone since it was read. */
  #cutOff = $state(false);

  constructor(bridge: Bridge, connectionId: string) {
    this.#bridge = bridge;
    this.#connectionId = connectionId;
  }

  get page(): SessionPage | null {
    return this.#read.value?.page ?? null;
  }

  get list(): List {
    return this.#read.value?.list ?? this.#empty;
  }

  get sessions(): readonly Session[] {
    return this.page?.sessions ?? none;
  }

  get failure(): Failure | null {
    return this.#read.failure;
  }

  get busy(): boolean {
    return this.#read.busy;
  }

  get stale(): boolean {
    return this.page !== null && (this.failure !== null || this.#cutOff);
  }

  /** How far the list has been read; null while no further rows are to come. */
  get progress(): Progress | null {
    return this.busy ? this.#progress : null;
  }

  /** What may be odd about sessions of the list, by their ids; none before the list is prepared. */
  get hints(): ReadonlyMap<string, readonly Hint[]> {
    const { rows, isPrepared } = this.list;
    return isPrepared ? rows.hints : noHints;
  }

  /** What may be odd about one session. */
  hintsOf(id: string): readonly Hint[] {
    return this.hints.get(id) ?? [];
  }

  /** A session of the list; null: it is not listed. */
  find(id: string | null): Session | null {
    return this.list.rows.find(id);
  }

  /**
   * Reads the list again. A list that is there already stays until the new one is whole; otherwise rows are shown as they
   * come. The latest of several reads counts, whichever answers last.
   *
   * @param known the page that the host read after the last change is good enough
   */
  async read(filters: Readonly<Record<string, string>>, known = false): Promise<void> {
    const isRead = await this.#read.change('sessions.list', (isLatest) =>
      this.#list(filters, known, isLatest),
    );
    if (!isRead) return;
    this.#cutOff = false;
    this.#prepare();
  }

  /** Stops reading: the rows that have come are the list. Throws what the bridge throws. */
  async stop(): Promise<void> {
    if (this.#progress) await this.#end(this.#progress.reading);
  }

  /** Takes a page that came another way: read back after ending or switching. */
  replace(page: SessionPage): void {
    this.#read.set(wholeList(page));
    this.#cutOff = false;
    this.#prepare();
  }

  /** Forgets the page: the question has changed, so the old rows answer another one. */
  clear(): void {
    this.#read.clear();
    this.#cutOff = false;
  }

  /** This machine has lost its network: the page is stale until a reading succeeds. */
  loseNetwork(): void {
    this.#cutOff = this.page !== null;
  }

  async #list(
    filters: Readonly<Record<string, string>>,
    known: boolean,
    isLatest: () => boolean,
  ): Promise<ReadList> {
    this.#progress = null;
    const filled = Object.fromEntries(Object.entries(filters).filter(([, value]) => value.trim() !== ''));
    const asked = { connectionId: this.#connectionId, filters: filled, ...(known ? { known } : {}) };
    const { reading, ...first } = await this.#bridge('sessions.list', { ...asked, inParts: true });
    if (reading === undefined) return wholeList(first);
    if (!isLatest()) return this.#giveUp(first, reading);
    const canStop = this.page === null;
    this.#progress = { reading, read: first.sessions.length, total: first.total, canStop };
    return this.#rest(first, { reading, canStop, isLatest });
  }

  /** Reads the parts that follow the first, until the list is whole. */
  async #rest(first: SessionPage, { reading, canStop, isLatest }: Rest): Promise<ReadList> {
    const of = { connectionId: this.#connectionId, reading };
    const list = new GrowingList(first);
    if (canStop) this.#show(list);
    for (;;) {
      const { page, ...part } = await this.#bridge('sessions.more', of);
      list.add(part);
      if (page) return list.whole(page);
      if (!isLatest()) return this.#giveUp(first, reading);
      this.#progress = { reading, read: part.read, total: part.total, canStop };
      if (canStop && list.isWorthShowing()) this.#show(list);
    }
  }

  /** Ends a reading that a later call has replaced; its value is not used. */
  async #giveUp(first: SessionPage, reading: string): Promise<ReadList> {
    await this.#end(reading);
    return wholeList(first);
  }

  #show(list: GrowingList): void {
    this.#read.show(list.soFar());
    this.#prepare();
  }

  /** Prepares the list for searching, unless that is under way. */
  #prepare(): void {
    const { rows, isPrepared } = this.list;
    if (isPrepared || this.#preparing === rows) return;
    this.#preparing = rows;
    prepare(rows, () => {
      this.#preparing = null;
      const list = { rows, isPrepared: true };
      this.#read.patch((read) => (read.list.rows === rows ? { ...read, list } : read));
    });
  }

  async #end(reading: string): Promise<void> {
    try {
      await this.#bridge('sessions.stop', { connectionId: this.#connectionId, reading });
    } catch (error) {
      // It ended in the meantime.
      if (!(error instanceof BridgeError) || error.failure.code !== 'not-found') throw error;
    }
  }
}
