import type { AuditEntry, AuditFilter } from '../../electron/bridge/audit.ts';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Failure } from '../../electron/bridge/failure.ts';
import { failureOf } from '../failures/caught.ts';

const pageSize = 100;
/** Typing is waited for this long, ms: a search goes through the details of every entry. */
const typing = 150;

export const everyEntry: AuditFilter = { text: '', action: null, connectionId: null };

/** The matching audit entries read so far, newest first. */
export class AuditLog {
  readonly #bridge: Bridge;
  #filter = $state.raw<AuditFilter>(everyEntry);
  #entries = $state.raw<readonly AuditEntry[]>([]);
  #matching = $state(0);
  #total = $state(0);
  #newer = $state(0);
  #loaded = $state(false);
  #busy = $state(false);
  #failure = $state.raw<Failure | null>(null);
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    bridge.on('audit.changed', () => void this.#countNewer());
  }

  get filter(): AuditFilter {
    return this.#filter;
  }

  get entries(): readonly AuditEntry[] {
    return this.#entries;
  }

  /** How many entries match the filter, read or not. */
  get matching(): number {
    return this.#matching;
  }

  get total(): number {
    return this.#total;
  }

  /** How many matching entries were written since the newest one shown. They are shown when asked for. */
  get newer(): number {
    return this.#newer;
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
    const last = this.#entries.at(-1);
    if (last) await this.#load(last.seq);
  }

  choose(parts: Partial<AuditFilter>): void {
    this.#filter = { ...this.#filter, ...parts };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.read(), 'text' in parts ? typing : 0);
  }

  async #load(before: number | null): Promise<void> {
    const turn = ++this.#turn;
    this.#busy = true;
    try {
      const page = await this.#bridge('audit.list', { filter: this.#filter, before, limit: pageSize });
      if (turn !== this.#turn) return;
      this.#entries = before === null ? page.entries : [...this.#entries, ...page.entries];
      this.#matching = page.matching;
      this.#total = page.total;
      if (before === null) this.#newer = 0;
      this.#loaded = true;
      this.#failure = null;
    } catch (error) {
      if (turn === this.#turn) this.#failure = failureOf(error, 'audit.list');
    } finally {
      if (turn === this.#turn) this.#busy = false;
    }
  }

  /** Rows must not jump under the pointer: new ones are only counted, unless there are none to jump. */
  async #countNewer(): Promise<void> {
    if (!this.#loaded) return;
    if (this.#entries.length === 0) return this.read();
    const turn = this.#turn;
    try {
      const page = await this.#bridge('audit.list', { filter: this.#filter, before: null, limit: 1 });
      if (turn !== this.#turn) return;
      this.#newer += page.matching - this.#matching;
      this.#matching = page.matching;
      this.#total = page.total;
    } catch (error) {
      if (turn === this.#turn) this.#failure = failureOf(error, 'audit.list');
    }
  }
}
