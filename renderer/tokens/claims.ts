import { m } from '../messages/compiled/messages.js';

/** The registered claims that are times: seconds since the epoch. */
const times = new Set(['exp', 'iat', 'nbf', 'auth_time']);

/** The moment a claim stands for, in ms; null for a claim that is no time, or one that no calendar has. */
export function momentOf(name: string, value: unknown): number | null {
  if (!times.has(name) || typeof value !== 'number') return null;
  const moment = new Date(value * 1000).getTime();
  return Number.isNaN(moment) ? null : moment;
}

/** "Expires in 48 s" down to "Expired". */
export function countdown(expiresAt: number, now: number): string {
  const left = Math.ceil((expiresAt - now) / 1000);
  if (left <= 0) return m.token_expired();
  if (left < 120) return m.token_expires_seconds({ count: left });
  return m.token_expires_minutes({ count: Math.round(left / 60) });
}
