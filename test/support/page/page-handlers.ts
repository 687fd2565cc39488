import type { Connection } from '../../../electron/bridge/connection.ts';
import { fail } from '../../../electron/bridge/failure.ts';
import type { KeyStatus } from '../../../electron/bridge/key.ts';
import type { Handlers } from '../../../electron/bridge/crossing/serve.ts';
import type { Session } from '../../../electron/bridge/session.ts';
import { fixtureApis, fixtureConnections, fixturePage, fixtureSessions } from './page-fixtures.ts';
import { recordHandlers } from './page-record-handlers.ts';
import { FixtureRuns } from './page-runs.ts';
import { shellHandlers } from './page-shell-handlers.ts';

function keyStatus(connectionId: string): KeyStatus {
  const api = fixtureConnections.find(({ id }) => id === connectionId)?.api;
  const fields = fixtureApis.find(({ id }) => id === api)?.secrets.map(({ name }) => name) ?? [];
  const store = connectionId.startsWith('demo') ? 'memory' : 'keychain';
  return { connectionId, state: 'saved', store, fields, origin: null };
}

/** What the small world has no answer to. */
async function refuse(): Promise<never> {
  return fail({ code: 'unsupported', tried: 'a call', got: 'These fixtures have no such operation' });
}

/** Handlers that keep a small world in memory; `overrides` replaces single ones. What `runs` end leaves its lists. */
export function fixtureHandlers(overrides: Partial<Handlers> = {}, runs = new FixtureRuns()): Handlers {
  const connections = [...fixtureConnections];
  const lists = new Map<string, Session[]>();
  const tokens = new Set<string>();
  const listOf = (id: string) => {
    const known = lists.get(id) ?? fixtureSessions(id);
    lists.set(id, known);
    return known;
  };
  const find = ({ connectionId, sessionId }: { connectionId: string; sessionId: string }) =>
    listOf(connectionId).find(({ id }) => id === sessionId) ??
    fail({ code: 'not-found', tried: 'GET /sessions/{id}', got: 'Session not found', status: 404 });
  const pageOf = (connectionId: string) => fixturePage(listOf(connectionId), { connectionId });

  const list: Handlers['sessions.list'] =
    overrides['sessions.list'] ?? (async ({ connectionId }) => pageOf(connectionId));
  runs.list = async (connectionId) => runs.without((await list({ connectionId, filters: {} })).sessions);

  return {
    'app.about': async () => ({ version: '0.1.0', shell: 'browser' }),
    'apis.list': async () => fixtureApis,
    'connections.list': async () => [...connections],
    'connections.save': async (draft) => {
      const id = draft.id ?? `own-${connections.length}`;
      const saved: Connection = { ...draft, id };
      const at = connections.findIndex((known) => known.id === id);
      connections.splice(at < 0 ? connections.length : at, at < 0 ? 0 : 1, saved);
      return saved;
    },
    'connections.remove': async ({ connectionId }) => {
      const at = connections.findIndex(({ id }) => id === connectionId);
      if (at >= 0) connections.splice(at, 1);
      return {};
    },
    'connections.check': async ({ connectionId }) => ({
      sessions: listOf(connectionId).length,
      unreadable: 0,
      took: 84,
      notes: [],
    }),
    'keys.put': async ({ connectionId, secrets }) => ({
      ...keyStatus(connectionId),
      fields: Object.keys(secrets),
    }),
    'keychain.read': async () => ({ state: 'ready', kind: 'secret-service' }),
    'keychain.tryAgain': async () => ({ state: 'ready', kind: 'secret-service' }),
    'keys.save': async ({ connectionId }) => keyStatus(connectionId),
    'keys.forget': async ({ connectionId }) => ({ ...keyStatus(connectionId), state: 'absent' }),
    'keys.status': async ({ connectionId }) => keyStatus(connectionId),
    'keys.signIn': async ({ connectionId }) => keyStatus(connectionId),
    'sessions.get': async (input) => find(input),
    'sessions.switch': async (input) => {
      const chosen = find(input);
      const list = listOf(input.connectionId).map((session) => ({
        ...session,
        current: session.id === chosen.id,
      }));
      lists.set(input.connectionId, list);
      const nowActive = { ...chosen, current: true };
      return {
        verdict: 'switched',
        checkFailure: null,
        gaps: [],
        page: pageOf(input.connectionId),
        nowActive,
      };
    },
    'sessions.verify': async (input) => ({
      sessionId: find(input).id,
      state: find(input).status === 'active' ? 'active' : 'ended',
      statusGiven: find(input).statusGiven,
      method: 'get',
      gaps: [],
      verifyRetired: true,
      checkedAt: Date.now(),
    }),
    'tokens.mint': async ({ sessionId }) => {
      tokens.add(sessionId);
      const iat = Math.floor(Date.now() / 1000);
      return {
        tokenId: sessionId,
        header: { alg: 'RS256', kid: 'ins_2b', typ: 'JWT' },
        claims: {
          azp: 'https://acme.example',
          exp: iat + 60,
          iat,
          iss: 'https://clerk.acme.example',
          role: 'admin',
        },
        bytes: 612,
        expiresAt: (iat + 60) * 1000,
      };
    },
    'tokens.take': async ({ tokenId }) =>
      tokens.delete(tokenId)
        ? { token: 'eyJhbGciOiJSUzI1NiJ9.eyJyb2xlIjoiYWRtaW4ifQ.c2ln', clearsAfter: 30 }
        : fail({ code: 'not-found', tried: 'tokens.take', got: 'This token was taken already' }),
    'sessions.count': refuse,
    'sessions.more': refuse,
    'sessions.stop': refuse,
    'signIn.qr': refuse,
    'signIn.check': refuse,
    'signIn.picture': refuse,
    'signIn.cancel': refuse,
    'signIn.preparePush': refuse,
    'signIn.push': refuse,
    'demo.faults': refuse,
    'demo.addFault': refuse,
    'demo.clearFaults': refuse,
    ...shellHandlers(),
    ...recordHandlers(),
    ...runs.handlers(),
    ...overrides,
    'sessions.list': async (input) => {
      const page = await list(input);
      return { ...page, sessions: runs.without(page.sessions) };
    },
  };
}
