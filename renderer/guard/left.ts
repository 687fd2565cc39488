import { m } from '../messages/compiled/messages.js';

const minute = 60_000;

/** "12 min left", in the last minute "45 s left". Rounded up: at "1 s left" there is something left. */
export function leftWord(ms: number): string {
  if (ms > minute) return m.guard_left_minutes({ n: Math.ceil(ms / minute) });
  return m.guard_left_seconds({ n: Math.max(0, Math.ceil(ms / 1_000)) });
}
