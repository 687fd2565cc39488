import { createContext } from 'svelte';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Failure } from '../../electron/bridge/failure.ts';
import type { TimelineEntry } from '../../electron/bridge/timeline.ts';
import { failureOf } from '../failures/caught.ts';
import { Jobs } from './jobs.svelte.ts';
import { Requests } from './requests.svelte.ts';

/** What Sessiondeck is doing: the latest request and the runs in one line, all requests in a panel. */
export class Activity {
  readonly requests: Requests;
  readonly jobs: Jobs;
  readonly #bridge: Bridge;
  #open = $state(false);
  #latest = $state.raw<TimelineEntry | null>(null);
  #selected = $state.raw<TimelineEntry | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #latestFailure = $state.raw<Failure | null>(null);
  #sending = $state(false);
  #clearing = $state(false);
  #reading = false;
  /** How often something was sent since the page opened. */
  #changes = 0;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.requests = new Requests(bridge);
    this.jobs = new Jobs(bridge);
    bridge.on('timeline.changed', () => this.#changed());
  }

  get open(): boolean {
    return this.#open;
  }

  /** The newest request of any connection, once known. */
  get latest(): TimelineEntry | null {
    return this.#latest;
  }

  get latestFailure(): Failure | null {
    return this.#latestFailure;
  }

  get selected(): TimelineEntry | null {
    return this.#selected;
  }

  /** Why the last thing asked for here was not done. */
  get failure(): Failure | null {
    return this.#failure;
  }

  get sending(): boolean {
    return this.#sending;
  }

  get clearing(): boolean {
    return this.#clearing;
  }

  show(open: boolean, connectionId: string | null = null): void {
    this.#open = open;
    this.#selected = null;
    if (open) this.requests.look({ connectionId });
  }

  select(entry: TimelineEntry | null): void {
    this.#selected = entry;
    this.#failure = null;
  }

  /** Opens the panel on one request of a connection. False: it is no longer kept. */
  async showRequest(id: number, connectionId: string): Promise<boolean> {
    this.show(true, connectionId);
    this.#failure = null;
    try {
      const asked = { connectionId, text: '', before: id + 1, limit: 1 };
      const { entries } = await this.#bridge('timeline.list', asked);
      const entry = entries.find((one) => one.id === id) ?? null;
      this.#selected = entry;
      return entry !== null;
    } catch (error) {
      // The panel says why.
      this.#failure = failureOf(error, 'timeline.list');
      return true;
    }
  }

  /** Sends a read-only request again, and shows the result. */
  async sendAgain({ id }: TimelineEntry): Promise<TimelineEntry | null> {
    this.#sending = true;
    this.#failure = null;
    try {
      const sent = await this.#bridge('timeline.sendAgain', { id });
      this.#selected = sent;
      await this.requests.read();
      return sent;
    } catch (error) {
      this.#failure = failureOf(error, 'timeline.sendAgain');
      return null;
    } finally {
      this.#sending = false;
    }
  }

  /** How many requests of a connection or, with null, of all are kept; null when that could not be read. */
  async count(connectionId: string | null): Promise<number | null> {
    this.#failure = null;
    try {
      return (await this.#newest(connectionId)).matching;
    } catch (error) {
      this.#failure = failureOf(error, 'timeline.list');
      return null;
    }
  }

  /** Forgets the requests that are looked at: of a connection or, with null, of all. True when done. */
  async clear(connectionId: string | null): Promise<boolean> {
    this.#clearing = true;
    this.#failure = null;
    try {
      await this.#bridge('timeline.clear', { connectionId });
      this.#selected = null;
      await this.read();
      return true;
    } catch (error) {
      this.#failure = failureOf(error, 'timeline.clear');
      return false;
    } finally {
      this.#clearing = false;
    }
  }

  /** Reads what is shown: the latest request and, when the panel is open, all. */
  async read(): Promise<void> {
    await Promise.all([this.#readLatest(), this.#open ? this.requests.read() : null]);
  }

  async #readLatest(): Promise<void> {
    this.#reading = true;
    const changes = this.#changes;
    try {
      const page = await this.#newest(null);
      this.#latest = page.entries[0] ?? null;
      this.#latestFailure = null;
    } catch (error) {
      this.#latestFailure = failureOf(error, 'timeline.list');
    } finally {
      this.#reading = false;
    }
    // Requests can follow one another faster than they can be read.
    if (changes !== this.#changes) await this.#readLatest();
  }

  #newest(connectionId: string | null) {
    return this.#bridge('timeline.list', { connectionId, text: '', before: null, limit: 1 });
  }

  #changed(): void {
    if (this.#open) this.requests.changed();
    this.#changes += 1;
    if (!this.#reading) void this.#readLatest();
  }
}

export const [useActivity, provideActivity] = createContext<Activity>();
