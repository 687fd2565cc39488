import { BridgeError, failure, type Failure, type FailureCode } from '../../bridge/failure.ts';
import type { Connection } from '../../bridge/connection.ts';
import type { Session, SessionPage } from '../../bridge/session.ts';
import type { FoundSession, Watch } from '../../bridge/watch.ts';
import { Known } from './known.ts';

/** Limit on found sessions. */
const mostFound = 1000;
/** Longest timer, ms: a longer one would not notice that the machine slept or its clock was set. */
const longestSleep = 15_000;
/** After failures the wait doubles, up to this many times the usual one. */
const longestWait = 10;
/** Longest wait that ends without a person, ms. */
const longestOwnWait = 3_600_000;
/** Failures after which another request would be refused too. */
const lasting: readonly FailureCode[] = ['key-rejected', 'forbidden', 'no-key', 'unsupported', 'retired'];

export interface WatchPorts {
  /** Time between two readings, ms. */
  every: number;
  read: (connectionId: string) => Promise<SessionPage>;
  /** Whether a run is sending or reading back on the connection; it reads the list itself. */
  isEnding: (connectionId: string) => Promise<boolean>;
  /** Called when the watch's state has changed. */
  changed: (connectionId: string) => void;
  /** Called when the list differs from the previous reading. */
  differs: (connectionId: string) => void;
  found: (connectionId: string, count: number) => void;
  /** Called with our own faults. */
  report: (error: unknown) => void;
}

/** The watch of one connection: reads its list repeatedly, one reading at a time, until it is ended. */
export class OneWatch {
  readonly connection: Connection;
  readonly #ports: WatchPorts;
  readonly #ownOnly: boolean;
  #known = new Known();
  #found: FoundSession[] = [];
  #readAt: number | null = null;
  #nextAt: number | null = null;
  #failure: Failure | null = null;
  #failures = 0;
  #wait = 0;
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | null = null;
  /** Incremented by `begin`: a reading that was requested in an earlier turn is ignored. */
  #turn = 0;
  #ended = false;

  /** `ownOnly`: the list holds only sessions that Sessiondeck started, so none in it is new. */
  constructor(connection: Connection, ports: WatchPorts, ownOnly: boolean) {
    this.connection = connection;
    this.#ports = ports;
    this.#ownOnly = ownOnly;
    this.#plan(0);
  }

  state(): Watch {
    return {
      ...{ connectionId: this.connection.id, on: true, readAt: this.#readAt, nextAt: this.#nextAt },
      ...{ found: this.#found, failure: this.#failure },
    };
  }

  /** Drops found sessions that the person has acknowledged. */
  settle(sessionIds: readonly string[]): void {
    const settled = new Set(sessionIds);
    this.#found = this.#found.filter(({ session }) => !settled.has(session.id));
  }

  /** Starts over: the next reading counts as the first. Found sessions stay until acknowledged. */
  begin(): void {
    this.#turn += 1;
    this.#known = new Known();
    this.#failures = 0;
    if (!this.#reading) this.#plan(0);
  }

  /** Call when the list was read elsewhere: after a failure, reads at once unless the server has asked for a wait. */
  resume(): void {
    if (!this.#failure || this.#ended || this.#reading) return;
    if ((this.#failure.retryAt ?? 0) > Date.now() && !asksForTooLong(this.#failure)) return;
    this.#failures = 0;
    this.#plan(0);
  }

  /** Sends nothing more; resolves once nothing is in flight. */
  async end(): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#timer);
    await this.#reading;
  }

  #plan(wait: number): void {
    this.#wait = wait;
    this.#nextAt = Date.now() + wait;
    this.#sleep(wait);
  }

  #sleep(left: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#wake(), Math.min(left, longestSleep));
    // The timer must not keep the process alive.
    this.#timer.unref();
  }

  /** The clock decides, not the timer, so that a machine that slept reads once, however long it slept. */
  #wake(): void {
    const left = (this.#nextAt ?? 0) - Date.now();
    // More than the wait can last: the clock was set back.
    if (left <= 0 || left > this.#wait) this.#read();
    else this.#sleep(left);
  }

  #read(): void {
    this.#reading = this.#readOnce().finally(() => {
      this.#reading = null;
    });
  }

  async #readOnce(): Promise<void> {
    const turn = this.#turn;
    const { id } = this.connection;
    try {
      const page = (await this.#ports.isEnding(id)) ? null : await this.#ports.read(id);
      if (this.#ended) return;
      if (turn !== this.#turn) return this.#plan(0);
      if (page) this.#take(page);
      this.#plan(this.#ports.every);
    } catch (error) {
      if (this.#ended) return;
      if (turn !== this.#turn) return this.#plan(0);
      this.#fail(this.#failureOf(error));
    }
    this.#ports.changed(id);
  }

  #take(page: SessionPage): void {
    const missedAt = this.#readAt ?? page.readAt;
    const { fresh, differs, moved } = this.#known.take(page);
    this.#readAt = page.readAt;
    this.#failure = null;
    this.#failures = 0;
    const listed = new Map(page.sessions.map((session) => [session.id, session]));
    const idOf = ({ session }: FoundSession) => moved.get(session.id) ?? session.id;
    const told = new Set(this.#found.map(idOf));
    const news = this.#ownOnly ? [] : fresh.filter(({ id }) => !told.has(id));
    const found = news.map((session) => asFound(session, page, missedAt));
    const before = this.#found.map((one) => asListed(one, listed.get(idOf(one))));
    this.#found = [...found, ...before].slice(0, mostFound);
    const { id } = this.connection;
    if (differs) this.#ports.differs(id);
    if (found.length > 0) this.#ports.found(id, found.length);
  }

  #fail(failed: Failure): void {
    this.#failure = failed;
    this.#failures += 1;
    this.#nextAt = null;
    if (lasting.includes(failed.code)) return;
    const { every } = this.#ports;
    // A server that asks for hours is read again only once a person has read the list.
    if (asksForTooLong(failed)) return;
    const usual = every * Math.min(2 ** this.#failures, longestWait);
    this.#plan(failed.retryAt === null ? usual : Math.max(every, failed.retryAt - Date.now()));
  }

  #failureOf(error: unknown): Failure {
    if (error instanceof BridgeError) return error.failure;
    this.#ports.report(error);
    const got = 'Sessiondeck could not read the list because of a fault of its own';
    return failure({ code: 'internal', tried: 'watching', got });
  }
}

/** Whether a server asks for a longer wait than Sessiondeck ends by itself. */
function asksForTooLong({ retryAt }: Failure): boolean {
  return retryAt !== null && retryAt - Date.now() > longestOwnWait;
}

function asFound(session: Session, { readAt }: SessionPage, missedAt: number): FoundSession {
  return { session, foundAt: readAt, missedAt, listed: true };
}

function asListed(one: FoundSession, now: Session | undefined): FoundSession {
  return { ...one, session: now ?? one.session, listed: now !== undefined };
}
