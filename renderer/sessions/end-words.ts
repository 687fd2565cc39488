import type { Session } from '../../electron/bridge/session.ts';
import { m } from '../messages/compiled/messages.js';
import { deviceName, shortUserName, userName } from './describe.ts';
import type { Outcome } from './ending.svelte.ts';

/** Verb, object and count: "End 3 sessions of ana@acme?". */
export function endTitle(sessions: readonly Session[]): string {
  const [first] = sessions;
  const users = new Set(sessions.map(userName));
  const user = first ? shortUserName(first) : null;
  const count = sessions.length;
  if (first && count === 1) {
    const device = deviceName(first);
    return user ? m.end_title_one({ user, device }) : m.end_title_one_nobody({ device });
  }
  if (users.size > 1) return m.end_title_many_users({ count, users: users.size });
  return user ? m.end_title_many({ count, user }) : m.end_title_many_nobody({ count });
}

/** How many of those asked for have ended, as the read-back found it. */
export function totals({ results, report }: Outcome): string {
  const ended = results.filter(({ result }) => result.verdict === 'ended').length;
  const stillThere = results.filter(({ result }) => result.verdict === 'still-there').length;
  const unchecked = results.length - ended - stillThere;
  const unasked = report.endedUnasked.length;
  const parts = [
    ended > 0 || unchecked === 0 ? m.totals_ended({ ended, count: results.length }) : '',
    stillThere > 0 ? m.totals_still_there({ count: stillThere }) : '',
    unchecked > 0 ? m.totals_unchecked({ count: unchecked }) : '',
    unasked > 0 ? m.totals_unasked({ count: unasked }) : '',
  ];
  return parts.filter(Boolean).join(' · ');
}

/** Green only when everything asked for, and nothing else, was seen to have ended. */
export function outcomeTone({ results, report }: Outcome): 'good' | 'warn' | 'bad' {
  const verdicts = results.map(({ result }) => result.verdict);
  if (verdicts.includes('still-there') || report.endedUnasked.length > 0) return 'bad';
  return verdicts.includes('cannot-be-checked') ? 'warn' : 'good';
}
