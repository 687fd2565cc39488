import type { AuditEntry, AuditFilter } from '../../electron/bridge/audit.ts';
import { evidenceLines } from './evidence.ts';

export const formats = ['csv', 'json', 'ndjson'] as const;
export type Format = (typeof formats)[number];

export interface ExportFile {
  name: string;
  type: string;
  text: string;
  rows: number;
}

/** What a file says about itself. */
export interface About {
  filter: AuditFilter;
  /** The name of the connection that the filter names. */
  connection: string | null;
  /** When the file was made, ms since the epoch. */
  at: number;
}

const types: Record<Format, string> = {
  csv: 'text/csv;charset=utf-8',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
};

/**
 * The entries as a file, in the order given. JSON and NDJSON begin with the filter, the time and the number of rows;
 * CSV has no place for them, so its name says them, as every name does.
 */
export async function exportFile(
  format: Format,
  entries: readonly AuditEntry[],
  about: About,
): Promise<ExportFile> {
  const rows = entries.length;
  const header = {
    of: 'Sessiondeck audit log',
    madeAt: iso(about.at),
    filter: { ...about.filter, connection: about.connection },
    rows,
  };
  const text = {
    csv: () => csvOf(entries),
    json: () => `${JSON.stringify({ ...header, entries: entries.map(dated) }, null, 2)}\n`,
    ndjson: () => {
      const lines = [
        { type: 'header', ...header },
        ...entries.map((entry) => ({ type: 'entry', ...dated(entry) })),
      ];
      return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    },
  };
  return { name: `${nameOf(about, rows)}.${format}`, type: types[format], text: await text[format](), rows };
}

/** One row per entry. A cell that a spreadsheet would run as a formula gets an apostrophe in front. */
async function csvOf(entries: readonly AuditEntry[]): Promise<string> {
  // Only an export needs it, so it is fetched only then.
  const { stringify } = await import('csv-stringify/browser/esm/sync');
  const columns = ['seq', 'at', 'actor', 'action', 'connectionId', 'connectionName', 'connectionKind'];
  return stringify(
    entries.map((entry) => ({
      ...dated(entry),
      details: JSON.stringify(entry.details),
      evidence: evidenceLines(entry.details).join('\n'),
    })),
    {
      header: true,
      columns: [...columns, 'reason', 'outcome', 'details', 'hash', 'evidence'],
      escape_formulas: true,
      // A lone CR ends a row for some spreadsheets, and what follows it would begin a cell.
      quoted_match: /[\r\n]/,
      // Spreadsheets take a file without it for one in a Windows code page.
      bom: true,
      record_delimiter: 'windows',
    },
  );
}

/** An entry as a file has it: its time as a date, and in words what its verdicts rest on. */
function dated(entry: AuditEntry) {
  return { ...entry, at: iso(entry.at), evidence: evidenceLines(entry.details) };
}

function nameOf({ filter, connection, at }: About, rows: number): string {
  const parts = [
    'sessiondeck-audit',
    iso(at).replaceAll(':', '').replace(/\.\d+/, ''),
    filter.action,
    filter.connectionId && (connection ?? filter.connectionId),
    filter.text,
    `${rows}-rows`,
  ];
  return parts
    .filter(Boolean)
    .map((part) => slug(String(part)))
    .join('_');
}

/** Letters and digits of any script, and no character that a file system rejects. */
function slug(part: string): string {
  return part
    .replace(/[^\p{L}\p{N}.]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 40);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
