import type { AuditEntry } from '../../electron/bridge/audit.ts';
import { Evidence } from '../../electron/bridge/evidence.ts';
import { RunItem } from '../../electron/bridge/revocation.ts';
import { m } from '../messages/compiled/messages.js';
import { evidenceSentences, evidenceSource } from '../sessions/evidence-words.ts';
import { visibleText } from '../ui/visible-text.ts';

type Details = AuditEntry['details'];
type Value = Details[string];
/** What the log holds of one session, as any version of Sessiondeck wrote it. */
export type Row = Record<string, Value>;

const Verdict = RunItem.shape.verdict;

/** Whether the table is about sessions that were judged. */
export function areJudged(rows: readonly Row[]): boolean {
  return rows.some((row) => 'verdict' in row || 'evidence' in row);
}

/**
 * What a session's verdict rests on, in words; null where nothing was judged.
 * @param timeOf a time as it is to be read, from ms since the epoch
 */
export function evidenceText(row: Row, timeOf: (at: number) => string): string | null {
  const { verdict = 'ended', evidence = null, checkSaid = null } = row;
  if (verdict === null) return null;
  const reading = typeof checkSaid === 'string' && checkSaid !== '' ? [visibleText(checkSaid, 240)] : [];
  const known = Evidence.nullable().safeParse(evidence);
  if (!known.success) return visibleText(JSON.stringify(evidence), 400);
  const judged = {
    verdict: Verdict.safeParse(verdict).data ?? null,
    evidence: known.data,
    checkFailure: null,
  };
  const source = known.data ? [evidenceSource(known.data, timeOf(known.data.at))] : [];
  return [...evidenceSentences(judged), ...reading, ...source].join(' · ');
}

/** The evidence of each session that an entry tells of, one line each, for a file. */
export function evidenceLines(details: Details): string[] {
  return Object.values(details).flatMap((value) => {
    if (!Array.isArray(value)) return [];
    const rows = value.filter(isRow);
    return areJudged(rows) ? rows.flatMap((row) => lineOf(row)) : [];
  });
}

function lineOf(row: Row): string[] {
  const text = evidenceText(row, (at) => new Date(at).toISOString());
  const name = [row['nativeId'], row['id']].find((id) => typeof id === 'string' && id !== '');
  return text === null ? [] : [`${visibleText(String(name ?? m.detail_none()), 200)}: ${text}`];
}

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
