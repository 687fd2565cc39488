import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Failure } from '../../electron/bridge/failure.ts';
import type { TimelineEntry } from '../../electron/bridge/timeline.ts';
import { Latest } from '../remote/remote.svelte.ts';

const pageSize = 200;
/** Between two readings while requests go out one after another, ms. */
const pause = 250;

type Entries = readonly TimelineEntry[];
const nothing: Entries = [];

/** The requests read so far, and how many there are of them. */
interface Known {
  entries: Entries;
  matching: number;
}

/** Which requests are looked at: those of one connection or, with null, of all. */
export interface Looking {
  connectionId: string | null;
  text: string;
}

/** The request timeline as far as it was read, newest first, kept up to date. */
export class Requests {
  readonly #bridge: Bridge;
  #looking = $state.raw<Looking>({ connectionId: null, text: '' });
  readonly #known = new Latest<Known>();
  #held = false;
  #waiting = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  get looking(): Looking {
    return this.#looking;
  }

  get entries(): Entries {
    return this.#known.value?.entries ?? nothing;
  }

  get matching(): number {
    return this.#known.value?.matching ?? 0;
  }

  get loaded(): boolean {
    return this.#known.value !== null;
  }

  get busy(): boolean {
    return this.#known.busy;
  }

  get failure(): Failure | null {
    return this.#known.failure;
  }

  /** Whether there are newer requests that are not shown, as the pointer is on the list. */
  get waiting(): boolean {
    return this.#waiting;
  }

  look(parts: Partial<Looking>): void {
    this.#looking = { ...this.#looking, ...parts };
    void this.#load(null, (page) => page);
  }

  /** Rows must not jump under the pointer: while it is held, the list takes in nothing new by itself. */
  hold(held: boolean): void {
    this.#held = held;
    if (!held && this.#waiting) void this.read();
  }

  /** Something was sent: reads it, but not more often than the eye follows. */
  changed(): void {
    if (this.#held && this.entries.length > 0) this.#waiting = true;
    else if (this.#timer === undefined) this.#timer = setTimeout(() => this.#catchUp(), pause);
  }

  /** Reads what is new; older requests that were shown stay. */
  async read(): Promise<void> {
    await this.#load(null, (page) => ({ ...page, entries: joined(page, this.entries) }));
  }

  /** Reads on from the oldest request shown. */
  async readOlder(): Promise<void> {
    const last = this.entries.at(-1);
    if (last) await this.#load(last.id, (page) => ({ ...page, entries: [...this.entries, ...page.entries] }));
  }

  #catchUp(): void {
    this.#timer = undefined;
    // A reading that another one overtakes is thrown away: while one is under way, the next has to wait.
    if (this.busy) this.changed();
    else void this.read();
  }

  async #load(before: number | null, take: (page: Known) => Known): Promise<void> {
    await this.#known.change('timeline.list', async () => {
      const page = await this.#page(before);
      if (before === null) this.#waiting = false;
      return take(page);
    });
  }

  #page(before: number | null): Promise<Known> {
    return this.#bridge('timeline.list', { ...this.#looking, before, limit: pageSize });
  }
}

/** The newest page before what was known, unless there is a gap between them, or nothing but the page is kept. */
function joined({ entries: page, matching }: Known, known: Entries): Entries {
  const oldest = page.at(-1);
  const newestKnown = known[0];
  if (!oldest || !newestKnown || page.length < pageSize || newestKnown.id < oldest.id) return page;
  return [...page, ...known.filter(({ id }) => id < oldest.id)].slice(0, matching);
}
