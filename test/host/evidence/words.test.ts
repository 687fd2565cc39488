import { describe, expect, test } from 'vitest';
import { gateway404, lyingServer, type Reply } from './lying-server.ts';
import { withHost } from './subject.ts';

// The API's own word counts only in the documented type, and a 404 only in the documented words.

const host = withHost();

describe('nextAuth: a status that is no LoginStatus', () => {
  const end = async (status: Reply) => {
    let isOut = false;
    const server = await lyingServer(({ method }) => {
      if (method === 'POST') isOut = true;
      return method === 'POST'
        ? { body: '' }
        : isOut
          ? status
          : { body: { loggedin: true, userid: 'alice', accountid: 42 } };
    });
    const subject = await host.connect('nextauth', server.url, { nonces: 'nonce1234567890abcdef' });
    return (await subject.end('one')).items;
  };

  test.each<[string, Reply]>([
    ['an empty object', { body: {} }],
    ['an error with status 200', { body: { error: 'maintenance' } }],
    ['loggedin as 0', { body: { loggedin: 0 } }],
    ['loggedin as a text', { body: { loggedin: 'false' } }],
    ['loggedin null', { body: { loggedin: null, userid: null } }],
    ['a page', { type: 'text/html', body: '<html>' }],
    ...gateway404.map((reply, at): [string, Reply] => [`a gateway’s 404 (${at})`, reply]),
  ])('%s proves nothing', async (_name, status) => {
    expect(await end(status)).toMatchObject([{ verdict: 'cannot-be-checked' }]);
  });

  test('loggedin: false is its own word', async () => {
    expect(await end({ body: { loggedin: false } })).toMatchObject([
      { verdict: 'ended', evidence: { rests: 'own-word', word: 'status: logged out' } },
    ]);
  });
});

const session = (id: string, status = 'active') => ({
  ...{ object: 'session', id, status, user_id: 'u', client_id: 'c' },
  ...{ last_active_at: 1, expire_at: 9e15, abandon_at: 9e15, created_at: 1 },
});

describe('Clerk: the answer about one session', () => {
  /** The list is short of one session, so that it has to be asked about by name. */
  const end = async (byName: Reply) => {
    let isLying = false;
    const server = await lyingServer(({ method, url }) => {
      if (method === 'POST') {
        isLying = true;
        return { body: session('b', 'revoked') };
      }
      if (!url.pathname.endsWith('/sessions')) return byName;
      const ids = isLying ? ['a', 'c'] : ['a', 'b', 'c'];
      return { body: { data: ids.map((id) => session(id)), total_count: 3 } };
    });
    const subject = await host.connect('clerk', server.url);
    return (await subject.end('one', ['b'])).items;
  };

  test.each<[string, Reply]>([
    ...gateway404.map((reply, at): [string, Reply] => [`a gateway’s 404 (${at})`, reply]),
    ['another session', { body: session('a', 'revoked') }],
    ['a session without a status', { body: { ...session('b'), status: undefined } }],
    ['a status that is not documented', { body: session('b', 'hibernating') }],
    ['a status as a number', { body: { ...session('b'), status: 0 } }],
  ])('%s proves nothing', async (_name, byName) => {
    expect(await end(byName)).toMatchObject([{ verdict: 'cannot-be-checked' }]);
  });

  test.each<[string, Reply, object]>([
    ['a revoked session', { body: session('b', 'revoked') }, { rests: 'own-word', word: 'status: revoked' }],
    [
      'the documented 404',
      { status: 404, body: { errors: [{ code: 'resource_not_found', message: 'Session not found' }] } },
      { rests: 'refusal' },
    ],
  ])('%s is evidence: the claims above can fail', async (_name, byName, evidence) => {
    expect(await end(byName)).toMatchObject([{ verdict: 'ended', evidence }]);
  });
});

