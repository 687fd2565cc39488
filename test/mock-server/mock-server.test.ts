import { createServer } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startMockServer } from '../../mock-server/index.ts';
import type { MockServer, MockApi } from '../../mock-server/index.ts';
import { send } from './support/device.ts';
import { otherLoopback } from '../support/servers/loopback.ts';

const now = Date.UTC(2026, 10, 21, 3, 0, 0);

let mock: MockServer;

beforeEach(async () => {
  mock = await startMockServer({ now });
});
afterEach(() => mock.close());

describe('the data', () => {
  test('is the same, byte for byte, for the same time', async () => {
    const other = await startMockServer({ now });
    const dumps = (each: MockServer): string[] =>
      [...each.apis.values()].map(({ db }) => JSON.stringify(db.getState()));
    expect(dumps(other)).toEqual(dumps(mock));
    await other.close();
  });

  test('moves with the time: every time of a session is as far from now as before', async () => {
    const later = await startMockServer({ now: now + 1000 });
    const createdAt = (each: MockServer): unknown =>
      each.apis.get('clerk')?.db.get('sessions').map('created_at').value();
    expect(createdAt(later)).toEqual((createdAt(mock) as number[]).map((time) => time + 1000));
    await later.close();
  });

  test('gives every API the same credentials in every run, but for tokens that say when they were made', async () => {
    const other = await startMockServer({ now: now + 5000 });
    const access = (each: MockServer): unknown =>
      [...each.apis.values()].map(({ baseUrl, access: { settings, secrets, filters } }) => {
        const { accessToken: _accessToken, ...others } = secrets;
        return JSON.stringify({ settings, filters, others }).replaceAll(new URL(baseUrl).host, 'HOST');
      });
    expect(access(other)).toEqual(access(mock));
    await other.close();
  });

  test('takes the access tokens of an earlier run', async () => {
    const later = await startMockServer({ now: now + 60_000 });
    for (const [id, path] of [
      ['nest-sessions', '/sessions/count'],
      ['vault', '/users/me/sessions'],
    ] as const) {
      const { settings, secrets } = apiOf(id).access;
      const authorization = `Bearer ${secrets['accessToken'] ?? ''}`;
      const headers = { authorization, 'x-tenant-id': settings['tenantId'] ?? '' };
      expect((await send('GET', `${later.apis.get(id)?.baseUrl ?? ''}${path}`, headers)).status).toBe(200);
    }
    await later.close();
  });

  test('can be looked at as raw JSON', async () => {
    for (const api of mock.apis.values()) {
      expect((await send('GET', raw(api, '/db'))).value).toEqual(api.db.getState());
      const filtered = (await send('GET', raw(api, '/sessions?_limit=1'))).value;
      expect(filtered).toEqual([api.db.get('sessions').first().value()]);
    }
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('cannot be changed there by %s', async (method) => {
    for (const api of mock.apis.values()) {
      const before = JSON.stringify(api.db.getState());
      const [first] = api.db.get('sessions').value() as { id: string }[];
      for (const path of ['/sessions', `/sessions/${first?.id ?? ''}`]) {
        const headers = { 'content-type': 'application/json', 'x-http-method-override': 'DELETE' };
        const sent = { ...headers, 'content-length': '18' };
        expect((await send(method, raw(api, path), sent, '{"id":"__proto__"}')).status).toBe(405);
      }
      expect(JSON.stringify(api.db.getState())).toBe(before);
    }
  });

  test('is never wrapped in a script that another page could load', async () => {
    for (const api of mock.apis.values()) {
      const reply = await send('GET', raw(api, '/db?callback=take'));
      expect(reply.text).not.toContain('take');
    }
  });
});

describe('the door', () => {
  test.each([
    'evil.test',
    'localhost',
    '127.0.0.1',
    '127.0.0.1:1',
    'localhost.:PORT',
    '[::1]:PORT',
    '0.0.0.0:PORT',
  ])('is closed to the host %s', async (host) => {
    for (const api of mock.apis.values()) {
      const headers = { host: host.replace('PORT', new URL(api.baseUrl).port) };
      for (const path of ['/_data/db', new URL(api.baseUrl).pathname]) {
        expect((await send('GET', new URL(path, api.baseUrl).href, headers)).status).toBe(403);
      }
    }
  });

  test('is open to localhost', async () => {
    for (const api of mock.apis.values()) {
      const host = `localhost:${new URL(api.baseUrl).port}`;
      expect((await send('GET', raw(api, '/db'), { host })).status).toBe(200);
    }
  });

  test('is closed to a page of another site or origin', async () => {
    for (const api of mock.apis.values()) {
      expect((await send('GET', raw(api, '/db'), { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
      expect((await send('GET', raw(api, '/db'), { origin: 'http://localhost:5173' })).status).toBe(403);
    }
    const clerk = apiOf('clerk');
    const authorization = `Bearer ${clerk.access.secrets['secretKey'] ?? ''}`;
    const headers = { authorization, 'sec-fetch-site': 'cross-site' };
    expect((await send('GET', `${clerk.baseUrl}/sessions`, headers)).status).toBe(403);
  });

  test('lets no other origin read an answer', async () => {
    for (const api of mock.apis.values()) {
      const headers = { origin: new URL(api.baseUrl).origin };
      for (const url of [raw(api, '/db'), `${api.baseUrl}/sessions`]) {
        for (const method of ['GET', 'OPTIONS']) {
          const reply = await send(method, url, headers);
          expect(Object.keys(reply.headers).filter((name) => name.includes('allow-'))).toEqual([]);
          expect(reply.headers['x-powered-by']).toBeUndefined();
        }
      }
    }
  });

  test('is closed to a body of more than 1 MiB, announced or not', async () => {
    const body = 'x'.repeat(1024 * 1024 + 1);
    for (const api of mock.apis.values()) {
      const type = { 'content-type': 'application/json' };
      const url = `${api.baseUrl}/sessions`;
      expect((await send('POST', url, { ...type, 'content-length': String(body.length) }, body)).status).toBe(
        413,
      );
      expect((await send('POST', url, { ...type, 'transfer-encoding': 'chunked' }, body)).status).toBe(413);
    }
  });

  test.each(otherLoopback)('is on 127.0.0.1 alone, not on %s', async (host) => {
    const { port } = new URL(apiOf('clerk').baseUrl);
    const reached = await new Promise<boolean>((resolve) => {
      const socket = connect({ host, port: Number(port) });
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    expect(reached).toBe(false);
  });
});

describe('what the mock server remembers', () => {
  test('is each request as received, oldest first, with its status', async () => {
    const clerk = apiOf('clerk');
    await send('GET', `${clerk.baseUrl}/sessions?limit=1`, { 'X-Mark': 'one' });
    await send('POST', `${clerk.baseUrl}/nothing`, { 'content-type': 'text/plain' }, 'a body');
    expect(clerk.requests).toMatchObject([
      { method: 'GET', path: '/v1/sessions?limit=1', status: 401, headers: { 'x-mark': 'one' }, body: '' },
      { method: 'POST', path: '/v1/nothing', status: 401, body: 'a body' },
    ]);
  });

  test('is the last thousand requests', async () => {
    const clerk = apiOf('clerk');
    for (let count = 0; count < 1003; count += 1) await send('GET', `${clerk.baseUrl}/${count}`);
    expect(clerk.requests).toHaveLength(1000);
    expect(clerk.requests[0]?.path).toBe('/v1/3');
  });
});

describe('starting', () => {
  test('opens every API of its folder, or those asked for', async () => {
    expect([...mock.apis.keys()]).toEqual([
      ...['better-auth', 'clerk', 'nest-sessions', 'nextauth', 'vault'],
    ]);
    const one = await startMockServer({ apis: ['clerk'] });
    expect([...one.apis.keys()]).toEqual(['clerk']);
    await one.close();
  });

  test('refuses an API that it does not have', async () => {
    await expect(startMockServer({ apis: ['unknown'] })).rejects.toThrow('no API called unknown');
  });

  test('on a fixed port that is taken fails, names the port, and leaves nothing running', async ({
    skip,
  }) => {
    const squatter = createServer();
    const isMine = await new Promise<boolean>((resolve) => {
      squatter.once('error', () => resolve(false)).listen(4805, '127.0.0.1', () => resolve(true));
    });
    if (!isMine) skip('the fixed ports are in use, perhaps by npm run mock');
    const starting = startMockServer({ apis: ['better-auth', 'clerk'], fixedPorts: true });
    await expect(starting).rejects.toThrow('port 4805 is in use');
    await expect(send('GET', 'http://127.0.0.1:4801/_data/db')).rejects.toThrow('ECONNREFUSED');
    await new Promise((resolve) => squatter.close(resolve));
  });

  test('says so when behaviour ask for a status that the operation does not have', async () => {
    const clerk = apiOf('clerk');
    clerk.behaviour.refuse['get_session'] = { status: 418, times: 1 };
    const reply = await send('GET', `${clerk.baseUrl}/sessions/sess_1`);
    expect(reply).toMatchObject({ status: 500, text: expect.stringContaining('418') as string });
  });
});

function apiOf(id: string): MockApi {
  const api = mock.apis.get(id);
  if (api === undefined) throw new Error(`${id} was not started`);
  return api;
}

function raw(api: MockApi, path: string): string {
  return `${new URL(api.baseUrl).origin}/_data${path}`;
}
