import type { AuditEntry, AuditFilter } from '../../electron/bridge/audit.ts';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import { exportFile, type ExportFile, type Format } from './export.ts';

/** The most entries that one `audit.list` returns. */
const most = 1_000;

/**
 * A file of every entry that the filter lets through, whether the page has read it or not.
 *
 * @param connection the name of the connection that the filter names, for the file; null: it names none
 * @throws BridgeError when the entries cannot be read
 */
export async function makeFile(
  bridge: Bridge,
  format: Format,
  filter: AuditFilter,
  connection: string | null,
): Promise<ExportFile> {
  const entries: AuditEntry[] = [];
  for (let got = most; got === most;) {
    const before = entries.at(-1)?.seq ?? null;
    const page = await bridge('audit.list', { filter, before, limit: most });
    entries.push(...page.entries);
    got = page.entries.length;
  }
  return exportFile(format, entries, { filter, connection, at: Date.now() });
}
