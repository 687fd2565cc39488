import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { connect, type Bridge } from '../../../electron/bridge/crossing/connect.ts';
import type { Session } from '../../../electron/bridge/session.ts';
import type { PushTarget, SignInAttempt } from '../../../electron/bridge/sign-in.ts';
import { openHost } from '../../../electron/host/index.ts';
import { memoryKeys, type KeyStore } from '../../../electron/host/keys/keys.ts';
import { startMockServer, type Phone, type MockApi } from '../../../mock-server/index.ts';
import type { NextauthTables } from '../../../mock-server/apis/nextauth/seed.ts';
import { saveConnection } from '../../../scripts/mock-subject.ts';
import { memory, newFolder } from '../../support/host.ts';

/** A host on nextAuth's mock server, which outlives it: it can be closed and opened anew on the same data. */
export interface Ground {
  readonly bridge: Bridge;
  /** Another page of the same host. */
  secondBridge(): Bridge;
  api: MockApi;
  phone: Phone;
  connectionId: string;
  keys: KeyStore;
  faults: unknown[];
  tables(): NextauthTables;
  restart(): Promise<void>;
  close(): Promise<void>;
}

/**
 * `lookAfter`: as HostOptions has it; the default is so long that nothing is looked at. `live`: whether the connection
 * has the server's live channel.
 */
async function openGround({ lookAfter = 600_000, live = true } = {}): Promise<Ground> {
  const mock = await startMockServer({ apis: ['nextauth'] });
  const api = mock.apis.get('nextauth');
  if (!api?.phone) throw new Error('there is no phone');
  const folder = newFolder(memory);
  const keys: KeyStore = { ...memoryKeys(), kind: 'keychain' };
  const faults: unknown[] = [];
  const open = () =>
    openHost({
      ...{ folder, keychain: { state: 'ready', keys }, shell: 'browser', version: '0.0.0-test', demo: null },
      ...{ budget: 60_000, backoff: 1, lookAfter, report: (_: string, error: unknown) => faults.push(error) },
    });
  let host = open();
  let bridge = connect(host);
  const settings = { roleId: 'operator', ...(live ? {} : { liveUrl: '' }) };
  const connectionId = await saveConnection(bridge, api, { settings });
  return {
    ...{ api, phone: api.phone, connectionId, keys, faults },
    get bridge() {
      return bridge;
    },
    secondBridge: () => connect(host),
    tables: () => api.db.getState() as unknown as NextauthTables,
    async restart() {
      await host.close();
      host = open();
      bridge = connect(host);
    },
    async close() {
      await host.close();
      await mock.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Opens a ground before each test, and closes it afterwards: the host must have reported no fault of its own. */
export function eachOnNewGround(
  use: (fresh: Ground) => void,
  options: Parameters<typeof openGround>[0] = {},
): void {
  let ground: Ground;
  beforeEach(async () => {
    ground = await openGround(options);
    use(ground);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    expect(ground.faults).toEqual([]);
    await ground.close();
  });
}

export async function sessionsOf({ bridge, connectionId }: Ground): Promise<Session[]> {
  return (await bridge('sessions.list', { connectionId, filters: {} })).sessions;
}

/** The row of a sign-in; undefined where the list has none. */
export async function rowOf(ground: Ground, { sessionId }: SignInAttempt): Promise<Session | undefined> {
  return (await sessionsOf(ground)).find(({ id }) => id === sessionId);
}

export function showCode({ bridge, connectionId }: Ground): Promise<SignInAttempt> {
  return bridge('signIn.qr', { connectionId });
}

export function check(
  { bridge, connectionId }: Ground,
  { attemptId }: SignInAttempt,
): Promise<SignInAttempt> {
  return bridge('signIn.check', { connectionId, attemptId });
}

export async function cancel({ bridge, connectionId }: Ground, { attemptId }: SignInAttempt): Promise<void> {
  await bridge('signIn.cancel', { connectionId, attemptId });
}

export async function push({ bridge, connectionId }: Ground, target: PushTarget): Promise<SignInAttempt> {
  const { pushId } = await bridge('signIn.preparePush', { connectionId, target, reason: '' });
  return bridge('signIn.push', { connectionId, pushId });
}

/** The login on the phone that a code or the latest push stands for. */
export function loginOf({ phone }: Ground, { payload }: SignInAttempt): number {
  if (payload !== null && phone.pending().some(({ qr }) => qr === payload)) return phone.idOf(payload);
  throw new Error('the code of this sign-in cannot be scanned');
}

export function latestPush({ phone }: Ground): number {
  const found = phone.pending().findLast(({ kind }) => kind === 'push');
  if (!found) throw new Error('no push waits for an answer');
  return found.id;
}

/** How often the server was asked this, and answered. */
export function requestsTo({ api }: Ground, end: string): number {
  return api.requests.filter(({ path }) => path.endsWith(end)).length;
}

/** Lets the monotonic clock go on by itself, and moves it forward when told to; ends with `vi.restoreAllMocks`. */
export function movableClock(): (ms: number) => void {
  const real = performance.now.bind(performance);
  let ahead = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => real() + ahead);
  return (ms) => void (ahead += ms);
}
