import type { AuditEntry, AuditFilter } from '../../electron/bridge/audit.ts';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Failure } from '../../electron/bridge/failure.ts';
import { failureOf } from '../failures/caught.ts';
import { exportFile, type ExportFile, type Format } from './export.ts';

/** The most entries that one `audit.list` returns. */
const most = 1_000;

/** Makes files of the audit log. */
export class Exporting {
  readonly #bridge: Bridge;
  #busy = $state(false);

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** A file of every entry that the filter lets through, read or not; or why there is none. */
  async make(format: Format, filter: AuditFilter, connection: string | null): Promise<ExportFile | Failure> {
    this.#busy = true;
    try {
      const entries = await this.#everyMatching(filter);
      return await exportFile(format, entries, { filter, connection, at: Date.now() });
    } catch (error) {
      return failureOf(error, 'audit.list');
    } finally {
      this.#busy = false;
    }
  }

  async #everyMatching(filter: AuditFilter): Promise<AuditEntry[]> {
    const entries: AuditEntry[] = [];
    for (let got = most; got === most;) {
      const before = entries.at(-1)?.seq ?? null;
      const page = await this.#bridge('audit.list', { filter, before, limit: most });
      entries.push(...page.entries);
      got = page.entries.length;
    }
    return entries;
  }
}
