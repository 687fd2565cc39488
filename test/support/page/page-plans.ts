import type { Input } from '../../../electron/bridge/contract.ts';
import type { Plan, PlanChange } from '../../../electron/bridge/revocation.ts';
import type { Session } from '../../../electron/bridge/session.ts';
import { compile } from '../../../electron/query/question.ts';
import { fixtureApis, fixtureConnections } from './page-fixtures.ts';

export type AskedEnd = Input<'revocation.plan'>;

const live = ({ status }: Session) => ['active', 'pending', 'unknown'].includes(status);
const own = ({ current }: Session) => current === true;

/** The plan that the host would make of a list, at this moment. */
export function planOf(asked: AskedEnd, list: Session[], { id, now }: { id: string; now: number }): Plan {
  const { connectionId, scope } = asked;
  const connection = fixtureConnections.find((each) => each.id === connectionId);
  const api = fixtureApis.find((each) => each.id === connection?.api);
  const chosen = pick(list, asked);
  const known = list.some(own);
  const bulk = chosen.length > 1 || scope === 'everything';
  const production = connection?.kind === 'production';
  const oneCall =
    scope === 'everything' && api?.can.includes('endAll') ? { method: 'DELETE', path: '/sessions' } : null;
  const mayStay = (session: Session) => oneCall !== null && own(session) && api?.id === 'vault';
  return {
    ...{ id, connectionId, scope, oneCall, currentKnown: known, changes: [] },
    items: chosen.map((session) => {
      const call = oneCall ? null : { method: 'POST', path: `/sessions/${session.nativeId ?? ''}/revoke` };
      return { session, call, mayStay: mayStay(session) };
    }),
    stays: list.filter((session) => live(session) && !chosen.includes(session)).length,
    inOpenRun: [],
    listed: { rows: list.length, total: list.length, gaps: [] },
    calls: oneCall ? 1 : chosen.length,
    estimate: chosen.length * 150,
    rate: null,
    needs: {
      question: bulk || production || chosen.some(own),
      name: scope === 'everything' || chosen.length > 50 || (production && bulk),
      reason: production ? 'required' : bulk ? 'asked' : 'no',
      currentUnknown: bulk && !known,
    },
    undo: chosen.length <= 4 ? 10_000 : 20_000,
    madeAt: now,
    expiresAt: now + 60_000,
    expiresIn: 60_000,
  };
}

function pick(list: Session[], { scope, sessionIds = [], matching }: AskedEnd): Session[] {
  const sessions = list.filter(live);
  if (scope === 'everything') return sessions.toSorted((a, b) => Number(own(a)) - Number(own(b)));
  if (scope === 'others') return sessions.filter((session) => !own(session));
  if (matching) {
    const matches = compile(matching, { ...matching, sessions: list });
    const isMeant = (session: Session) => matches(session) && !matching.except.includes(session.id);
    return sessions.filter((session) => !own(session) && isMeant(session));
  }
  const chosen = sessions.filter(({ id }) => sessionIds.includes(id));
  return sessionIds.length > 1 ? chosen.filter((session) => !own(session)) : chosen;
}

/** What has changed between two plans, as the host tells it. */
export function differences(before: Plan, after: Plan): PlanChange[] {
  const old = new Map(before.items.map(({ session }) => [session.id, session]));
  const fresh = new Map(after.items.map(({ session }) => [session.id, session]));
  const gone = [...old.values()].filter(({ id }) => !fresh.has(id));
  const added = [...fresh.values()].filter(({ id }) => !old.has(id));
  const changed = [...fresh.values()].filter(({ id, ip }) => old.has(id) && old.get(id)?.ip !== ip);
  return [
    ...added.map((session): PlanChange => ({ what: 'added', session })),
    ...changed.map((session): PlanChange => ({ what: 'changed', session })),
    ...gone.map((session): PlanChange => ({ what: 'gone', session })),
  ];
}
