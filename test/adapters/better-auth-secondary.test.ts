import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Run, Scope } from '../../electron/bridge/revocation.ts';
import { endSessions } from '../../scripts/end-sessions.ts';
import { releases, type Release } from '../mock-server/support/better-auth-releases.ts';
import { send } from '../mock-server/support/device.ts';
import {
  startRealBetterAuth,
  type RealOptions,
  type RealServer,
} from '../mock-server/support/real-better-auth.ts';
import { threePeople } from '../mock-server/support/three-people.ts';
import { openTestHost, type TestHost } from '../support/host.ts';

// Real better-auth servers that keep sessions in a secondary storage: what the list shows of them, which evidence a
// verdict rests on, and that the server itself no longer knows a session that Sessiondeck reports as ended.

const people = threePeople('canary-secondary-b81e');

const storages: Record<string, RealOptions> = {
  'in the storage alone': { secondary: true },
  'in the storage and in the database': { secondary: true, session: { storeSessionInDatabase: true } },
  'in the storage, ended ones kept in the database': {
    secondary: true,
    session: { storeSessionInDatabase: true, preserveSessionInDatabase: true },
  },
};
/**
 * Release 1.4.22, told to keep ended sessions in its database, goes on reading them from there: the cookie of an ended
 * session still opens it, though its list no longer has the session. Nothing that the API documents shows this.
 */
const opensToEnded = (release: Release, storage: string) =>
  release === '1.4.22' && storages[storage]?.session?.preserveSessionInDatabase === true;
const peers = releases.flatMap((release) => Object.keys(storages).map((name) => [release, name] as const));

let app: TestHost;
beforeAll(async () => {
  app = await openTestHost({ budget: 20_000 });
});
afterAll(() => app.close());
afterEach(() => expect(app.faults).toEqual([]));

/** The person whose session this token is, by the server's own word; null when the server does not know it. */
async function ownerOf({ base }: RealServer, token: string): Promise<string | null> {
  const reply = await send('GET', `${base}/get-session`, { authorization: `Bearer ${token}` });
  expect(reply.status).toBe(200);
  return (reply.value as { user: { name: string } } | null)?.user.name ?? null;
}

/** A connection on which three people are signed in, and the token of each one's session. */
async function signInAll(real: RealServer): Promise<{ id: string; tokens: Map<string, string> }> {
  const draft = { id: null, api: 'better-auth', name: 'peer', kind: 'development', colour: 'blue' } as const;
  const at = { baseUrl: real.base, settings: {}, filters: {} };
  const { id } = await app.bridge('connections.save', { ...draft, ...at });
  const tokens = new Map<string, string>();
  for (const { email, password, name } of people) {
    const before = new Set(real.living());
    await app.bridge('keys.signIn', { connectionId: id, email, password });
    const [token = ''] = new Set(real.living()).difference(before);
    tokens.set(name, token);
  }
  return { id, tokens };
}

describe.each(peers)('better-auth %s with sessions %s', (release: Release, storage) => {
  let real: RealServer;
  let connectionId: string;
  let tokens: Map<string, string>;

  beforeAll(async () => {
    real = await startRealBetterAuth(people, { release, ...storages[storage] });
    ({ id: connectionId, tokens } = await signInAll(real));
  });
  afterAll(async () => {
    await app.bridge('connections.remove', { connectionId });
    await real.close();
  });

  const list = () => app.bridge('sessions.list', { connectionId, filters: {} });
  const names = async () => (await list()).sessions.map(({ user }) => user.name).sort();
  const owners = async () =>
    Object.fromEntries(
      await Promise.all([...tokens].map(async ([name, token]) => [name, await ownerOf(real, token)])),
    ) as Record<string, string | null>;

  async function end(scope: Scope, ofName?: string): Promise<Run> {
    const target = (await list()).sessions.find(({ user }) => user.name === ofName);
    const sessionIds = target ? [target.id] : [];
    return endSessions(app.bridge, { connectionId, scope, sessionIds });
  }

  const told = ({ items }: Run) =>
    items.map(({ session, verdict, evidence }) => ({
      of: session.user.name,
      verdict,
      rests: evidence?.rests,
      request: evidence?.request,
      rows: evidence?.rows,
      gaps: evidence?.gaps,
    }));
  /** What is said of an ended session: a complete list, with so many others, no longer has it. */
  const provedGone = (of: string, rows: number) => ({
    of,
    verdict: 'ended',
    rests: 'complete-list',
    request: 'GET /multi-session/list-device-sessions',
    rows,
    gaps: [],
  });
  /** The owner that the server still names for an ended session: none, but for the releases above. */
  const gone = (name: string) => (opensToEnded(release, storage) ? name : null);

  test('shows every session whole', async () => {
    const page = await list();
    expect(page).toMatchObject({ unreadable: 0, notes: [], gaps: [] });
    expect(await names()).toEqual(['Ana', 'Ben', 'Cleo']);
    expect(await owners()).toEqual({ Ana: 'Ana', Ben: 'Ben', Cleo: 'Cleo' });
    for (const session of page.sessions) {
      expect(session.user.email).toMatch(/@example\.com$/);
      expect(session.expiresAt).toBeGreaterThan(session.createdAt ?? Infinity);
      expect(session.reading?.unreadable ?? []).toEqual([]);
    }
  });

  test('ends one: the server no longer knows it, knows the others, and the evidence says what proved it', async () => {
    expect(told(await end('one', 'Ben'))).toEqual([provedGone('Ben', 2)]);
    expect(await owners()).toEqual({ Ana: 'Ana', Ben: gone('Ben'), Cleo: 'Cleo' });
    expect(await names()).toEqual(['Ana', 'Cleo']);
  });

  test('ends the others: the server keeps the active session alone', async () => {
    expect(told(await end('others'))).toEqual([provedGone('Ana', 1)]);
    expect(await owners()).toEqual({ Ana: gone('Ana'), Ben: gone('Ben'), Cleo: 'Cleo' });
    expect(await names()).toEqual(['Cleo']);
  });

  test('ends the last: the server knows none of them', async () => {
    expect(told(await end('everything'))).toMatchObject([{ of: 'Cleo', verdict: 'ended' }]);
    expect(await owners()).toEqual({ Ana: gone('Ana'), Ben: gone('Ben'), Cleo: gone('Cleo') });
    expect(await list()).toMatchObject({ sessions: [], notes: ['cookies-needed'] });
  });
});
