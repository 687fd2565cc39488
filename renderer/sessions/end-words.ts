import type { ApiInfo } from '../../electron/bridge/api.ts';
import type { Session } from '../../electron/bridge/session.ts';
import { m } from '../messages/compiled/messages.js';
import { deviceName, shortUserName, userName } from './describe.ts';
import type { Finding, Outcome, Question } from './ending.svelte.ts';

/** Servers of these APIs do not agree on whether ending everything ends the current session. */
const undecided: readonly string[] = ['vault'];

/** What ending everything does to the session that it is asked with. */
export function everythingWarning(api: ApiInfo): string {
  return undecided.includes(api.id) ? m.end_everything_may_keep() : m.end_everything_signs_out();
}

/** Verb, object and count: "End 3 sessions of ana@acme?". */
export function endTitle({ sessions, everything }: Question): string {
  if (everything) return m.end_everything_title({ count: sessions.length });
  return someTitle(sessions);
}

function someTitle(sessions: readonly Session[]): string {
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
  const found = (wanted: Finding) => results.filter(({ finding }) => finding === wanted).length;
  const ended = found('ended');
  const stillThere = found('still-there');
  const unchecked = found('cannot-be-checked');
  const unasked = report.endedUnasked.length;
  const parts = [
    ended > 0 || unchecked === 0 ? m.totals_ended({ ended, count: results.length }) : '',
    stillThere > 0 ? m.totals_still_there({ count: stillThere }) : '',
    unchecked > 0 ? m.totals_unchecked({ count: unchecked }) : '',
    found('kept') > 0 ? m.verdict_kept() : '',
    unasked > 0 ? m.totals_unasked({ count: unasked }) : '',
  ];
  return parts.filter(Boolean).join(' · ');
}

/** Green only when everything asked for, and nothing else, was seen to have ended. */
export function outcomeTone({ results, report }: Outcome): 'good' | 'warn' | 'bad' {
  const findings = results.map(({ finding }) => finding);
  if (findings.includes('still-there') || report.endedUnasked.length > 0) return 'bad';
  return findings.includes('cannot-be-checked') ? 'warn' : 'good';
}
