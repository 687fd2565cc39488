import type { ApiInfo } from '../../electron/bridge/api.ts';
import type { Plan, Run, RunSummary, Scope } from '../../electron/bridge/revocation.ts';
import type { Session } from '../../electron/bridge/session.ts';
import { m } from '../messages/compiled/messages.js';
import { deviceName, shortUserName, userName } from '../sessions/row/describe.ts';
import { inFigures } from '../ui/figures.ts';
import { gapSentence } from '../sessions/gap-words.ts';
import { isComplete } from '../sessions/listed-words.ts';

/** What ending everything does to the session that it is asked with. */
export function everythingWarning(api: ApiInfo): string {
  return api.endAllMayKeepCurrent ? m.end_everything_may_keep() : m.end_everything_signs_out();
}

/** Verb, object and count: "End 3 sessions of ana@acme?". */
export function endTitle({ scope, items, listed }: Pick<Plan, 'scope' | 'items' | 'listed'>): string {
  const count = items.length;
  if (scope === 'everything') {
    return isComplete(listed) ? m.end_everything_title({ count }) : m.end_everything_title_all();
  }
  return someTitle(items.map(({ session }) => session));
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

/** What became of those planned, as the read-back found it; the parts add up to the whole. */
function totalsLine({ totals }: Pick<RunSummary, 'totals'>): string {
  const { planned, ended, failed, notSent, unknown } = totals;
  if (ended === planned) return m.totals_ended({ ended: inFigures(ended), count: inFigures(planned) });
  const parts = {
    planned: inFigures(planned),
    ended: inFigures(ended),
    failed: inFigures(failed),
    notSent: inFigures(notSent),
    unknown: inFigures(unknown),
  };
  return ended > 0 ? m.totals_parts_verified(parts) : m.totals_parts(parts);
}

/** The totals, and whatever else was found: sessions that expired, were kept, ended unasked, appeared or are left. */
export function outcomeLine(summary: RunSummary, run: Run | null): string {
  const kept = run?.items.some(({ state }) => state === 'kept') ?? false;
  const parts = [
    summary.totals.planned > 0 || !kept ? totalsLine(summary) : '',
    ...(run ? findings(run) : []),
  ];
  return parts.filter(Boolean).join(' · ');
}

function findings({ items, endedUnasked, appeared, left }: Run): string[] {
  const expired = items.filter(({ verdict, mayStay }) => verdict === 'expired' && !mayStay).length;
  return [
    expired > 0 ? m.totals_expired({ count: expired }) : '',
    items.some(({ state }) => state === 'kept') ? m.verdict_kept() : '',
    endedUnasked.length > 0 ? m.totals_unasked({ count: endedUnasked.length }) : '',
    appeared.length > 0 ? m.totals_appeared({ count: appeared.length }) : '',
    left === null ? '' : left.count === null ? m.totals_left_unknown() : m.totals_left({ count: left.count }),
  ];
}

/** Who is left of those that `everything` or `matching` meant, and why; empty: nobody. */
export function leftSentences({ left, items }: Pick<Run, 'left' | 'items'>): string[] {
  if (!left) return [];
  const { count, gaps } = left;
  if (count === null) return [m.left_unknown(), ...gaps.map(gapSentence)];
  const planned = items.filter(({ state, mayStay }) => state !== 'ended' && !mayStay).length;
  const others = count - planned;
  return [m.left_some({ count }), ...(others > 0 ? [m.left_not_planned({ count: others })] : [])];
}

/** Scopes that mean everybody: a session that begins during the run is left over. */
const wide: readonly Scope[] = ['others', 'everything'];

/** Green only when everything planned, and nothing else, was seen to have ended, and nothing that was meant is left. */
export function outcomeTone({ totals, scope }: RunSummary, run: Run | null): 'good' | 'warn' | 'bad' {
  if (totals.failed > 0 || (run?.endedUnasked.length ?? 0) > 0) return 'bad';
  if (totals.unknown > 0 || totals.notSent > 0 || run?.notRecorded || run?.left) return 'warn';
  return wide.includes(scope) && run && run.appeared.length > 0 ? 'warn' : 'good';
}
