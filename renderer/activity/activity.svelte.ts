import { createContext } from 'svelte';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Failure } from '../../electron/bridge/failure.ts';
import type { TimelineEntry } from '../../electron/bridge/timeline.ts';
import { Action } from '../remote/action.svelte.ts';
import { Remote } from '../remote/remote.svelte.ts';
import { Jobs } from './jobs.svelte.ts';
import { Requests } from './requests.svelte.ts';

/** What Sessiondeck is doing: the latest request and the runs in one line, all requests in a panel. */
export class Activity {
  readonly requests: Requests;
  readonly jobs: Jobs;
  readonly #bridge: Bridge;
  #open = $state(false);
  readonly #latest = new Remote('timeline.list', () => this.#newest(null));
  readonly #action = new Action<'timeline.list' | 'timeline.sendAgain' | 'timeline.clear'>();
  #selected = $state.raw<TimelineEntry | null>(null);

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
    return this.#latest.value?.entries[0] ?? null;
  }

  get latestFailure(): Failure | null {
    return this.#latest.failure;
  }

  get selected(): TimelineEntry | null {
    return this.#selected;
  }

  /** Why the last thing asked for here was not done. */
  get failure(): Failure | null {
    return this.#action.failure;
  }

  get sending(): boolean {
    return this.#action.busy === 'timeline.sendAgain';
  }

  get clearing(): boolean {
    return this.#action.busy === 'timeline.clear';
  }

  show(open: boolean, connectionId: string | null = null): void {
    this.#open = open;
    this.#selected = null;
    if (open) this.requests.look({ connectionId });
  }

  select(entry: TimelineEntry | null): void {
    this.#selected = entry;
    if (this.#action.busy === null) this.#action.drop();
  }

  /** Opens the panel on one request of a connection. False: it is no longer kept. */
  async showRequest(id: number, connectionId: string): Promise<boolean> {
    this.show(true, connectionId);
    const asked = { connectionId, text: '', before: id + 1, limit: 1 };
    await this.#action.run('timeline.list', async () => {
      const { entries } = await this.#bridge('timeline.list', asked);
      this.#selected = entries.find((entry) => entry.id === id) ?? null;
    });
    // The panel shows a failure.
    return this.#selected !== null || this.failure !== null;
  }

  /** Sends a read-only request again, and shows the result. */
  async sendAgain({ id }: TimelineEntry): Promise<TimelineEntry | null> {
    return this.#action.run('timeline.sendAgain', async () => {
      const sent = await this.#bridge('timeline.sendAgain', { id });
      this.#selected = sent;
      await this.requests.read();
      return sent;
    });
  }

  /** How many requests of a connection or, with null, of all are kept; null when that could not be read. */
  async count(connectionId: string | null): Promise<number | null> {
    const page = await this.#action.run('timeline.list', () => this.#newest(connectionId));
    return page?.matching ?? null;
  }

  /** Forgets the requests that are looked at: of a connection or, with null, of all. True when done. */
  async clear(connectionId: string | null): Promise<boolean> {
    const done = await this.#action.run('timeline.clear', async () => {
      await this.#bridge('timeline.clear', { connectionId });
      this.#selected = null;
      await this.read();
      return true;
    });
    return done ?? false;
  }

  /** Reads what is shown: the latest request and, when the panel is open, all. */
  async read(): Promise<void> {
    await Promise.all([this.#latest.read(), this.#open ? this.requests.read() : null]);
  }

  #newest(connectionId: string | null) {
    return this.#bridge('timeline.list', { connectionId, text: '', before: null, limit: 1 });
  }

  #changed(): void {
    if (this.#open) this.requests.changed();
    void this.#latest.invalidate();
  }
}

export const [useActivity, provideActivity] = createContext<Activity>();
