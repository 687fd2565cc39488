import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { startMockServer, type MockServer } from '../../mock-server/index.ts';
import { newFolder } from '../support/host.ts';
import { inProcessWith, startKeyring, type Env, type Keyring } from '../support/keys/keyring.ts';

// npm run operations --connection, on a person's own connection with its key in a real keychain.

const save = new URL('../support/programs/save-connection-program.ts', import.meta.url);
const operations = new URL('../../scripts/operations.ts', import.meta.url);
const Rows = z.array(z.object({ operation: z.string(), verdict: z.string(), why: z.string() }));

let keyring: Keyring;
let mock: MockServer;
let env: Env;
beforeAll(async () => {
  keyring = await startKeyring();
  mock = await startMockServer();
  env = { ...keyring.env, SESSIONDECK_DATA: newFolder() };
});
afterAll(async () => {
  await mock.close();
  await keyring.stop();
});

const readingOnly: Record<string, string[]> = {
  'better-auth': ['multi_session_list_device_sessions_get'],
  'nest-sessions': [
    'sessionControllerGetActiveSessions',
    'sessionControllerGetSessionCount',
    'sessionControllerValidateSession',
  ],
  vault: ['listSessions'],
  nextauth: ['get_session'],
  clerk: ['get_session_list', 'get_session'],
};

test.each(Object.entries(readingOnly))(
  '%s: only what reads is tried, and all of it passes',
  async (api, names) => {
    const running = mock.apis.get(api);
    if (!running) throw new Error(`there is no mock server for ${api}`);
    const { baseUrl, access, requests } = running;
    const { settings, filters, secrets } = access;
    const given = JSON.stringify({ api, name: `mine ${api}`, baseUrl, settings, filters, secrets });
    expect(await inProcessWith(env, save, given)).toMatchObject({ state: 'saved', store: 'keychain' });
    const rows = Rows.parse(await inProcessWith(env, operations, '--connection', `mine ${api}`, '--json'));
    expect(rows.map(({ operation }) => operation)).toEqual(names);
    expect(rows.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
    expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  },
);
