import { afterAll, beforeAll } from 'vitest';
import type { Run, Scope } from '../../../electron/bridge/revocation.ts';
import type { SessionPage } from '../../../electron/bridge/session.ts';
import { endSessions } from '../../../scripts/end-sessions.ts';
import { openTestHost, type TestHost } from '../../support/host.ts';

const settings: Record<string, Record<string, string>> = {
  'nest-sessions': { currentSessionId: 's0' },
  vault: { tenantId: '' },
  nextauth: { serverId: 'c2VydmVy', liveUrl: '', roleId: '' },
  clerk: { apiVersion: '2025-03-12' },
};
const secrets: Record<string, Record<string, string>> = {
  'nest-sessions': { accessToken: 'token-of-the-test' },
  vault: { accessToken: 'token-of-the-test' },
  nextauth: { apiKey: 'key-of-the-test' },
  clerk: { secretKey: 'sk_test_of_the_test' },
};

/** A connection of a real host to a server of the test. */
export interface Subject {
  connectionId: string;
  list: () => Promise<SessionPage>;
  end: (scope: Scope, nativeIds?: string[]) => Promise<Run>;
}

/** Opens one host for a file of tests; `connect` adds a connection to a server. */
export function withHost() {
  let app: TestHost;
  beforeAll(async () => {
    app = await openTestHost({ budget: 20_000 });
  });
  afterAll(() => app.close());

  return {
    bridge: () => app.bridge,
    async connect(api: string, baseUrl: string, more: Record<string, string> = {}): Promise<Subject> {
      const filters: Record<string, string> = api === 'clerk' ? { userId: 'u' } : {};
      const { id: connectionId } = await app.bridge('connections.save', {
        ...{ id: null, api, name: api, kind: 'development', colour: 'blue' },
        ...{ baseUrl, settings: settings[api] ?? {}, filters },
      });
      await app.bridge('keys.put', { connectionId, secrets: { ...secrets[api], ...more } });
      const list = () => app.bridge('sessions.list', { connectionId, filters });
      const end = async (scope: Scope, nativeIds: string[] = []) => {
        const { sessions } = await list();
        const wanted = sessions.filter(({ nativeId }) => nativeId !== null && nativeIds.includes(nativeId));
        const sessionIds = api === 'nextauth' ? sessions.map(({ id }) => id) : wanted.map(({ id }) => id);
        return endSessions(app.bridge, {
          connectionId,
          scope,
          sessionIds: scope === 'everything' ? [] : sessionIds,
        });
      };
      return { connectionId, list, end };
    },
  };
}
