import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { people, signInThree, startBoth } from './support/both-servers.ts';
import type { BothServers } from './support/both-servers.ts';

const [ann, bruno, chiara] = people;
const list = '/multi-session/list-device-sessions';
const setActive = '/multi-session/set-active';
const revoke = '/multi-session/revoke';

let servers: BothServers;

beforeAll(async () => {
  servers = await startBoth();
});
afterAll(() => servers.close());

describe('the mock server treats sessions that have aged as the real better-auth does', () => {
  test('to an active session older than a day: reading it, or revoking with it, renews it', async () => {
    for (const ask of ['/get-session', revoke]) {
      const replies = await servers.agreed(async (stage) => {
        await signInThree(stage);
        const { device } = stage;
        stage.age(chiara.email, 2);
        const first =
          ask === revoke
            ? await device.post(revoke, { sessionToken: device.tokenOf(ann.email) })
            : await device.get('/get-session');
        return [first, await device.get(list)];
      });
      expect(replies[0]?.headers['set-cookie']).not.toBeUndefined();
    }
  });

  test('to a bearer token of a session older than a day', async () => {
    await servers.agreed(async (stage) => {
      await signInThree(stage);
      const { device } = stage;
      stage.age(chiara.email, 2);
      const authorization = `Bearer ${device.tokenOf(chiara.email)}`;
      return [await device.get('/get-session', { asDevice: false, headers: { authorization } })];
    });
  });

  test('to expired sessions: not listed, not active, not to be made active', async () => {
    const replies = await servers.agreed(async (stage) => {
      await signInThree(stage);
      const { device } = stage;
      stage.age(chiara.email, 8);
      stage.age(ann.email, 8);
      const cookie = device.cookie;
      return [
        await device.get(list, { headers: { cookie } }),
        await device.post(setActive, { sessionToken: device.tokenOf(ann.email) }, { headers: { cookie } }),
        await device.post(revoke, { sessionToken: device.tokenOf(bruno.email) }, { headers: { cookie } }),
        await device.get('/get-session', { headers: { cookie } }),
      ];
    });
    expect(replies.map(({ status }) => status)).toEqual([200, 401, 401, 200]);
  });
});
