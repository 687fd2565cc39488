import type { ItemState, Run, RunItem } from '../../electron/bridge/revocation.ts';
import type { Session } from '../../electron/bridge/session.ts';
import type { Judged } from './evidence-words.ts';

/** One session in the account of a run. `judged` is null where there is no verdict to give reasons for. */
export type VerdictLine = { session: Session; judged: Judged | null } & (
  { kind: 'unasked' | 'appeared' } | { kind: 'planned'; item: RunItem }
);

/** What went wrong comes first. */
const order: ItemState[] = ['failed', 'unknown', 'not-sent', 'kept', 'sending', 'waiting', 'sent', 'ended'];

/** The account of a run: what nobody planned, then each planned session, with the unexpected foremost. */
export function verdictLines({ endedUnasked, unaskedEvidence, appeared, items }: Run): VerdictLine[] {
  const unasked = endedUnasked.map((session): VerdictLine => {
    const evidence = unaskedEvidence[session.id] ?? null;
    return { kind: 'unasked', session, judged: { verdict: 'ended', evidence, checkFailure: null } };
  });
  const sorted = items.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  return [
    ...unasked,
    ...appeared.map((session): VerdictLine => ({ kind: 'appeared', session, judged: null })),
    ...sorted.map((item): VerdictLine => ({
      kind: 'planned',
      item,
      session: item.session,
      judged: item.verdict === null ? null : item,
    })),
  ];
}
