import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type Bridge, type Carrier, type Reply } from '../../../electron/bridge/crossing/connect.ts';
import { BridgeError } from '../../../electron/bridge/failure.ts';
import { openDemo } from '../../../electron/host/connections/demo.ts';
import { openHost } from '../../../electron/host/index.ts';
import { memoryKeys } from '../../../electron/host/keys/keys.ts';
import { reportFault } from '../../../electron/host/scrub/report.ts';
import { startWebShell } from '../../../electron/web/server.ts';
import type { NextauthTables } from '../../../mock-server/apis/nextauth/seed.ts';
import { startMockServer, type MockApi, type MockServer } from '../../../mock-server/index.ts';
import { memory, newFolder } from '../../../scripts/folders.ts';
import type { Leg } from './control.ts';
import { abreast, listen, post, type Client } from './traffic.ts';

export interface AppOptions {
  /** Stands between the host and its shell: for the soak's own test. */
  around?: (carrier: Carrier) => Carrier;
}

/** How many calls a soak made, and how many of them failed, as they were meant to. */
export interface Calls {
  made: number;
  failed: number;
}

/** A Sessiondeck in the browser shell, with pages that come and go, call, and save connections that go again. */
export async function openApp({ around = (carrier) => carrier }: AppOptions = {}): Promise<
  Leg & { calls: Calls }
> {
  const mock = await startMockServer();
  const nest = mock.apis.get('nest-sessions');
  if (!nest) throw new Error('there is no mock server of NestJS sessions');
  const host = openHost({
    ...{ folder: newFolder(memory), shell: 'browser', version: '0.0.0-soak' },
    keychain: { state: 'ready', keys: memoryKeys() },
    demo: await openDemo(mock),
    report: reportFault,
  });
  const page = newFolder(memory);
  writeFileSync(join(page, 'index.html'), '<!doctype html>');
  const shell = await startWebShell(around(host), page);
  const client = await clientOf(shell.address());
  const calls: Calls = { made: 0, failed: 0 };
  const bridge = connect({ invoke: over(client, calls), subscribe: () => () => undefined });
  return {
    calls,
    async run(rounds, width) {
      await abreast(rounds, width, async (nth) => {
        const hangUp = await listen(client);
        await callAll(bridge, nth);
        if (nth % 4 === 0) await comeAndGo(bridge, nest);
        await hangUp();
      });
      forgetRequests(mock);
      // A lock forgets the secrets that nothing uses any more.
      await bridge('shell.lock', {});
      await bridge('shell.unlock', {});
    },
    async close() {
      await shell.close();
      await host.close();
    },
  };
}

/** What the mock server keeps is not Sessiondeck's: its last requests, and a new code for each nonce in every minute. */
function forgetRequests({ apis }: MockServer): void {
  for (const { requests } of apis.values()) requests.length = 0;
  const nextauth = apis.get('nextauth')?.db.getState() as Pick<NextauthTables, 'requests'> | undefined;
  if (!nextauth) throw new Error('there is no mock server of nextAuth');
  nextauth.requests.length = 0;
}

async function clientOf(address: string): Promise<Client> {
  const { origin, hash } = new URL(address);
  const headers = { 'Content-Type': 'application/json', Origin: origin };
  const code = new URLSearchParams(hash.slice(1)).get('code');
  const { token } = (await post({ origin, headers }, '/launch', { code })) as { token: string };
  return { origin, headers: { ...headers, 'X-Sessiondeck-Token': token } };
}

function over(client: Client, calls: Calls): Carrier['invoke'] {
  return async (method, input) => {
    const reply = (await post(client, `/bridge/${method}`, input)) as Reply;
    calls.made += 1;
    if (!reply.ok) calls.failed += 1;
    return reply;
  };
}

function expected(error: unknown): void {
  if (!(error instanceof BridgeError)) throw error;
}

/** Makes the calls that a page makes all day; one of them fails. */
async function callAll(bridge: Bridge, nth: number): Promise<void> {
  const connectionId = ['demo-clerk', 'demo-vault', 'demo-nest-sessions', 'demo-nextauth'][nth % 4] ?? '';
  const filters = connectionId === 'demo-clerk' ? { userId: 'user_1', limit: '10' } : {};
  await bridge('sessions.list', { connectionId, filters });
  await bridge('sessions.get', { connectionId, sessionId: 'none' }).catch(expected);
  await bridge('timeline.list', { connectionId, text: '', before: null, limit: 50 });
  await bridge('keys.status', { connectionId });
  await bridge('guard.read', { connectionId });
}

/** A connection with a key of its own is saved, used and removed. */
async function comeAndGo(bridge: Bridge, { id: api, baseUrl, access }: MockApi): Promise<void> {
  const draft = { id: null, api, name: 'for a while', kind: 'development', colour: 'blue' } as const;
  const { settings, filters } = access;
  const { id: connectionId } = await bridge('connections.save', { ...draft, baseUrl, settings, filters });
  const accessToken = randomBytes(600).toString('hex');
  await bridge('keys.put', { connectionId, secrets: { accessToken } });
  await bridge('sessions.list', { connectionId, filters }).catch(expected);
  await bridge('connections.remove', { connectionId });
}
