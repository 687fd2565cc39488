import { randomUUID } from 'node:crypto';
import type { Adapter } from '../../adapters/adapter.ts';
import type { Connection } from '../../bridge/connection.ts';
import { fail } from '../../bridge/failure.ts';
import type { Plan, PlanChange, PlannedSession, Scope } from '../../bridge/revocation.ts';
import type { Session } from '../../bridge/session.ts';
import type { Settings } from '../../bridge/settings.ts';
import type { Matching } from '../../bridge/calls/revocation.ts';
import { parse } from '../../query/language/parse.ts';
import { compile } from '../../query/question.ts';
import { isLive } from '../../query/status.ts';
import type { Operations } from '../lists/operations.ts';
import { able } from '../work/attempt.ts';
import { callToEnd, callToEndAll } from './planned-call.ts';
import type { Claims } from './claims.ts';

/** How long a plan is valid, ms: the list it was made from may be outdated after that. */
export const planLife = 60_000;
/** Assumptions of the estimate: duration of one call, ms, and number of concurrent calls. */
const typicalCall = 150;
const atFirst = 4;
/** Ending more sessions than this requires the connection's name, whatever its kind. */
const manySessions = 50;

export interface PlanPorts {
  operations: Operations;
  /** Which sessions are in open runs. */
  claims: Pick<Claims, 'holderOf' | 'isOpenOn'>;
  /** ms since the epoch */
  now: number;
}

/** Makes a plan from the list as last read. Throws `unsupported`, `not-found` or `invalid`; sends nothing. */
export async function makePlan(
  { operations, claims, now }: PlanPorts,
  connectionId: string,
  wanted: Selection,
  undo: Settings['undo'],
): Promise<Plan> {
  const { adapter, connection } = operations.find(connectionId);
  able(adapter, 'end');
  const list = operations.lists.last(connectionId);
  const picked = pick(list, wanted);
  const isFree = ({ id }: Session) => claims.holderOf(connectionId, id) === null;
  const chosen = picked.filter(isFree);
  // One call for everything would also end sessions that undoing an open run would still spare.
  const mayBeOneCall = wanted.scope === 'everything' && !claims.isOpenOn(connectionId);
  const oneCall = mayBeOneCall && adapter.endAll ? await callToEndAll(adapter, connection) : null;
  const items = oneCall
    ? chosen.map((session) => inOneCall(adapter, session))
    : await inOwnCalls(operations, connectionId, chosen);
  const calls = oneCall ? 1 : items.length;
  const currentKnown = adapter.keyHasNoSession ?? list.some(isCurrent);
  const listed = operations.lists.listed(connectionId) ?? { rows: list.length, total: null, gaps: [] };
  return {
    id: randomUUID(),
    connectionId,
    scope: wanted.scope,
    items,
    stays: list.filter((session) => isLive(session) && isFree(session)).length - chosen.length,
    inOpenRun: byRun(picked, (id) => claims.holderOf(connectionId, id)),
    listed,
    oneCall,
    calls,
    estimate: estimate(adapter, calls) + estimate(adapter, questionsFor(adapter, listed, items.length)),
    rate: adapter.rate,
    currentKnown,
    needs: needs(connection, wanted, chosen, currentKnown),
    undo: undoWindow(undo, items.length),
    ...{ madeAt: now, expiresAt: now + planLife, expiresIn: planLife },
    changes: [],
  };
}

/** Items for sessions that each end by their own call. */
async function inOwnCalls(
  operations: Operations,
  connectionId: string,
  chosen: Session[],
): Promise<PlannedSession[]> {
  const { adapter, connection } = operations.find(connectionId);
  const items: PlannedSession[] = [];
  for (const session of chosen) {
    const call = await callToEnd(adapter, connection, operations.lists.row(connectionId, session.id));
    items.push({ session, call, mayStay: false });
  }
  return items;
}

/** An item ended by the call for everything; the current session may stay where the API's document is undecided. */
function inOneCall({ endAllKeepsCurrent }: Adapter, session: Session): PlannedSession {
  return {
    session,
    call: null,
    mayStay: session.current === true && endAllKeepsCurrent === 'undecided',
  };
}

/** The sessions that are already in open runs, grouped by run. */
function byRun(sessions: Session[], holderOf: (sessionId: string) => string | null): Plan['inOpenRun'] {
  const runs = Map.groupBy(sessions, ({ id }) => holderOf(id));
  return [...runs].flatMap(([runId, taken]) => (runId === null ? [] : [{ runId, sessions: taken }]));
}

