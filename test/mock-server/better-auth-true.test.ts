import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { people, signInThree, startBoth } from './support/both-servers.ts';
import type { BothServers } from './support/both-servers.ts';
import { Device } from './support/device.ts';
import type { Reply } from './support/device.ts';

const [ann, bruno, chiara] = people;
const list = '/multi-session/list-device-sessions';
const setActive = '/multi-session/set-active';
const revoke = '/multi-session/revoke';

let servers: BothServers;

beforeAll(async () => {
  servers = await startBoth();
});
afterAll(() => servers.close());

describe('the mock server treats sessions as the real better-auth does', () => {
  test('to three people who sign in on one device', async () => {
    const replies = await servers.agreed(async (stage) => signInThree(stage));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test('to a sign-in that shall not be remembered, and to what such a device does next', async () => {
    const replies = await servers.agreed(async ({ device }) => [
      await device.signIn(ann.email, ann.password, { rememberMe: false, callbackURL: '/home' }),
      await device.get('/get-session'),
      await device.post(setActive, { sessionToken: device.tokenOf(ann.email) }),
    ]);
    expect(replies[2]?.headers['set-cookie']).toHaveLength(2);
  });

  test('to a list of the device: one row per person, nothing without cookies', async () => {
    const replies = await servers.agreed(async (stage) => {
      await signInThree(stage);
      const { device } = stage;
      const authorization = `Bearer ${device.tokenOf(ann.email)}`;
      return [
        await device.get(list),
        await device.get(list, { asDevice: false }),
        await device.get(list, { asDevice: false, headers: { authorization } }),
        await device.get(list, { asDevice: false, headers: { cookie: forged(device.cookie) } }),
        await device.get(list, { asDevice: false, headers: { cookie: decodeURIComponent(device.cookie) } }),
      ];
    });
    expect(replies.map(({ value }) => (value as unknown[]).length)).toEqual([3, 0, 0, 0, 3]);
  });

  test('to two sessions of one person whose cookies are sent together', async () => {
    const replies = await servers.agreed(async ({ device }) => {
      await device.signIn(ann.email, ann.password);
      const other = new Device(device.base);
      await other.signIn(ann.email, ann.password);
      return [await device.get(list, { headers: { cookie: `${device.cookie}; ${other.cookie}` } })];
    });
    expect(replies[0]?.value).toHaveLength(1);
  });

  test('to setting another session active, by its token in any case', async () => {
    const replies = await servers.agreed(async (stage) => {
      await signInThree(stage);
      const { device } = stage;
      return [
        await device.post(setActive, { sessionToken: device.tokenOf(ann.email) }),
        await device.get('/get-session'),
        await device.post(setActive, { sessionToken: device.tokenOf(bruno.email).toUpperCase() }),
      ];
    });
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test('to tokens that name no session of the device', async () => {
    const replies = await servers.agreed(async (stage) => {
      await signInThree(stage);
      const { device } = stage;
      const rows = (await device.get(list)).value as { session: { id: string } }[];
      const answers: Reply[] = [];
      for (const sessionToken of ['unknown', '', rows[0]?.session.id]) {
        answers.push(await device.post(setActive, { sessionToken }));
        answers.push(await device.post(revoke, { sessionToken }));
      }
      return answers;
    });
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([401]));
  });

  test('to a bearer token: it stands for the active session only, raw or signed', async () => {
    const replies = await servers.agreed(async (stage) => {
      await signInThree(stage);
      const { device } = stage;
      const token = device.tokenOf(bruno.email);
      const signed = decodeURIComponent(device.jar.get(multi(token)) ?? '');
      const answers: Reply[] = [];
      for (const authorization of [
        `Bearer ${token}`,
        `bearer ${signed}`,
        `Bearer ${encodeURIComponent(signed)}`,
        `Bearer ${signed.slice(0, -3)}AA=`,
        'Bearer unknown',
        'Bearer ',
        'Basic YTpi',
      ]) {
        const sending = { asDevice: false, headers: { authorization } };
        answers.push(await device.get('/get-session', sending));
        answers.push(await device.post(setActive, { sessionToken: token }, sending));
        answers.push(await device.post(revoke, { sessionToken: token }, sending));
      }
      return answers;
    });
    expect(replies.slice(0, 3).map(({ status }) => status)).toEqual([200, 401, 401]);
  });

  test('to a bearer token beside the multi-session cookies', async () => {
    const replies = await servers.agreed(async (stage) => {
      await signInThree(stage);
      const { device } = stage;
      device.jar.delete('better-auth.session_token');
      const headers = { authorization: `Bearer ${device.tokenOf(ann.email)}` };
      return [
        await device.post(revoke, { sessionToken: device.tokenOf(bruno.email) }),
        await device.post(revoke, { sessionToken: device.tokenOf(bruno.email) }, { headers }),
        await device.post(setActive, { sessionToken: device.tokenOf(chiara.email) }, { headers }),
      ];
    });
    expect(replies.map(({ status }) => status)).toEqual([401, 200, 200]);
  });

  test('to a second revoke: 200 while its cookie is sent, 401 without', async () => {
    const replies = await servers.agreed(async (stage) => {
      await signInThree(stage);
      const { device } = stage;
      const cookie = device.cookie;
      const body = { sessionToken: device.tokenOf(ann.email) };
      return [
        await device.post(revoke, body),
        await device.post(revoke, body, { headers: { cookie } }),
        await device.post(revoke, body),
        await device.post(setActive, body, { headers: { cookie } }),
        await device.get(list, { headers: { cookie } }),
      ];
    });
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 401, 401, 200]);
    expect(replies[4]?.value).toHaveLength(2);
  });

  test('to revoking the active session: the first that remains becomes active, at last none', async () => {
    const replies = await servers.agreed(async (stage) => {
      await signInThree(stage);
      const { device } = stage;
      const answers: Reply[] = [];
      let last = '';
      for (const { email } of [chiara, ann, bruno]) {
        last = device.cookie;
        answers.push(await device.post(revoke, { sessionToken: device.tokenOf(email) }));
        answers.push(await device.get('/get-session'));
      }
      answers.push(await device.get('/get-session', { headers: { cookie: last } }));
      const body = { sessionToken: device.tokenOf(bruno.email) };
      answers.push(await device.post(revoke, body, { headers: { cookie: last } }));
      return answers;
    });
    expect(replies.at(-1)?.status).toBe(401);
  });

  test('to the same person signing in again: the older session ends', async () => {
    const replies = await servers.agreed(async (stage) => {
      await signInThree(stage);
      const before = stage.device.cookie;
      return [
        await stage.device.signIn(ann.email, ann.password),
        await stage.device.get(list),
        await stage.device.get(list, { headers: { cookie: before } }),
      ];
    });
    expect(replies[2]?.value).toHaveLength(2);
  });

  test('to more people than a device may have: the sixth is active but not in the list', async () => {
    const replies = await servers.agreed(async ({ device }) => {
      const answers: Reply[] = [];
      for (const { email, password } of people) answers.push(await device.signIn(email, password));
      answers.push(await device.get(list), await device.get('/get-session'));
      return answers;
    });
    expect(replies[7]?.value).toHaveLength(5);
  });

  test('to signing out: every session of the device ends', async () => {
    const replies = await servers.agreed(async (stage) => {
      await signInThree(stage);
      const { device } = stage;
      const cookie = device.cookie;
      return [
        await device.raw('POST', '/sign-out', { asDevice: false, headers: { cookie } }),
        await device.raw('POST', '/sign-out'),
        await device.get(list, { headers: { cookie } }),
        await device.raw('POST', '/sign-out', { asDevice: false }),
        await device.post('/sign-out', []),
      ];
    });
    expect(replies[2]?.value).toEqual([]);
  });
});

function multi(token: string): string {
  return `better-auth.session_token_multi-${token.toLowerCase()}`;
}

/** The same cookies with the first letter of each signature changed. */
function forged(cookie: string): string {
  return cookie.replaceAll(
    /\.([A-Za-z0-9%])(?=[A-Za-z0-9%]{19})/g,
    (_, first) => `.${first === 'A' ? 'B' : 'A'}`,
  );
}
