import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Failure } from '../../electron/bridge/failure.ts';
import type { Session, SessionPage } from '../../electron/bridge/session.ts';
import { Latest } from '../remote/remote.svelte.ts';

const none: readonly Session[] = [];

/** One connection's sessions as last read. A failed read keeps the earlier page, marked stale. */
export class Reading {
  readonly #bridge: Bridge;
  readonly #connectionId: string;
  readonly #page = new Latest<SessionPage>();
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

  /**
   * Reads the list again. The latest of several reads counts, whichever answers last.
   *
   * @param known the page that the host read after the last change is good enough
   */
  async read(filters: Readonly<Record<string, string>>, known = false): Promise<void> {
    const isRead = await this.#page.change('sessions.list', () => this.#list(filters, known));
    if (isRead) this.#cutOff = false;
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

  #list(filters: Readonly<Record<string, string>>, known: boolean): Promise<SessionPage> {
    const filled = Object.fromEntries(Object.entries(filters).filter(([, value]) => value.trim() !== ''));
    const asked = { connectionId: this.#connectionId, filters: filled, ...(known ? { known } : {}) };
    return this.#bridge('sessions.list', asked);
  }
}
