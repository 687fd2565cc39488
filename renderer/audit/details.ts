import type { AuditEntry } from '../../electron/bridge/audit.ts';
import { inPageWords } from '../host-words/host-words.ts';
import { m } from '../messages/compiled/messages.js';
import type { Times } from '../ui/time/times.ts';
import { visibleText } from '../ui/visible-text.ts';
import { gapSentence } from '../sessions/gap-words.ts';
import { areJudged, evidenceText, isRow, type Row } from './evidence.ts';

type Details = AuditEntry['details'];
type Value = Details[string];

export interface DetailTable {
  name: string;
  columns: { key: string; label: string }[];
  rows: readonly Row[];
}

const names: Record<string, () => string> = {
  id: m.detail_row_id,
  nativeId: m.detail_native_id,
  runId: m.detail_run,
  said: m.detail_said,
  stopped: m.detail_stopped,
  endedUnasked: m.detail_unasked,
  expiresAt: m.detail_expires,
  now: m.detail_now,
  before: m.detail_before,
  target: m.detail_target,
  template: m.detail_template,
  scope: m.detail_scope,
  sessions: m.detail_sessions,
  session: m.detail_session,
  user: m.detail_user,
  state: m.detail_state,
  verdict: m.detail_verdict,
  evidence: m.detail_evidence,
  checkSaid: m.detail_check_said,
  appeared: m.detail_appeared,
  left: m.detail_left,
  count: m.detail_count,
  gaps: m.detail_gaps,
  attempts: m.detail_attempts,
  call: m.detail_call,
};

const words: Record<string, Record<string, () => string>> = {
  state: {
    waiting: m.item_waiting,
    sending: m.item_sending,
    sent: m.item_sent,
    ended: m.item_ended,
    failed: m.item_failed,
    'not-sent': m.item_not_sent,
    unknown: m.item_unknown,
    kept: m.item_kept,
  },
  verdict: {
    ended: m.verdict_ended,
    expired: m.verdict_expired,
    'still-there': m.verdict_still_there,
    'cannot-be-checked': m.verdict_cannot_be_checked,
  },
  scope: {
    one: m.plan_scope_one,
    selected: m.plan_scope_selected,
    matching: m.plan_scope_matching,
    others: m.plan_scope_others,
    everything: m.plan_scope_everything,
  },
};

/** Lists of sessions, or of anything else that has parts: one table each. */
export function tablesOf(details: Details): DetailTable[] {
  return Object.entries(details).flatMap(([key, value]) => {
    if (!isTable(value)) return [];
    const keys = new Set(value.flatMap((row) => Object.keys(row)));
    // Earlier versions recorded none, which is said.
    if (areJudged(value)) keys.add('evidence');
    // Our own id says the least, so it comes last.
    const columns = [...keys]
      .toSorted((a, b) => Number(a === 'id') - Number(b === 'id'))
      .map((column) => ({ key: column, label: nameOf(column) }));
    return [{ name: nameOf(key), columns, rows: value }];
  });
}

/** Everything else, as name and value; what has parts, part by part. */
export function fieldsOf(details: Details, times: Times): { name: string; value: string }[] {
  return Object.entries(details).flatMap(([key, value]) => {
    if (isTable(value)) return [];
    const name = nameOf(key);
    if (!isRow(value)) return [{ name, value: valueOf(key, value, times) }];
    return Object.entries(value).map(([part, of]) => ({
      name: `${name} · ${nameOf(part)}`,
      value: valueOf(part, of, times),
    }));
  });
}

/** A cell of a table, in words. */
export function cellOf(key: string, row: Row, times: Times): string {
  if (key === 'evidence') return evidenceText(row, (at) => times.absolute(at)) ?? m.detail_none();
  return valueOf(key, row[key], times);
}

/** A value in words where it is one that we know; text of others is made safe to look at. */
function valueOf(key: string, value: Value | undefined, times: Times): string {
  if (value === null || value === undefined || value === '') return m.detail_none();
  if (typeof value === 'boolean') return value ? m.detail_yes() : m.detail_no();
  if (typeof value === 'number') return isTime(key, value) ? times.absolute(value) : String(value);
  if (typeof value === 'string') return words[key]?.[value]?.() ?? visibleText(inPageWords(value), 400);
  if (key === 'gaps' && Array.isArray(value)) return gapsText(value);
  return visibleText(JSON.stringify(value), 400);
}

function gapsText(gaps: Value[]): string {
  const known = gaps.flatMap((gap) => {
    if (!isRow(gap) || typeof gap['why'] !== 'string') return [];
    return [{ why: gap['why'], count: typeof gap['count'] === 'number' ? gap['count'] : null }];
  });
  return known.length > 0 ? known.map(gapSentence).join(' ') : m.detail_none();
}

function nameOf(key: string): string {
  return names[key]?.() ?? visibleText(key, 60);
}

function isTable(value: Value): value is Row[] {
  return Array.isArray(value) && value.length > 0 && value.every(isRow);
}

/** Our own times are named so, and are ms since the epoch. */
function isTime(key: string, value: number): boolean {
  return /(^at|At|^until|Until)$/.test(key) && value > 1e11;
}
