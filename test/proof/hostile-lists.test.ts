import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Api } from '../../electron/adapters/adapter.ts';
import { adapters } from '../../electron/adapters/index.ts';
import type { AuditLog } from '../../electron/host/audit/log.ts';
import type { Operations } from '../../electron/host/lists/operations.ts';
import { deviceOf } from '../../electron/host/lists/device.ts';
import { undivided } from '../../electron/bridge/crossing/slices.ts';
import { KnownSecrets } from '../../electron/host/scrub/known-secrets.ts';
import { noDesktop } from '../../electron/host/shell/shell.ts';
import { openTokens } from '../../electron/host/tokens/tokens.ts';
import { momentOf } from '../../renderer/tokens/claims.ts';
import { countingServer } from '../support/servers/counting-server.ts';
import { failureOf, openTestHost, type TestHost } from '../support/host.ts';
import { reply } from '../support/servers/raw-server.ts';

// Lists that no honest server sends, as the page gets them.

/** An API that gives this answer to whatever it is asked. */
function apiThat(answer: unknown): Api {
  const api: Pick<Api, 'settings' | 'bytesRead' | 'restartDeadline' | 'newSlices'> = {
    settings: {},
    bytesRead: () => 0,
    restartDeadline: () => undefined,
    newSlices: () => undivided,
  };
  return { ...api, request: async () => answer } as unknown as Api;
}

describe('sessions of which two have one id', () => {
  let app: TestHost;
  beforeAll(async () => {
    app = await openTestHost();
  });
  afterAll(() => app.close());

  /** The page's list of a server that answers with these sessions, by a connection of its own. */
  async function listOf(sessions: object[]) {
    const body = JSON.stringify({ data: { sessions } });
    const { baseUrl } = await countingServer(
      (socket) => void socket.write(reply('200 OK', { 'Content-Type': 'application/json' }, body)),
    );
    const draft = { id: null, api: 'vault', name: 'hostile', kind: 'development', colour: 'blue' } as const;
    const { id: connectionId } = await app.bridge('connections.save', {
      ...draft,
      ...{ baseUrl, settings: {}, filters: {} },
    });
    await app.bridge('keys.put', { connectionId, secrets: { accessToken: 'a-token-of-the-test' } });
    return app.bridge('sessions.list', { connectionId, filters: {} });
  }

  test('are one and what could not be read: the first of them counts', async () => {
    // Halves of surrogate pairs: different texts, and the same bytes to whatever writes them as UTF-8.
    const page = await listOf([
      { id: 'other', userAgent: 'a' },
      { id: '\ud800', userAgent: 'first' },
      { id: '\ud801', userAgent: 'second' },
    ]);
    expect(page.sessions.map(({ userAgent }) => userAgent)).toEqual(['a', 'first']);
    expect(page.unreadable).toBe(1);
    expect(app.faults).toEqual([]);
  });

  test('are two where their ids differ: the claim above can fail', async () => {
    const page = await listOf([{ id: 'a' }, { id: 'b' }]);
    expect([page.sessions.length, page.unreadable]).toEqual([2, 0]);
  });
});

describe('a text that would take a pattern minutes is not taken apart', () => {
  const list = async (deviceInfo: string) => {
    const answer = { data: [{ id: 'a', deviceInfo }], total: 1 };
    const api = apiThat(answer);
    const listing = await adapters.get('nest-sessions')?.list?.(api, {});
    return listing?.rows[0]?.session.device;
  };

  test('a device in a sentence: one of ordinary length is', async () => {
    const rest = { browserVersion: null, kind: null };
    expect(await list(`A on ${'b'.repeat(295)}`)).toEqual({ browser: 'A', os: 'b'.repeat(295), ...rest });
    const long = `a${' on'.repeat(5000)}\n`;
    expect(await list(long)).toEqual({ browser: long, os: null, ...rest });
  });

  test('a user agent: what stands in its first thousand characters is', () => {
    const firefox = ' Firefox/120.0';
    expect(deviceOf(`Mozilla/5.0 (X11; Linux x86_64)${firefox}`).browser).toBe('Firefox');
    expect(deviceOf(`${'x'.repeat(900)}${firefox}`).browser).toBe('Firefox');
    expect(deviceOf(`${'x'.repeat(1000)}${firefox}`).browser).not.toBe('Firefox');
  });
});

describe('a number that is no date: no page could write it', () => {
  const latest = 8.64e15;

  const createdAt = async (number: number) => {
    const api = apiThat({ data: [{ id: 'a', status: 'active', created_at: number }] });
    const listing = await adapters.get('clerk')?.list?.(api, { userId: 'user' });
    return listing?.rows[0]?.session.createdAt ?? null;
  };

  test.each([-latest - 1, 1e300, 0.5, -1, 0])('of a session: %d', async (number) => {
    expect(await createdAt(number)).toBeNull();
  });

  test.each([latest - 1, latest + 1, 1e11, 1e14, 9e15, 1e18, Number.MAX_SAFE_INTEGER])(
    'of a session: %d is none, or a date',
    async (number) => {
      const time = await createdAt(number);
      if (time !== null) expect(new Date(time).toISOString()).toMatch(/^[12]\d{3}-/);
    },
  );

  test.each([latest / 1000 + 1, -1e300, 1e300, Infinity, '1', null])('of a token: %j', (value) => {
    expect(momentOf('exp', value)).toBeNull();
    expect(momentOf('exp', latest / 1000)).toBe(latest);
    expect(momentOf('sub', 1)).toBeNull();
  });
});

describe('a minted token', () => {
  /** What is told of a token with these claims, as JSON. */
  async function mint(claims: string) {
    const part = (text: string) => Buffer.from(text).toString('base64url');
    const token = `${part('{"alg":"none"}')}.${part(claims)}.x`;
    const operations = {
      lists: { row: () => ({ handle: 'a', session: { nativeId: 'a' } }) },
      assertAllowed: () => undefined,
      find: () => ({ connection: {} }),
      operate: async () => token,
    } as unknown as Operations;
    const audit = { record: async () => undefined, recordAfter: async () => undefined };
    const { handlers } = openTokens(operations, audit as unknown as AuditLog, new KnownSecrets(), noDesktop);
    const asked = { connectionId: 'one', sessionId: 'a', template: 't', expiresInSeconds: null };
    return handlers['tokens.mint'](asked);
  }

  test('that expires at no date of a calendar has none', async () => {
    expect(await mint('{"exp":1e300}')).toMatchObject({ expiresAt: null, claims: { exp: 1e300 } });
    expect(await mint('{"exp":1000}')).toMatchObject({ expiresAt: 1_000_000 });
  });

  test('that is nested deeper than can be copied is none', async () => {
    const claims = `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    expect(await failureOf(mint(claims))).toMatchObject({ code: 'bad-answer', tried: 'decoding the token' });
  });
});
