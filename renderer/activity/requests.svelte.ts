import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Failure } from '../../electron/bridge/failure.ts';
import type { TimelineEntry } from '../../electron/bridge/timeline.ts';
import { failureOf } from '../failures/caught.ts';

const pageSize = 200;
/** Between two readings while requests go out one after another, ms. */
const pause = 250;

type Entries = readonly TimelineEntry[];
type Take = (page: Entries, matching: number) => Entries;

/** Which requests are looked at: those of one connection or, with null, of all. */
export interface Looking {
  connectionId: string | null;
  text: string;
}

/** The request timeline as far as it was read, newest first, kept up to date. */
export class Requests {
  readonly #bridge: Bridge;
  #looking = $state.raw<Looking>({ connectionId: null, text: '' });
  #entries = $state.raw<Entries>([]);
  #matching = $state(0);
  #loaded = $state(false);
  #busy = $state(false);
  #failure = $state.raw<Failure | null>(null);
  #held = false;
  #waiting = $state(false);
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  get looking(): Looking {
    return this.#looking;
  }

  get entries(): Entries {
    return this.#entries;
  }

  get matching(): number {
    return this.#matching;
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  get busy(): boolean {
    return this.#busy;
  }

  get failure(): Failure | null {
    return this.#failure;
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
    if (this.#held && this.#entries.length > 0) this.#waiting = true;
    else if (this.#timer === undefined) this.#timer = setTimeout(() => this.#catchUp(), pause);
  }

  /** Reads what is new; older requests that were shown stay. */
  async read(): Promise<void> {
    await this.#load(null, (page, matching) => joined(page, this.#entries, matching));
  }

  /** Reads on from the oldest request shown. */
  async readOlder(): Promise<void> {
    const last = this.#entries.at(-1);
    if (last) await this.#load(last.id, (page) => [...this.#entries, ...page]);
  }

  #catchUp(): void {
    this.#timer = undefined;
    // A reading that another one overtakes is thrown away: while one is under way, the next has to wait.
    if (this.#busy) this.changed();
    else void this.read();
  }

  async #load(before: number | null, take: Take): Promise<void> {
    const turn = ++this.#turn;
    this.#busy = true;
    try {
      const page = await this.#bridge('timeline.list', { ...this.#looking, before, limit: pageSize });
      if (turn !== this.#turn) return;
      this.#entries = take(page.entries, page.matching);
      this.#matching = page.matching;
      if (before === null) this.#waiting = false;
      this.#loaded = true;
      this.#failure = null;
    } catch (error) {
      if (turn === this.#turn) this.#failure = failureOf(error, 'timeline.list');
    } finally {
      if (turn === this.#turn) this.#busy = false;
    }
  }
}

/** The newest page before what was known, unless there is a gap between them, or nothing but the page is kept. */
function joined(page: Entries, known: Entries, matching: number): Entries {
  const oldest = page.at(-1);
  const newestKnown = known[0];
  if (!oldest || !newestKnown || page.length < pageSize || newestKnown.id < oldest.id) return page;
  return [...page, ...known.filter(({ id }) => id < oldest.id)].slice(0, matching);
}
