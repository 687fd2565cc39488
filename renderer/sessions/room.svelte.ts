import type { ApiInfo } from '../../electron/bridge/api.ts';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Connection } from '../../electron/bridge/connection.ts';
import { failure, type Failure } from '../../electron/bridge/failure.ts';
import type { Session, SwitchReport } from '../../electron/bridge/session.ts';
import { Scenario } from '../demo/scenario.ts';
import { failureOf } from '../failures/caught.ts';
import { Checking } from '../runs/checking.svelte.ts';
import { Planning } from '../ending/planning.svelte.ts';
import { Remote } from '../remote/remote.svelte.ts';
import { Reading } from './reading/reading.svelte.ts';
import type { Runs } from '../runs/runs.svelte.ts';
import { Selection } from './selection.svelte.ts';
import { Minting } from '../tokens/minting.svelte.ts';
import { View } from './view.svelte.ts';

/** Everything about one connection's sessions: what was read, what is shown, what is chosen, what is being done. */
export class Room {
  readonly connection: Connection;
  readonly api: ApiInfo;
  readonly reading: Reading;
  readonly view: View;
  readonly selection: Selection;
  readonly planning: Planning;
  readonly runs: Runs;
  readonly checking: Checking;
  /** How many live sessions the server itself counts: a second opinion. A failure says nothing against the list. */
  readonly counting: Remote<{ count: number }>;
  readonly #bridge: Bridge;
  #filters = $state.raw<Readonly<Record<string, string>>>({});
  #opened = $state.raw<Session | null>(null);
  #switching = $state<string | null>(null);
  #minting = $state.raw<Session | null>(null);
  #heldBack = $state(false);

  /** The session in the details: as last read, or as it was when it has gone from the list. */
  readonly details: Session | null = $derived.by(() => {
    const opened = this.#opened;
    if (!opened) return null;
    return this.reading.find(opened.id) ?? opened;
  });

  constructor(bridge: Bridge, connection: Connection, api: ApiInfo, runs: Runs) {
    const filters: Record<string, string> = {};
    this.#bridge = bridge;
    this.connection = connection;
    this.api = api;
    this.reading = new Reading(bridge, connection.id);
    this.view = new View(this.reading);
    this.selection = new Selection(this.reading, this.view);
    this.runs = runs;
    this.planning = new Planning(bridge, connection.id, runs, {
      staleSince: () => this.#staleSince(),
      readAgain: () => this.#readAgain(),
    });
    this.checking = new Checking(bridge);
    this.counting = new Remote('sessions.count', () =>
      bridge('sessions.count', { connectionId: connection.id }),
    );
    for (const { name, initial } of api.filters) filters[name] = connection.filters[name] ?? initial;
    this.#filters = filters;
  }

  get filters(): Readonly<Record<string, string>> {
    return this.#filters;
  }

  get switching(): string | null {
    return this.#switching;
  }

  get minting(): Session | null {
    return this.#minting;
  }

  /** True once something was not sent because a stale list could not be read again, until the next reading. */
  get heldBack(): boolean {
    return this.#heldBack;
  }

  /** The session that is looked at: that of the details, or else of the row that the keyboard is on. Null: none. */
  get atHand(): Session | null {
    return this.reading.find(this.#opened?.id ?? this.selection.cursor);
  }

  /** True when the API needs a subject and none is set. */
  get subjectMissing(): boolean {
    const { subject } = this.api;
    return subject.length > 0 && !subject.some((name) => (this.#filters[name] ?? '').trim() !== '');
  }

  /** True while the session in the details is no longer in the list. */
  get detailsGone(): boolean {
    const { details } = this;
    return details !== null && this.reading.find(details.id) === null;
  }

  can(ability: ApiInfo['can'][number]): boolean {
    return this.api.can.includes(ability);
  }

  /** Reads the list. `known` accepts the host's cached page if it is still current. */
  async refresh(known = false): Promise<void> {
    // What was held back is given up; a dialog that is open stays.
    if (this.#heldBack && !this.planning.question) this.planning.cancel();
    this.#heldBack = false;
    await this.#read(known);
  }

  async #read(known = false): Promise<void> {
    if (this.subjectMissing) return;
    await Promise.all([this.reading.read(this.#filters, known), this.recount()]);
  }

  #staleSince(): number | null {
    const { page, stale } = this.reading;
    return stale && page ? page.readAt : null;
  }

  /** Reads a stale list again before something is done on it. Resolves with why it could not. */
  async #readAgain(): Promise<Failure | null> {
    await this.#read();
    this.#heldBack = this.reading.stale;
    return this.reading.failure;
  }

  /** Asks the server for its own count again, where it has one. */
  async recount(): Promise<void> {
    if (this.can('count')) await this.counting.read();
  }

  /** Changes whose sessions are listed; the previous rows are cleared at once. */
  async askFor(filters: Readonly<Record<string, string>>): Promise<void> {
    this.#filters = filters;
    this.reading.clear();
    this.selection.clear();
    this.close();
    await this.refresh();
  }

  open(session: Session): void {
    this.#opened = session;
    this.selection.moveTo(session.id);
  }

  close(): void {
    this.#opened = null;
  }

  /** What the server is made to do wrong. Only that of a demo connection can be. */
  scenario(): Scenario {
    return new Scenario(this.#bridge, this.connection.id);
  }

  /** The state of the mint dialog for a session. */
  mintingOf(session: Session): Minting {
    return new Minting(this.#bridge, session);
  }

  mint(session: Session | null): void {
    this.#minting = session;
  }

  /** Asks nothing more: the plan and the dialog that are open are given up. */
  putAway(): void {
    this.planning.cancel();
    this.#minting = null;
  }

  /**
   * Makes a session the active one, and takes over the list as read afterwards. Reads a stale list first; resolves with
   * null where that failed: nothing was sent, and the banner says why.
   */
  async switchTo(session: Session): Promise<SwitchReport | Failure | null> {
    this.#switching = session.id;
    const { connectionId, id: sessionId } = session;
    try {
      if (this.reading.stale) {
        if (await this.#readAgain()) return null;
        if (this.reading.find(sessionId) === null) return noLongerListed();
      }
      const report = await this.#bridge('sessions.switch', { connectionId, sessionId });
      if (report.page) this.reading.replace(report.page);
      return report;
    } catch (error) {
      return failureOf(error, 'sessions.switch');
    } finally {
      this.#switching = null;
    }
  }
}

function noLongerListed(): Failure {
  const got = 'this session is not in the list that was last read';
  return failure({ code: 'not-found', tried: 'sessions.switch', got });
}
