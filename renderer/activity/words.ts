import type { RunSummary } from '../../electron/bridge/revocation.ts';
import type { Cause, TimelineEntry } from '../../electron/bridge/timeline.ts';
import { m } from '../messages/compiled/messages.js';
import { getLocale } from '../messages/compiled/runtime.js';
import type { Times } from '../ui/time/times.ts';
import { visibleText } from '../ui/visible-text.ts';

const causes: Record<Cause, () => string> = {
  person: m.cause_person,
  run: m.cause_run,
  'read-back': m.cause_read_back,
  recovery: m.cause_recovery,
  watch: m.cause_watch,
  'sent-again': m.cause_sent_again,
};

export function causeWord(cause: Cause): string {
  return causes[cause]();
}

/** "84 ms", "1.3 s", "25 s". */
export function tookWord(took: number): string {
  return took < 1_000 ? `${Math.round(took)} ms` : `${short(took / 1_000)} s`;
}

/** "612 B", "12 kB", "1.4 MB". */
export function sizeWord(size: number | null): string {
  if (size === null) return '—';
  if (size < 1_000) return `${size} B`;
  return size < 1_000_000 ? `${short(size / 1_000)} kB` : `${short(size / 1_000_000)} MB`;
}

export function statusWord({ status }: TimelineEntry): string {
  return status === null ? m.activity_no_answer() : String(status);
}

/** A request that did not go as asked: no answer, an answer that says no, or one that made no sense. */
export function wentWrong({ status, failure }: TimelineEntry): boolean {
  return failure !== null || status === null || status >= 400;
}

/** "14:01 GET /sessions 200 · 84 ms". */
export function requestLine(entry: TimelineEntry, times: Times, now: number): string {
  return m.activity_line({
    time: times.clock(entry.at, now),
    method: entry.method,
    path: visibleText(entry.path, 80),
    status: statusWord(entry),
    took: tookWord(entry.took),
  });
}

/** Where a run stands, in one line. */
export function jobLine(
  { state, totals, endedAt, startedAt }: RunSummary,
  times: Times,
  now: number,
): string {
  const { planned: count, ended } = totals;
  const time = times.clock(endedAt ?? startedAt, now);
  const words: Record<RunSummary['state'], () => string> = {
    waiting: () => m.job_waiting({ count }),
    sending: () => m.job_sending({ count }),
    paused: () => m.job_paused({ count }),
    'reading-back': () => m.job_reading_back(),
    done: () => m.job_done({ time, ended, count }),
    undone: () => m.job_undone({ time }),
    interrupted: () => m.job_interrupted({ count }),
  };
  return words[state]();
}

/** With one decimal below ten. */
function short(value: number): string {
  return value.toLocaleString(getLocale(), { maximumFractionDigits: value < 10 ? 1 : 0 });
}

/** What a screen reader says of a request: how and where it was sent, and its result. */
export function requestName(entry: TimelineEntry): string {
  const attempt = entry.attempt > 1 ? m.activity_attempt({ n: entry.attempt }) : '';
  const parts = [
    entry.method,
    visibleText(entry.path, 200),
    statusWord(entry),
    tookWord(entry.took),
    attempt,
  ];
  return parts.filter(Boolean).join(' ');
}
