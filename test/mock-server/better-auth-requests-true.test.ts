import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { people, seen, signInThree, startBoth } from './support/both-servers.ts';
import type { BothServers } from './support/both-servers.ts';
import { Device } from './support/device.ts';
import type { Reply } from './support/device.ts';
import { startRealBetterAuth } from './support/real-better-auth.ts';

const [ann] = people;
const list = '/multi-session/list-device-sessions';
const setActive = '/multi-session/set-active';
const revoke = '/multi-session/revoke';

let servers: BothServers;

beforeAll(async () => {
  servers = await startBoth();
});
afterAll(() => servers.close());

describe('the mock server takes and refuses requests as the real better-auth does', () => {
  test('to a sign-in with a wrong password, a bad address, missing fields or a form instead of JSON', async () => {
    const replies = await servers.agreed(async ({ device }) => [
      await device.signIn(ann.email, 'wrong'),
      await device.signIn('nobody@example.com', 'wrong'),
      await device.signIn('no address', 'wrong'),
      await device.post('/sign-in/email', {}),
      await device.post('/sign-in/email', { email: 1, password: null, rememberMe: 'yes' }),
      await device.raw('POST', '/sign-in/email', {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ email: ann.email, password: ann.password }).toString(),
      }),
    ]);
    expect(replies.map(({ status }) => status)).toEqual([401, 401, 400, 400, 400, 200]);
  });

  test.each([
    ['no token', '{}'],
    ['a number for a token', '{"sessionToken":5}'],
    ['null for a token', '{"sessionToken":null}'],
    ['a list for a token', '{"sessionToken":[1]}'],
    ['an object for a token', '{"sessionToken":{}}'],
    ['true for a token', '{"sessionToken":true}'],
    ['a list', '[]'],
    ['a text', '"text"'],
    ['null', 'null'],
    ['broken JSON', '{broken'],
    ['nothing', ''],
  ])('to a body of %s', async (_, body) => {
    const headers = { 'content-type': 'application/json' };
    const replies = await servers.agreed(async (stage) => {
      await signInThree(stage);
      return [
        await stage.device.raw('POST', setActive, { headers, body }),
        await stage.device.raw('POST', revoke, { headers, body }),
        await stage.device.raw('POST', revoke, { headers, body, asDevice: false }),
      ];
    });
    expect(replies.map(({ status }) => status)).toEqual([400, 400, 400]);
  });

  test.each([
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/vnd.api+json', 415],
    ['application/json; charset=utf-8', 200],
    ['APPLICATION/JSON', 200],
    ['', 400],
  ])('to a body announced as %j', async (contentType, status) => {
    const replies = await servers.agreed(async ({ device }) => {
      await device.signIn(ann.email, ann.password);
      const body = JSON.stringify({ sessionToken: device.tokenOf(ann.email) });
      const headers: Record<string, string> = contentType === '' ? {} : { 'content-type': contentType };
      return [await device.raw('POST', setActive, { headers, body })];
    });
    expect(replies[0]?.status).toBe(status);
  });

  test('to a POST with cookies whose origin is missing, null, foreign, or only in the referer', async () => {
    const replies = await servers.agreed(async (stage) => {
      await signInThree(stage);
      const { device } = stage;
      const cookie = device.cookie;
      const body = { sessionToken: device.tokenOf(ann.email) };
      const answers: Reply[] = [];
      for (const headers of [
        { cookie },
        { cookie, origin: 'null' },
        { cookie, origin: 'http://evil.test' },
        { cookie, origin: `${device.origin}.evil.test` },
        { cookie, origin: 'file://' },
        { cookie, referer: `${device.origin}/page` },
        { cookie, origin: 'null', 'sec-fetch-site': 'same-origin' },
      ]) {
        answers.push(await device.post(setActive, body, { asDevice: false, headers }));
        answers.push(await device.post(setActive, {}, { asDevice: false, headers }));
      }
      return answers;
    });
    expect(replies.map(({ status }) => status)).toEqual([
      ...[403, 403, 403, 403, 403, 403, 403, 403, 403, 403],
      ...[200, 400, 200, 400],
    ]);
  });

  test('to a sign-in from a browser without cookies: it must say where it is from', async () => {
    const replies = await servers.agreed(async ({ device }) => {
      const answers: Reply[] = [];
      for (const headers of [
        { 'sec-fetch-mode': 'cors' },
        { 'sec-fetch-mode': 'cors', origin: device.origin },
        { origin: 'http://evil.test' },
        { referer: 'http://evil.test/' },
        { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'cross-site' },
        {},
      ]) {
        const { email, password } = ann;
        answers.push(await device.post('/sign-in/email', { email, password }, { asDevice: false, headers }));
      }
      return answers;
    });
    expect(replies.map(({ status }) => status)).toEqual([403, 200, 403, 403, 403, 200]);
  });

  test.each([
    ['GET', '/unknown'],
    ['GET', '/multi-session/revoke'],
    ['POST', '/multi-session/list-device-sessions'],
    ['GET', '/multi-session/list-device-sessions/'],
    ['GET', '/Multi-Session/list-device-sessions'],
    ['GET', '//multi-session/list-device-sessions'],
    ['OPTIONS', '/multi-session/revoke'],
    ['DELETE', '/multi-session/revoke'],
    ['HEAD', '/multi-session/list-device-sessions'],
    ['GET', ''],
  ])('to %s %s, which it does not have', async (method, path) => {
    const replies = await servers.agreed(async ({ device }) => [await device.raw(method, path)]);
    expect(replies[0]).toMatchObject({ status: 404, text: '' });
  });

  test('to a query that no operation asked for', async () => {
    const replies = await servers.agreed(async (stage) => {
      await signInThree(stage);
      return [await stage.device.get(`${list}?limit=1`)];
    });
    expect(replies[0]?.value).toHaveLength(3);
  });
});

describe('a refusal that the mock server is told to give', () => {
  test('of too many requests is the real one', async () => {
    const limiting = await startRealBetterAuth([], { rateLimit: true });
    const device = new Device(limiting.base);
    let limited = await device.get(list);
    for (let count = 0; count < 100 && limited.status === 200; count += 1) limited = await device.get(list);
    await limiting.close();
    servers.mock.behaviour.refuse['multi_session_list_device_sessions_get'] = { status: 429, times: 1 };
    const refused = await new Device(servers.mock.baseUrl).get(list);
    expect(seen(refused)).toEqual(seen(limited));
    expect(refused.headers['x-retry-after']).toBe('10');
  });

  test('of a server error is the real one of a server without its database', async () => {
    const failing = await startRealBetterAuth([ann]);
    const device = new Device(failing.base);
    await device.signIn(ann.email, ann.password);
    failing.breakDatabase();
    const printed = vi.spyOn(console, 'error').mockReturnValue();
    const failed = await device.get(list);
    printed.mockRestore();
    await failing.close();
    servers.mock.behaviour.refuse['multi_session_list_device_sessions_get'] = { status: 500, times: 1 };
    const refused = await new Device(servers.mock.baseUrl).get(list);
    expect(seen(refused)).toEqual(seen(failed));
    expect(refused).toMatchObject({ status: 500, text: '' });
  });
});
