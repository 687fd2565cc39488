import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Failure } from '../../electron/bridge/failure.ts';
import type { Session, SessionPage } from '../../electron/bridge/session.ts';
import { failureOf } from '../failures/caught.ts';

const none: readonly Session[] = [];

/** One connection's sessions as last read. A failed read keeps the earlier page, marked stale. */
export class Reading {
  readonly #bridge: Bridge;
  readonly #connectionId: string;
  #page = $state.raw<SessionPage | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #busy = $state(false);
  #turn = 0;

  constructor(bridge: Bridge, connectionId: string) {
    this.#bridge = bridge;
    this.#connectionId = connectionId;
  }

  get page(): SessionPage | null {
    return this.#page;
  }

  get sessions(): readonly Session[] {
    return this.#page?.sessions ?? none;
  }

  get failure(): Failure | null {
    return this.#failure;
  }

  get busy(): boolean {
    return this.#busy;
  }

  get stale(): boolean {
    return this.#page !== null && this.#failure !== null;
  }

  /**
   * Reads again. Only the latest of several readings counts, whichever answers last. `known`: what the host read after the
   * last change will do.
   */
  async read(filters: Readonly<Record<string, string>>, known = false): Promise<void> {
    const turn = ++this.#turn;
    this.#busy = true;
    const filled = Object.fromEntries(Object.entries(filters).filter(([, value]) => value.trim() !== ''));
    try {
      const asked = { connectionId: this.#connectionId, filters: filled, ...(known ? { known } : {}) };
      const page = await this.#bridge('sessions.list', asked);
      if (turn === this.#turn) this.replace(page);
    } catch (error) {
      if (turn === this.#turn) this.#fail(failureOf(error, 'sessions.list'));
    }
  }

  /** Takes a page that came another way: read back after ending or switching. */
  replace(page: SessionPage): void {
    this.#turn++;
    this.#busy = false;
    this.#page = page;
    this.#failure = null;
  }

  /** Forgets the page: the question has changed, so the old rows answer another one. */
  clear(): void {
    this.#turn++;
    this.#busy = false;
    this.#page = null;
    this.#failure = null;
  }

  #fail(failure: Failure): void {
    this.#busy = false;
    this.#failure = failure;
  }
}
