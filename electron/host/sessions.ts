import type { Handlers } from '../bridge/serve.ts';
import type { SessionPage, SwitchReport, Verification } from '../bridge/session.ts';
import { able, attempt } from './attempt.ts';
import { secretsOf, type Desk, type Opened } from './desk.ts';
import { endAllSessions, endSessions } from './revocation/end.ts';
import { isLive } from './revocation/read-back.ts';

type SessionHandlers = Pick<
  Handlers,
  | 'sessions.list'
  | 'sessions.count'
  | 'sessions.get'
  | 'sessions.switch'
  | 'sessions.verify'
  | 'sessions.end'
  | 'sessions.endAll'
>;
/** Reads the list again, with the filters that the person last used. */
type ReadAgain = (opened: Opened) => Promise<SessionPage>;

/** Reading, switching, verifying and ending sessions. `changed` is told of every effect on a connection. */
export function sessionHandlers(desk: Desk, changed: (connectionId: string) => void): SessionHandlers {
  const lastFilters = new Map<string, Record<string, string>>();
  const filtersOf = (id: string) => lastFilters.get(id) ?? desk.find(id).connection.filters;
  const readAgain: ReadAgain = async ({ connection: { id }, adapter, api }) =>
    desk.keep(id, await able(adapter, 'list')(api, filtersOf(id)));

  return {
    async 'sessions.list'({ connectionId, filters }) {
      return desk.operate(connectionId, async ({ adapter, api }) => {
        const page = desk.keep(connectionId, await able(adapter, 'list')(api, filters));
        lastFilters.set(connectionId, filters);
        return page;
      });
    },

    'sessions.count': ({ connectionId }) =>
      desk.operate(connectionId, async ({ adapter, api }) => ({ count: await able(adapter, 'count')(api) })),

    async 'sessions.get'({ connectionId, sessionId }) {
      const row = desk.row(connectionId, sessionId);
      const work = async ({ adapter, api }: Opened) =>
        desk.keepOne(connectionId, await able(adapter, 'get')(api, row.handle));
      return desk.operate(connectionId, work, secretsOf(row));
    },

    async 'sessions.switch'({ connectionId, sessionId }) {
      const report = await switchTo(desk, readAgain, connectionId, sessionId);
      changed(connectionId);
      return report;
    },

    'sessions.verify': ({ connectionId, sessionId, token }) =>
      verify(desk, readAgain, connectionId, sessionId, token),

    async 'sessions.end'({ connectionId, sessionIds }) {
      const report = await endSessions(desk, connectionId, [...new Set(sessionIds)], filtersOf(connectionId));
      changed(connectionId);
      return report;
    },

    async 'sessions.endAll'({ connectionId }) {
      const report = await endAllSessions(desk, connectionId, filtersOf(connectionId));
      changed(connectionId);
      return report;
    },
  };
}

/** Switches, then reads the list: which session is active is what the list says, not what the call answered. */
function switchTo(
  desk: Desk,
  readAgain: ReadAgain,
  connectionId: string,
  sessionId: string,
): Promise<SwitchReport> {
  const row = desk.row(connectionId, sessionId);
  const work = async (opened: Opened): Promise<SwitchReport> => {
    await able(opened.adapter, 'switch')(opened.api, row.handle);
    const { value: page, failure } = await attempt(() => readAgain(opened));
    if (!page) return { verdict: 'cannot-be-checked', checkFailure: failure, page: null, nowActive: null };
    const nowActive = page.sessions.find(({ current }) => current) ?? null;
    const verdict = nowActive?.id === sessionId ? 'switched' : 'not-switched';
    return { verdict, checkFailure: null, page, nowActive };
  };
  return desk.operate(connectionId, work, secretsOf(row));
}

/** The API's own check where it has one; otherwise its `get`; otherwise whether the list still holds the session. */
function verify(
  desk: Desk,
  readAgain: ReadAgain,
  connectionId: string,
  sessionId: string,
  token: string,
): Promise<Verification> {
  const row = desk.row(connectionId, sessionId);
  const work = async (opened: Opened): Promise<Verification> => {
    const { adapter, api } = opened;
    if (adapter.verify) {
      return { ...(await adapter.verify(api, row.handle, token)), sessionId, checkedAt: Date.now() };
    }
    if (adapter.get) {
      const session = desk.keepOne(connectionId, await adapter.get(api, row.handle));
      const { statusGiven } = session;
      const state = isLive(session) ? 'active' : 'ended';
      return { sessionId, state, statusGiven, method: 'get', verifyRetired: false, checkedAt: Date.now() };
    }
    const page = await readAgain(opened);
    const state = page.sessions.some(({ id }) => id === sessionId) ? 'active' : 'ended';
    return {
      sessionId,
      state,
      statusGiven: null,
      method: 'list',
      verifyRetired: false,
      checkedAt: page.readAt,
    };
  };
  return desk.operate(connectionId, work, [...secretsOf(row), token]);
}