/** The confirmation ladder: the more sessions are affected, the more the person must confirm. */
function needs(
  { kind }: Connection,
  { scope }: Selection,
  chosen: Session[],
  currentKnown: boolean,
): Plan['needs'] {
  const production = kind === 'production';
  const bulk = chosen.length > 1;
  const everything = scope === 'everything';
  const hitsCurrent = chosen.some(({ current }) => current === true);
  return {
    question: bulk || everything || production || hitsCurrent,
    name: everything || chosen.length > manySessions || (production && bulk),
    reason: production ? 'required' : bulk ? 'asked' : 'no',
    currentUnknown: (bulk || everything) && !currentKnown,
  };
}

/** How long the run waits, ms: 10 s up to four sessions, 20 s above, unless the person has set another time. */
function undoWindow(undo: Settings['undo'], sessions: number): number | null {
  if (undo === 'off') return 0;
  if (undo === 'until-sent') return null;
  if (undo === 'standard') return sessions <= 4 ? 10_000 : 20_000;
  return undo * 1000;
}

/** Number of lookups by name: an incomplete list settles nothing, so each session needs one. */
function questionsFor({ lookUp }: Adapter, { gaps }: Plan['listed'], sessions: number): number {
  return gaps.length > 0 && lookUp ? sessions : 0;
}

function estimate({ rate, readCookies }: Adapter, calls: number): number {
  const width = readCookies ? 1 : atFirst;
  const unhindered = Math.ceil(calls / width) * typicalCall;
  if (!rate) return unhindered;
  const windows = Math.max(0, Math.ceil(calls / rate.requests) - 1);
  return Math.max(unhindered, windows * rate.seconds * 1000);
}

/**
 * How a plan differs from the previous one in what it ends. Ignores fields that change by mere use (`lastActiveAt`,
 * `expiresAt`, `extra`): on a busy server no plan would ever stay valid.
 */
export function differences(before: Plan, after: Plan): PlanChange[] {
  const old = new Map(before.items.map(({ session }) => [session.id, session]));
  const changes: PlanChange[] = [];
  for (const { session } of after.items) {
    const known = old.get(session.id);
    if (!known) changes.push({ what: 'added', session });
    else if (essence(known) !== essence(session)) changes.push({ what: 'changed', session });
    old.delete(session.id);
  }
  const taken = new Set(after.inOpenRun.flatMap(({ sessions }) => sessions.map(({ id }) => id)));
  for (const session of old.values())
    changes.push({ what: taken.has(session.id) ? 'in-open-run' : 'gone', session });
  return changes;
}

function essence({ user, device, ip, city, country, status, current, impersonatedBy }: Session): string {
  return JSON.stringify([user, device, ip, city, country, status, current, impersonatedBy]);
}

export interface Selection {
  scope: Scope;
  /** Ids for `one`, `selected` and `matching`; empty otherwise. */
  sessionIds: string[];
  /** The question, where `matching` is asked by one. */
  matching?: Matching | undefined;
}

/**
 * The live sessions in a scope. Of several, the current one is never included unless the scope says so (`everything`);
 * there it comes last, because calls after it would be refused.
 */
function pick(sessions: Session[], { scope, sessionIds, matching }: Selection): Session[] {
  const live = sessions.filter(isLive);
  if (scope === 'everything') return [...live.filter(isNotCurrent), ...live.filter(isCurrent)];
  if (scope === 'others') {
    if (!live.some(isCurrent)) refuseOthers();
    return live.filter(isNotCurrent);
  }
  if (matching) return answering(sessions, matching);
  const wanted = new Set(sessionIds);
  const chosen = live.filter(({ id }) => wanted.has(id));
  return wanted.size > 1 ? chosen.filter(isNotCurrent) : chosen;
}

/** The sessions that a question means; never our own. */
function answering(
  sessions: Session[],
  { except, also = [], vocabulary, at, ...question }: Matching,
): Session[] {
  if (parse(question.words).problems.length > 0) refuseMistake();
  const matches = compile(question, { vocabulary, at, sessions });
  const [spared, added] = [new Set(except), new Set(also)];
  const isMeant = (session: Session) =>
    added.has(session.id) || (!spared.has(session.id) && matches(session));
  return sessions.filter((session) => isLive(session) && isNotCurrent(session) && isMeant(session));
}

/** Whether our own credential is known to act as this session. */
function isCurrent({ current }: Session): boolean {
  return current === true;
}

function isNotCurrent(session: Session): boolean {
  return !isCurrent(session);
}

/** What cannot be read could mean any session. */
function refuseMistake(): never {
  const got = 'the search has a mistake in it, so it names no sessions';
  return fail({ code: 'invalid', tried: 'revocation.plan', got, field: 'matching' });
}

function refuseOthers(): never {
  const got = 'the list does not tell which session is the current one, so “all others” has no meaning';
  return fail({ code: 'invalid', tried: 'revocation.plan', got, field: 'scope' });
}
