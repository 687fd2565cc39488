import { BridgeError, type Failure } from '../../bridge/failure.ts';
import type { EndReport, EndResult, Session, SessionPage } from '../../bridge/session.ts';
import { able, attempt } from '../attempt.ts';
import { secretsOf, type Desk } from '../desk.ts';
import { findEndedUnasked, isLive, judge, readBack, type Finding } from './read-back.ts';

type Filters = Record<string, string>;

/**
 * Ends sessions one by one, reads the list back, and says of each what was found: a 200 proves nothing.
 * `filters` are those of the list that the person sees: the read-back asks the same question.
 */
export async function endSessions(
  desk: Desk,
  connectionId: string,
  sessionIds: string[],
  filters: Filters,
): Promise<EndReport> {
  // Names every session before the first call: a wrong id must not stop half-way.
  for (const id of sessionIds) desk.row(connectionId, id);
  const before = desk.last(connectionId);
  const failures = await send(desk, connectionId, sessionIds);
  return report(desk, { connectionId, sessionIds, failures, before, filters });
}

/** Sends the API's one call for everything, and reads back what it took it to mean. */
export async function endAllSessions(desk: Desk, connectionId: string, filters: Filters): Promise<EndReport> {
  const before = desk.last(connectionId);
  const sessionIds = before.filter(isLive).map(({ id }) => id);
  const { failure } = await attempt(() =>
    desk.operate(connectionId, ({ adapter, api }) => able(adapter, 'endAll')(api)),
  );
  if (failure && sessionIds.length === 0) throw new BridgeError(failure);
  const failures = new Map(failure ? sessionIds.map((id) => [id, failure]) : []);
  return report(desk, { connectionId, sessionIds, failures, before, filters });
}

interface Sent {
  connectionId: string;
  sessionIds: string[];
  failures: Map<string, Failure>;
  before: Session[];
  filters: Filters;
}

async function report(
  desk: Desk,
  { connectionId, sessionIds, failures, before, filters }: Sent,
): Promise<EndReport> {
  const endedAt = Date.now();
  const handles = sessionIds.map((id) => desk.row(connectionId, id).handle);
  const read = await attempt(() =>
    desk.operate(connectionId, (opened) => readBack(opened, handles, filters)),
  );
  const page = read.value && desk.keep(connectionId, read.value);
  const results: EndResult[] = [];
  for (const sessionId of sessionIds) {
    const finding: Finding = page
      ? await judge(desk, page, sessionId)
      : { verdict: 'cannot-be-checked', checkFailure: read.failure };
    const mayWorkUntil = finding.verdict === 'ended' ? outlives(desk, connectionId, endedAt) : null;
    results.push({ sessionId, callFailure: failures.get(sessionId) ?? null, mayWorkUntil, ...finding });
  }
  const endedUnasked = page ? findEndedUnasked(before, page, sessionIds) : [];
  return { results, endedUnasked, page, nowActive: page && newlyActive(before, page) };
}

/** Sends one call per session, in order. A key that is refused once is refused every time: the rest is not sent. */
async function send(desk: Desk, connectionId: string, sessionIds: string[]): Promise<Map<string, Failure>> {
  const failures = new Map<string, Failure>();
  let refused: Failure | null = null;
  for (const id of sessionIds) {
    if (refused) {
      failures.set(id, { ...refused, got: `not sent: the call before was answered ${refused.got}` });
      continue;
    }
    const row = desk.row(connectionId, id);
    const { failure } = await attempt(() =>
      desk.operate(connectionId, ({ adapter, api }) => able(adapter, 'end')(api, row.handle), secretsOf(row)),
    );
    if (failure) failures.set(id, failure);
    if (failure?.code === 'key-rejected' || failure?.code === 'forbidden') refused = failure;
  }
  return failures;
}

function outlives(desk: Desk, connectionId: string, endedAt: number): number | null {
  const { tokensOutliveBy } = desk.find(connectionId).adapter;
  return tokensOutliveBy === null ? null : endedAt + tokensOutliveBy;
}

function newlyActive(before: SessionPage['sessions'], page: SessionPage) {
  const active = page.sessions.find(({ current }) => current);
  return active && !before.some(({ id, current }) => current && id === active.id) ? active : null;
}
