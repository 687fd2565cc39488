import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../electron/bridge/session.ts';
import { endSessions } from '../../scripts/end-sessions.ts';
import { failureOf, openTestHost, type TestHost } from '../support/host.ts';
import { startRealBetterAuth, type RealServer } from '../mock-server/support/real-better-auth.ts';

// What is odd about better-auth, told by a real better-auth server.

const people = [
  { name: 'Ana Silva', email: 'ana@example.com', password: 'canary-ana-9f31' },
  { name: 'Ben Okoro', email: 'ben@example.com', password: 'canary-ben-9f31' },
  { name: 'Cleo Marin', email: 'cleo@example.com', password: 'canary-cleo-9f31' },
] as const;

let real: RealServer;
let app: TestHost;
let connectionId: string;

beforeEach(async () => {
  real = await startRealBetterAuth(people);
  app = await openTestHost();
  connectionId = await connectionTo(real.base);
});
afterEach(async () => {
  expect(app.faults).toEqual([]);
  await app.close();
  await real.close();
});

async function connectionTo(baseUrl: string, settings: Record<string, string> = {}): Promise<string> {
  const draft = { id: null, api: 'better-auth', name: 'real', kind: 'development', colour: 'blue' } as const;
  return (await app.bridge('connections.save', { ...draft, baseUrl, settings, filters: {} })).id;
}

async function signIn(...who: number[]): Promise<void> {
  for (const index of who) {
    const { email = '', password = '' } = people[index] ?? {};
    await app.bridge('keys.signIn', { connectionId, email, password });
  }
}

/** Signs in elsewhere, as another program would, and returns the signed tokens. */
async function signedTokens(...who: number[]): Promise<string[]> {
  const tokens: string[] = [];
  for (const index of who) {
    const { email, password } = people[index] ?? {};
    const headers = { 'Content-Type': 'application/json', Origin: new URL(real.base).origin };
    const body = JSON.stringify({ email, password });
    const response = await fetch(`${real.base}/sign-in/email`, { method: 'POST', headers, body });
    tokens.push(response.headers.get('set-auth-token') ?? '');
  }
  return tokens;
}

const list = () => app.bridge('sessions.list', { connectionId, filters: {} });
const named = (sessions: Session[], name: string) =>
  sessions.find(({ user }) => user.name === name)?.id ?? '';

describe('signing in', () => {
  test('fills the list, one account after the other, and the last one is active', async () => {
    await signIn(0, 1, 2);
    const { sessions, notes } = await list();
    expect(sessions.map(({ user }) => user.email).sort()).toEqual(people.map(({ email }) => email));
    expect(sessions.filter(({ current }) => current).map(({ user }) => user.name)).toEqual(['Cleo Marin']);
    expect(notes).toEqual([]);
  });

  test('with a wrong password says so, and does not repeat it', async () => {
    const attempt = app.bridge('keys.signIn', {
      connectionId,
      email: 'ana@example.com',
      password: 'wrong-9f31-wrong',
    });
    const failed = await failureOf(attempt);
    expect(failed).toMatchObject({ code: 'key-rejected', next: 'correct-input', field: 'password' });
    expect(failed.got).toContain('INVALID_EMAIL_OR_PASSWORD');
    expect(JSON.stringify(failed)).not.toContain('wrong-9f31-wrong');
  });

  test('keeps cookies, and never the password', async () => {
    await signIn(0);
    expect(await app.bridge('keys.status', { connectionId })).toMatchObject({
      state: 'saved',
      fields: ['cookies'],
    });
  });
});

describe('which session is active', () => {
  test('follows a switch, and the server agrees', async () => {
    await signIn(0, 1, 2);
    const target = named((await list()).sessions, 'Ana Silva');
    const report = await app.bridge('sessions.switch', { connectionId, sessionId: target });
    expect(report).toMatchObject({ verdict: 'switched', nowActive: { user: { name: 'Ana Silva' } } });
    expect((await list()).sessions.find(({ current }) => current)?.id).toBe(target);
  });

  test('is said to be none when only signed tokens were pasted', async () => {
    const cookies = (await signedTokens(0, 1)).join('\n');
    await app.bridge('keys.put', { connectionId, secrets: { cookies } });
    const page = await list();
    expect(page.sessions).toHaveLength(2);
    expect(page.notes).toEqual(['none-active']);
    const report = await app.bridge('sessions.switch', {
      connectionId,
      sessionId: page.sessions[0]?.id ?? '',
    });
    expect(report.verdict).toBe('switched');
  });

  test('is not guessed when a bearer token decides', async () => {
    const [first = '', second = ''] = await signedTokens(0, 1);
    await app.bridge('keys.put', {
      connectionId,
      secrets: { cookies: `${first}\n${second}`, bearer: first },
    });
    const page = await list();
    expect(page.sessions.map(({ current }) => current)).toEqual([null, null]);
    // After a switch the cookie says it, although the bearer token still points at the other one.
    const sessionId = page.sessions[1]?.id ?? '';
    expect(await app.bridge('sessions.switch', { connectionId, sessionId })).toMatchObject({
      verdict: 'switched',
    });
  });
});

