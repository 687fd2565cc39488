import { m } from '../messages/compiled/messages.js';
import { getLocale } from '../messages/compiled/runtime.js';

const figures = new Intl.NumberFormat(getLocale());

/** "10,000". */
export function inFigures(count: number): string {
  return figures.format(count);
}

const lists = new Intl.ListFormat(getLocale());

/** "a, b, and c". */
export function listOf(words: readonly string[]): string {
  return lists.format(words);
}

/** "12 s", "3 min", "2 h": how long something takes, from ms, rounded up. */
export function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 100) return m.time_seconds({ n: seconds });
  const minutes = Math.ceil(seconds / 60);
  return minutes < 100 ? m.time_minutes({ n: minutes }) : m.time_hours({ n: Math.ceil(minutes / 60) });
}
