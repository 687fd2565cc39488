import type { AuditEntry, AuditFilter, AuditPage } from '../../electron/bridge/audit.ts';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Failure } from '../../electron/bridge/failure.ts';
import { Action } from '../remote/action.svelte.ts';
import { Latest } from '../remote/remote.svelte.ts';

const pageSize = 100;
/** Typing is waited for this long, ms: a search goes through the details of every entry. */
const typing = 150;

export const everyEntry: AuditFilter = { text: '', action: null, connectionId: null };

const nothing: readonly AuditEntry[] = [];

/** The matching audit entries read so far, newest first. */
export class AuditLog {
  readonly #bridge: Bridge;
  #filter = $state.raw<AuditFilter>(everyEntry);
  readonly #known = new Latest<AuditPage>();
  readonly #counting = new Action();
  #newer = $state(0);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    bridge.on('audit.changed', () => void this.#countNewer());
  }

  get filter(): AuditFilter {
    return this.#filter;
  }

  get entries(): readonly AuditEntry[] {
    return this.#known.value?.entries ?? nothing;
  }

  /** How many entries match the filter, read or not. */
  get matching(): number {
    return this.#known.value?.matching ?? 0;
  }

  get total(): number {
    return this.#known.value?.total ?? 0;
  }

  /** How many matching entries were written since the newest one shown. They are shown when asked for. */
  get newer(): number {
    return this.#newer;
  }

  get loaded(): boolean {
    return this.#known.value !== null;
  }

  get busy(): boolean {
    return this.#known.busy;
  }

  get failure(): Failure | null {
    return this.#known.failure ?? this.#counting.failure;
  }

  get isFiltered(): boolean {
    const { text, action, connectionId } = this.#filter;
    return text !== '' || action !== null || connectionId !== null;
  }

  /** Reads from the newest entry on; what was read before stays until the answer is there. */
  async read(): Promise<void> {
    await this.#load(null);
  }

  /** Reads on from the oldest entry shown. */
  async readOlder(): Promise<void> {
    const last = this.entries.at(-1);
    if (last) await this.#load(last.seq);
  }

  choose(parts: Partial<AuditFilter>): void {
    this.#filter = { ...this.#filter, ...parts };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.read(), 'text' in parts ? typing : 0);
  }

  async #load(before: number | null): Promise<void> {
    await this.#known.change('audit.list', async () => {
      const page = await this.#page(before, pageSize);
      if (before !== null) return { ...page, entries: [...this.entries, ...page.entries] };
      this.#newer = 0;
      this.#counting.drop();
      return page;
    });
  }

  /** Rows must not jump under the pointer: new ones are only counted, unless there are none to jump. */
  async #countNewer(): Promise<void> {
    if (!this.loaded) return;
    if (this.entries.length === 0) return this.read();
    const known = this.#known.value;
    await this.#counting.run('audit.list', async () => {
      const { matching, total } = await this.#page(null, 1);
      if (known !== this.#known.value || this.busy) return;
      this.#newer += matching - this.matching;
      this.#known.patch((page) => ({ ...page, matching, total }));
    });
  }

  #page(before: number | null, limit: number): Promise<AuditPage> {
    return this.#bridge('audit.list', { filter: this.#filter, before, limit });
  }
}