describe('NestJS: whether a session is valid', () => {
  const end = async (byName: Reply) => {
    let isLying = false;
    const server = await lyingServer(({ method, url }) => {
      if (method === 'DELETE') isLying = true;
      if (method === 'DELETE') return { body: { success: true } };
      if (url.pathname.includes('/validate/')) return byName;
      const ids = isLying ? ['s0', 's2'] : ['s0', 's1', 's2'];
      return { body: { sessions: ids.map((id) => ({ id, isCurrent: id === 's0' })), total: 3 } };
    });
    const subject = await host.connect('nest-sessions', server.url);
    return (await subject.end('one', ['s1'])).items;
  };

  test.each<[string, Reply]>([
    ...gateway404.map((reply, at): [string, Reply] => [`a gateway’s 404 (${at})`, reply]),
    ['valid as 0', { body: { valid: 0 } }],
    ['valid as a text', { body: { valid: 'false' } }],
    ['no valid at all', { body: { message: 'ok' } }],
    ['nothing', { body: '' }],
  ])('%s proves nothing', async (_name, byName) => {
    expect(await end(byName)).toMatchObject([{ verdict: 'cannot-be-checked' }]);
  });

  test('valid: false is its own word', async () => {
    expect(await end({ body: { valid: false } })).toMatchObject([
      { verdict: 'ended', evidence: { rests: 'own-word', word: 'valid: false' } },
    ]);
  });
});

describe('Vault: the answer to the end itself, where the list cannot settle it', () => {
  const end = async (answer: Reply) => {
    let isFirst = true;
    const server = await lyingServer(({ method }) => {
      if (method === 'DELETE') return answer;
      const body = isFirst
        ? { sessions: [{ id: 'a' }, { id: 'b' }, { id: 'c' }], currentSessions: 3 }
        : { sessions: [{ id: 'a' }, { id: 'c' }], currentSessions: 3 };
      isFirst = false;
      return { body };
    });
    const subject = await host.connect('vault', server.url);
    return (await subject.end('one', ['b'])).items;
  };

  test.each(gateway404.map((reply, at) => [at, reply] as const))(
    'a gateway’s 404 (%i) proves nothing',
    async (_at, reply) => {
      expect(await end(reply)).toMatchObject([{ verdict: 'cannot-be-checked' }]);
    },
  );

  test('nor does the server’s own 404 for a route that it does not have, under the same code', async () => {
    const body = { error: { code: 'NOT_FOUND', message: 'The requested resource was not found' } };
    const [item] = await end({ status: 404, body });
    expect(item).toMatchObject({ verdict: 'cannot-be-checked', callFailure: { code: 'wrong-address' } });
  });

  test('the documented 404 does', async () => {
    const body = { error: { code: 'NOT_FOUND', message: 'Resource not found' } };
    expect(await end({ status: 404, body })).toMatchObject([
      { verdict: 'ended', evidence: { rests: 'refusal', request: 'DELETE /users/me/sessions/{sessionId}' } },
    ]);
  });
});

describe('an address that is not the API’s', () => {
  test.each(['better-auth', 'nest-sessions', 'vault', 'clerk', 'nextauth'])(
    '%s: is said to be one',
    async (api) => {
      const server = await lyingServer(() => gateway404[0] ?? { body: '' });
      const more: Record<string, string> =
        api === 'nextauth'
          ? { nonces: 'nonce1234567890abcdef' }
          : api === 'better-auth'
            ? { cookies: `${'Ab1'.repeat(10)}.c2lnbmF0dXJl` }
            : {};
      const { connectionId } = await host.connect(api, server.url, more);
      const filters: Record<string, string> = api === 'clerk' ? { userId: 'u' } : {};
      const failed = await host
        .bridge()('sessions.list', { connectionId, filters })
        .catch((error: unknown) => error);
      expect(failed).toMatchObject({ failure: { code: 'wrong-address', next: 'check-address' } });
    },
  );
});
