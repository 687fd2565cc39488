import type { AuditEntry } from '../../electron/bridge/audit.ts';
import type { Evidence } from '../../electron/bridge/evidence.ts';
import type { RunItem } from '../../electron/bridge/revocation.ts';
import { inPageWords } from '../host-words/host-words.ts';
import { m } from '../messages/compiled/messages.js';
import { evidenceSentences, evidenceSource } from '../runs/evidence-words.ts';
import { visibleText } from '../ui/visible-text.ts';

type Details = AuditEntry['details'];
type Value = Details[string];
/** What the log holds of one session, as any version of Sessiondeck wrote it. */
export type Row = Record<string, Value>;

// Without zod: its schemas are not for the page, whose policy refuses code made of text.
const grounds: Record<Evidence['rests'], true> = {
  ...{ 'own-word': true, 'complete-list': true, refusal: true, 'own-401': true },
  ...{ expiry: true, sighting: true, nothing: true },
};
const verdicts: Record<NonNullable<RunItem['verdict']>, true> = {
  ...{ ended: true, 'still-there': true, expired: true, 'cannot-be-checked': true },
};

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
  const reading =
    typeof checkSaid === 'string' && checkSaid !== '' ? [visibleText(checkWords(checkSaid), 240)] : [];
  if (evidence !== null && !isEvidence(evidence)) return visibleText(JSON.stringify(evidence), 400);
  const judged = { verdict: isVerdict(verdict) ? verdict : null, evidence, checkFailure: null };
  const source = evidence ? [evidenceSource(evidence, timeOf(evidence.at))] : [];
  return [...evidenceSentences(judged), ...reading, ...source].join(' · ');
}

/** What the log says of a failed reading: what was tried, and what came back. */
function checkWords(said: string): string {
  const [tried = '', ...got] = said.split(': ');
  return got.length === 0 ? inPageWords(said) : `${inPageWords(tried)}: ${inPageWords(got.join(': '))}`;
}

function isVerdict(value: Value): value is NonNullable<RunItem['verdict']> {
  return typeof value === 'string' && Object.hasOwn(verdicts, value);
}

/** Whether it is evidence as this version writes it: a log may come from a later one. */
function isEvidence(value: Value): value is Row & Evidence {
  if (!isRow(value)) return false;
  const { rests, at, request, word, rows, total, readings, gaps } = value;
  return (
    typeof rests === 'string' &&
    Object.hasOwn(grounds, rests) &&
    typeof at === 'number' &&
    [request, word].every((text) => text === null || typeof text === 'string') &&
    [rows, total, readings].every((count) => count === null || typeof count === 'number') &&
    Array.isArray(gaps) &&
    gaps.every((gap) => isRow(gap) && typeof gap['why'] === 'string')
  );
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
  const name = [row['nativeId'], row['id']].find((id): id is string => typeof id === 'string' && id !== '');
  return text === null ? [] : [`${visibleText(name ?? m.detail_none(), 200)}: ${text}`];
}

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
