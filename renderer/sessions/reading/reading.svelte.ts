import type { Bridge } from '../../../electron/bridge/crossing/connect.ts';
import { BridgeError, type Failure } from '../../../electron/bridge/failure.ts';
import type { Session, SessionPage } from '../../../electron/bridge/session.ts';
import { Latest } from '../../remote/remote.svelte.ts';
import { Parts } from './parts.ts';

const none: readonly Session[] = [];

/** How far a list has been read that comes in parts; `total` null: the server does not count. */
interface Progress {
  reading: string;
  read: number;
  total: number | null;
}

/** One connection's sessions as last read. A failed read keeps the earlier page, marked stale. */
export class Reading {
  readonly #bridge: Bridge;
  readonly #connectionId: string;
  readonly #page = new Latest<SessionPage>();
  #progress = $state.raw<Progress | null>(null);
  /** The network has gone since it was read. */
  #cutOff = $state(false);

  constructor(bridge: Bridge, connectionId: string) {
    this.#bridge = bridge;
    this.#connectionId = connectionId;
  }

  get page(): SessionPage | null {
    return this.#page.value;
  }

  get sessions(): readonly Session[] {
    return this.page?.sessions ?? none;
  }

  get failure(): Failure | null {
    return this.#page.failure;
  }

  get busy(): boolean {
    return this.#page.busy;
  }

  get stale(): boolean {
    return this.page !== null && (this.failure !== null || this.#cutOff);
  }

  /** How far the list has been read; null while no further rows are to come. */
  get progress(): Progress | null {
    return this.busy ? this.#progress : null;
  }

  /**
   * Reads the list again. A list that is there already stays until the new one is whole; otherwise rows are shown as they
   * come. The latest of several reads counts, whichever answers last.
   *
   * @param known the page that the host read after the last change is good enough
   */
  async read(filters: Readonly<Record<string, string>>, known = false): Promise<void> {
    const isRead = await this.#page.change('sessions.list', (isLatest) =>
      this.#list(filters, known, isLatest),
    );
    if (isRead) this.#cutOff = false;
  }

  /** Reads no further rows: those that have come are the list. Throws what the bridge throws. */
  async stop(): Promise<void> {
    if (this.#progress) await this.#end(this.#progress.reading);
  }

  /** Takes a page that came another way: read back after ending or switching. */
  replace(page: SessionPage): void {
    this.#page.set(page);
    this.#cutOff = false;
  }

  /** Forgets the page: the question has changed, so the old rows answer another one. */
  clear(): void {
    this.#page.clear();
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
  ): Promise<SessionPage> {
    this.#progress = null;
    const filled = Object.fromEntries(Object.entries(filters).filter(([, value]) => value.trim() !== ''));
    const asked = { connectionId: this.#connectionId, filters: filled, ...(known ? { known } : {}) };
    const { reading, ...first } = await this.#bridge('sessions.list', { ...asked, inParts: true });
    if (reading === undefined) return first;
    this.#progress = { reading, read: first.sessions.length, total: first.total };
    return this.#rest(first, reading, isLatest);
  }

  /** Reads the parts that follow the first, until the list is whole. */
  async #rest(first: SessionPage, reading: string, isLatest: () => boolean): Promise<SessionPage> {
    const of = { connectionId: this.#connectionId, reading };
    const parts = new Parts(first);
    const isShown = this.page === null;
    if (isShown && isLatest()) this.#page.show(parts.soFar());
    for (;;) {
      const { page, ...part } = await this.#bridge('sessions.more', of);
      parts.add(part);
      if (page) return { ...page, sessions: parts.sessions() };
      // Nobody would see the rest.
      if (!isLatest()) await this.#end(reading);
      else this.#progress = { reading, read: part.read, total: part.total };
      if (isShown && isLatest() && parts.isWorthShowing()) this.#page.show(parts.soFar());
    }
  }

  async #end(reading: string): Promise<void> {
    try {
      await this.#bridge('sessions.stop', { connectionId: this.#connectionId, reading });
    } catch (error) {
      // It had come to its end in the meantime.
      if (!(error instanceof BridgeError) || error.failure.code !== 'not-found') throw error;
    }
  }
}
