import type { Handlers } from '../../bridge/crossing/serve.ts';
import { fail } from '../../bridge/failure.ts';
import type { SessionPage, SwitchReport, Verification } from '../../bridge/session.ts';
import { able, attempt } from '../work/attempt.ts';
import { recorded } from '../audit/around.ts';
import type { AuditLog } from '../audit/log.ts';
import { secretsOf, type Operations, type Opened } from './operations.ts';
import type { Listing } from './listing.ts';
import { Readings } from './readings.ts';

type SessionHandlers = Pick<
  Handlers,
  | 'sessions.list'
  | 'sessions.more'
  | 'sessions.stop'
  | 'sessions.count'
  | 'sessions.get'
  | 'sessions.switch'
  | 'sessions.verify'
>;
/** Reads the list again, with the filters that the person last used. */
type ReadAgain = (opened: Opened) => Promise<SessionPage>;

/** The calls that read, switch and verify sessions. `changed` is called after every effect on a connection. */
export function sessionHandlers(
  operations: Operations,
  listing: Listing,
  audit: AuditLog,
  changed: (connectionId: string) => void,
): SessionHandlers {
  const readAgain: ReadAgain = (opened) => listing.within(opened);

  return {
    ...readingHandlers(listing),

    async 'sessions.count'({ connectionId }) {
      const work = ({ adapter, api }: Opened) => able(adapter, 'count')(api);
      return { count: await operations.operate(connectionId, work) };
    },

    async 'sessions.get'({ connectionId, sessionId }) {
      const row = operations.lists.row(connectionId, sessionId);
      const work = async ({ adapter, api }: Opened) =>
        operations.lists.keepOne(connectionId, await able(adapter, 'get')(api, row.handle));
      return operations.operate(connectionId, work, { conceal: secretsOf(row) });
    },

    async 'sessions.switch'({ connectionId, sessionId }) {
      operations.assertAllowed(connectionId);
      const { connection } = operations.find(connectionId);
      const session = await readFirst(operations, listing, connectionId, sessionId);
      const report = await recorded(
        audit,
        { action: 'session.switched', connection, details: { session } },
        () => switchTo(operations, readAgain, connectionId, sessionId),
        ({ verdict }) => ({ outcome: verdict.replaceAll('-', ' '), details: { verdict } }),
      );
      changed(connectionId);
      return report;
    },

    'sessions.verify': (question) => verify(operations, readAgain, question),
  };
}

/** The calls that read lists, whole or in parts. */
function readingHandlers(
  listing: Listing,
): Pick<SessionHandlers, 'sessions.list' | 'sessions.more' | 'sessions.stop'> {
  const readings = new Readings(listing);
  return {
    'sessions.list': ({ connectionId, filters, known, inParts = false }) =>
      inParts ? readings.begin(connectionId, filters, known) : listing.read(connectionId, filters, known),
    'sessions.more': (named) => readings.more(named),
    async 'sessions.stop'(named) {
      readings.stop(named);
      return {};
    },
  };
}

/** Reads a stale list; throws `not-found` if the session is not in it any more. Resolves with the API’s own id of it. */
async function readFirst(
  { lists }: Operations,
  listing: Listing,
  connectionId: string,
  sessionId: string,
): Promise<string> {
  const isStale = lists.isStale(connectionId);
  await listing.freshen(connectionId);
  const got = 'this session is not in the list that was last read';
  if (isStale && !lists.last(connectionId).some(({ id }) => id === sessionId))
    fail({ code: 'not-found', tried: 'sessions.switch', got });
  return lists.row(connectionId, sessionId).session.nativeId ?? sessionId;
}

/** Switches, then reads the list: the list decides which session is active, not the call's answer. */
function switchTo(
  operations: Operations,
  readAgain: ReadAgain,
  connectionId: string,
  sessionId: string,
): Promise<SwitchReport> {
  const row = operations.lists.row(connectionId, sessionId);
  const work = async (opened: Opened): Promise<SwitchReport> => {
    await able(opened.adapter, 'switch')(opened.api, row.handle);
    const { value: page, failure } = await attempt(() => readAgain(opened));
    if (!page)
      return { verdict: 'cannot-be-checked', checkFailure: failure, gaps: [], page: null, nowActive: null };
    const nowActive = page.sessions.find(({ current }) => current) ?? null;
    const found = { checkFailure: null, page, nowActive };
    // Another active session disproves the switch; the absence of an active one proves nothing.
    if (nowActive === null) return { ...found, verdict: 'cannot-be-checked', gaps: page.gaps };
    return { ...found, verdict: nowActive.id === sessionId ? 'switched' : 'not-switched', gaps: [] };
  };
  return operations.operate(connectionId, work, { conceal: secretsOf(row) });
}

/** Uses the API's verify operation; without one a lookup; otherwise whether the list still holds the session. */
function verify(
  operations: Operations,
  readAgain: ReadAgain,
  { connectionId, sessionId, token }: { connectionId: string; sessionId: string; token: string },
): Promise<Verification> {
  const row = operations.lists.row(connectionId, sessionId);
  const work = async (opened: Opened): Promise<Verification> => {
    const { adapter, api } = opened;
    if (adapter.verify) {
      const checked = await adapter.verify(api, row.handle, token);
      return { ...checked, sessionId, gaps: [], checkedAt: Date.now() };
    }
    if (adapter.lookUp) {
      const { live, word, row: found } = await adapter.lookUp(api, row.handle);
      const session = found && operations.lists.keepOne(connectionId, found);
      const state = live === null ? 'unknown' : live ? 'active' : 'ended';
      const statusGiven = session?.statusGiven ?? word;
      const method = adapter.get ? 'get' : 'list';
      return { sessionId, state, statusGiven, method, gaps: [], verifyRetired: false, checkedAt: Date.now() };
    }
    const page = await readAgain(opened);
    const isListed = page.sessions.some(({ id }) => id === sessionId);
    const gaps = isListed ? [] : page.gaps;
    const state = isListed ? 'active' : gaps.length > 0 ? 'unknown' : 'ended';
    const rest = { statusGiven: null, method: 'list', verifyRetired: false } as const;
    return { sessionId, state, ...rest, gaps, checkedAt: page.readAt };
  };
  return operations.operate(connectionId, work, { conceal: [...secretsOf(row), token] });
}