describe('ending', () => {
  test('one that is not active leaves the others as they are', async () => {
    await signIn(0, 1, 2);
    const sessionIds = [named((await list()).sessions, 'Ben Okoro')];
    const before = real.sessions().length;
    const report = await endSessions(app.bridge, { connectionId, scope: 'selected', sessionIds });
    expect(report).toMatchObject({ items: [{ verdict: 'ended' }], endedUnasked: [], nowActive: null });
    expect((await list()).sessions.map(({ user }) => user.name).sort()).toEqual(['Ana Silva', 'Cleo Marin']);
    expect(real.sessions()).toHaveLength(before - 1);
  });

  test('the active one names the account that became active', async () => {
    await signIn(0, 1, 2);
    const sessionIds = [named((await list()).sessions, 'Cleo Marin')];
    const report = await endSessions(app.bridge, { connectionId, scope: 'selected', sessionIds });
    expect(report.items).toMatchObject([{ verdict: 'ended' }]);
    expect(report.nowActive?.user.name).toMatch(/Ana Silva|Ben Okoro/);
    expect((await list()).sessions.find(({ current }) => current)?.id).toBe(report.nowActive?.id);
  });

  test('all of them leaves an empty list that asks to sign in', async () => {
    await signIn(0, 1);
    await list();
    const before = real.sessions().length;
    const report = await endSessions(app.bridge, { connectionId, scope: 'everything' });
    expect(report.items.map(({ verdict }) => verdict)).toEqual(['ended', 'ended']);
    expect(real.sessions()).toHaveLength(before - 2);
    expect(await list()).toMatchObject({ sessions: [], notes: ['cookies-needed'] });
  });

  test('is not believed when the server takes the cookie away and keeps the session', async () => {
    const liar = await startLiar(real.base);
    connectionId = await connectionTo(liar.base, { origin: new URL(real.base).origin });
    await signIn(0, 1);
    const sessionId = named((await list()).sessions, 'Ana Silva');
    const report = await endSessions(app.bridge, { connectionId, scope: 'one', sessionIds: [sessionId] });
    expect(report.items).toMatchObject([{ verdict: 'still-there', callFailure: null }]);
    // The cookie is kept, so that the session can be seen and ended again.
    expect((await list()).sessions.map(({ id }) => id)).toContain(sessionId);
    await liar.close();
  });
});

describe('an empty list', () => {
  test('with a bearer token only is explained: the server reads cookies', async () => {
    const [bearer = ''] = await signedTokens(0);
    await app.bridge('keys.put', { connectionId, secrets: { bearer } });
    expect(await list()).toMatchObject({ sessions: [], notes: ['cookies-needed'] });
  });
});

test('an origin that the server does not trust is named as the setting to mend', async () => {
  await signIn(0, 1);
  const { sessions } = await list();
  const [connection] = (await app.bridge('connections.list', {})).filter(({ id }) => id === connectionId);
  if (!connection || connection.kind === 'demo') throw new Error('the connection is gone');
  const settings = { origin: 'https://evil.test' };
  await app.bridge('connections.save', { ...connection, kind: 'development', settings });
  const sessionId = sessions.find(({ current }) => !current)?.id ?? '';
  const failed = await failureOf(app.bridge('sessions.switch', { connectionId, sessionId }));
  expect(failed).toMatchObject({ code: 'forbidden', field: 'origin', next: 'correct-input' });
});

test.each(['a-token-without-signature', 'Bearer abc'])(
  '%j is not taken for a signed token',
  async (cookies) => {
    const failed = await failureOf(app.bridge('keys.put', { connectionId, secrets: { cookies } }));
    expect(failed).toMatchObject({ code: 'invalid', field: 'cookies' });
    expect(JSON.stringify(failed)).not.toContain(cookies);
  },
);

/** Stands before the real server and answers a revoke by itself: 200, the cookie deleted, the session left alive. */
async function startLiar(base: string): Promise<{ base: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    void lyingAnswer(request, base).then(({ status, headers, body }) => {
      response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    base: `http://127.0.0.1:${port}/api/auth`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** A revoke is lied about; everything else is passed on to the server at `base`. */
async function lyingAnswer(request: IncomingMessage, base: string) {
  const body = await text(request);
  if (request.url?.endsWith('/revoke')) {
    const { sessionToken } = JSON.parse(body) as { sessionToken: string };
    const gone = `better-auth.session_token_multi-${sessionToken.toLowerCase()}=; Max-Age=0; Path=/`;
    return {
      status: 200,
      headers: { 'content-type': 'application/json', 'set-cookie': gone },
      body: '{"status":true}',
    };
  }
  const { cookie, origin } = request.headers;
  const headers = Object.entries({ cookie, origin, 'content-type': request.headers['content-type'] });
  const sent = Object.fromEntries(headers.filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >;
  const method = request.method ?? 'GET';
  const reply = await fetch(new URL(request.url ?? '', base), {
    method,
    headers: sent,
    ...(body ? { body } : {}),
  });
  const kept = { 'content-type': 'application/json', 'set-cookie': reply.headers.getSetCookie() };
  return { status: reply.status, headers: kept, body: await reply.text() };
}
