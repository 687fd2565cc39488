import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fault } from '../../mock-server/index.ts';
import { people, signInThree, startBoth } from './support/both-servers.ts';
import type { BothServers } from './support/both-servers.ts';

// The mock's cookie faults against a real better-auth that is configured to behave so.

const [ann, bruno] = people;
const list = '/multi-session/list-device-sessions';
const setActive = '/multi-session/set-active';
const revoke = '/multi-session/revoke';
let servers: BothServers;

function misbehave(fault: object): void {
  servers.mock.behaviour.faults = [{ operation: '*', times: Infinity, ...fault } as Fault];
}

describe('other-cookie-name is advanced.cookies.session_token.name', () => {
  beforeAll(async () => {
    servers = await startBoth({ advanced: { cookies: { session_token: { name: 'auth.sid' } } } });
    misbehave({ kind: 'other-cookie-name', name: 'auth.sid' });
  });
  afterAll(() => servers.close());

  test('to a device that signs in, lists, switches and ends', async () => {
    const replies = await servers.agreed(async (stage) => [
      ...(await signInThree(stage)),
      await stage.device.get(list),
      await stage.device.post(setActive, { sessionToken: stage.device.tokenOf(ann.email) }),
      await stage.device.post(revoke, { sessionToken: stage.device.tokenOf(bruno.email) }),
      await stage.device.get(list),
    ]);
    expect(replies[0]?.headers['set-cookie']?.map((cookie) => cookie.split('=')[0])).toEqual([
      'auth.sid',
      expect.stringMatching(/^auth\.sid_multi-[a-z0-9]{32}$/),
    ]);
    expect(replies.slice(3).map(({ value }) => (Array.isArray(value) ? value.length : 'no list'))).toEqual([
      ...[3, 'no list', 'no list', 2],
    ]);
  });

  test('to cookies of the usual name, which only its list knows', async () => {
    const replies = await servers.agreed(async (stage) => {
      await signInThree(stage);
      const { device } = stage;
      const cookie = device.cookie.replaceAll('auth.sid', 'better-auth.session_token');
      const sessionToken = device.tokenOf(bruno.email);
      return [
        await device.get(list, { headers: { cookie } }),
        await device.post(revoke, { sessionToken }, { headers: { cookie } }),
        await device.get('/get-session', { headers: { cookie } }),
      ];
    });
    expect(replies.map(({ status }) => status)).toEqual([200, 401, 200]);
    expect([replies[0]?.value, replies[2]?.value]).toEqual([expect.any(Array), null]);
    expect(replies[0]?.value).toHaveLength(3);
  });
});

describe('cookie-cache is session.cookieCache', () => {
  beforeAll(async () => {
    servers = await startBoth({ session: { cookieCache: { enabled: true } } });
    misbehave({ kind: 'cookie-cache' });
  });
  afterAll(() => servers.close());

  test('to a device that signs in, asks for its session, switches and ends', async () => {
    const replies = await servers.agreed(async (stage) => [
      ...(await signInThree(stage)),
      await stage.device.get('/get-session'),
      await stage.device.post(setActive, { sessionToken: stage.device.tokenOf(ann.email) }),
      await stage.device.get('/get-session'),
      await stage.device.post(revoke, { sessionToken: stage.device.tokenOf(bruno.email) }),
      await stage.device.post(revoke, { sessionToken: stage.device.tokenOf(ann.email) }),
    ]);
    expect(String(replies[0]?.headers['set-cookie'])).toContain('better-auth.session_data=');
    expect(String(replies[0]?.headers['set-cookie'])).toContain('Max-Age=300');
  });

  test('to a device without the cache’s cookie that ends another session', async () => {
    const replies = await servers.agreed(async (stage) => {
      await signInThree(stage);
      const { device } = stage;
      device.jar.delete('better-auth.session_data');
      return [
        await device.get(list),
        await device.post(revoke, { sessionToken: device.tokenOf(ann.email) }),
        await device.get('/get-session'),
      ];
    });
    expect(replies.map(({ headers }) => String(headers['set-cookie']).includes('session_data='))).toEqual([
      ...[false, true, false],
    ]);
  });

  test('to the cookie of a session that was ended from elsewhere: it works on, unlisted', async () => {
    const replies = await servers.agreed(async (stage) => {
      await signInThree(stage);
      const { device } = stage;
      await device.post(setActive, { sessionToken: device.tokenOf(ann.email) });
      const { cookie } = device;
      await device.post(revoke, { sessionToken: device.tokenOf(ann.email) });
      return [
        await device.get('/get-session', { headers: { cookie } }),
        await device.get(list, { headers: { cookie } }),
        await device.get('/get-session', {
          headers: { cookie: cookie.replace(/; better-auth\.session_data=[^;]+/, '') },
        }),
      ];
    });
    expect(replies[0]?.value).toMatchObject({ user: { email: ann.email } });
    expect(replies[1]?.value).toHaveLength(2);
    expect(replies[2]?.value).toBeNull();
  });
});
