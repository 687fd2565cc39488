import { rmSync } from 'node:fs';
import { connect, type Bridge } from '../../electron/bridge/crossing/connect.ts';
import { BridgeError, type Failure } from '../../electron/bridge/failure.ts';
import { openDemo } from '../../electron/host/connections/demo.ts';
import type { HostOptions } from '../../electron/host/assembly/options.ts';
import { openHost, type Host } from '../../electron/host/index.ts';
import type { Clock } from '../../electron/host/revocation/clock.ts';
import { memoryKeys, type Keychain } from '../../electron/host/keys/keys.ts';
import {
  startMockServer,
  type MockServer,
  type MockApi,
  type MockServerOptions,
} from '../../mock-server/index.ts';
import { memory, newFolder } from '../../scripts/folders.ts';
import { saveConnection } from '../../scripts/mock-subject.ts';

export { memory, newFolder };

export interface TestHost {
  host: Host;
  bridge: Bridge;
  mock: MockServer;
  /** Folder of the store. */
  folder: string;
  /** How long an operation may take from now on, ms: short only while one is to run out of time. */
  allow(budget: number): void;
  /** Faults of our own that the host reported; a test that provokes none expects none. */
  faults: unknown[];
  close(): Promise<void>;
}

interface Options {
  folder?: string;
  keychain?: Keychain;
  budget?: number;
  watchEvery?: number;
  clock?: Clock;
  /** What the mock server starts; all of our own APIs when left out. */
  apis?: Pick<MockServerOptions, 'apis' | 'folder'>;
}

/** A deadline that no operation reaches which gets its answers, however busy the machine is, ms. */
export const patient = 60_000;

/** A whole host on a mock server of its own, with keys in memory. A folder that is not given is gone when it is closed. */
export async function openTestHost({
  folder: given,
  keychain,
  budget = patient,
  watchEvery,
  clock,
  apis,
}: Options = {}): Promise<TestHost> {
  const folder = given ?? newFolder(memory);
  const mock = await startMockServer(apis);
  const faults: unknown[] = [];
  const options: HostOptions = {
    folder,
    keychain: keychain ?? { state: 'ready', keys: memoryKeys() },
    shell: 'browser',
    version: '0.0.0-test',
    demo: await openDemo(mock),
    budget,
    // Waiting for a second attempt is not what these tests are about.
    backoff: 1,
    ...(watchEvery === undefined ? {} : { watchEvery }),
    ...(clock ? { clock } : {}),
    report: (_, error) => faults.push(error),
  };
  const host = openHost(options);
  const allow = (ms: number) => void (options.budget = ms);
  const close = async () => {
    await host.close();
    if (given === undefined) rmSync(folder, { recursive: true, force: true });
  };
  return { host, bridge: connect(host), mock, folder, allow, faults, close };
}

/** The mock server of one API; throws when there is none. */
export function mockOf({ mock }: Pick<TestHost, 'mock'>, api: string): MockApi {
  const found = mock.apis.get(api);
  if (!found) throw new Error(`no mock server for ${api}`);
  return found;
}

/** Saves a person's own connection to a mock server, with its key, and returns its id. */
export function saveOwn(
  { bridge }: Pick<TestHost, 'bridge'>,
  api: MockApi,
  secrets = api.access.secrets,
): Promise<string> {
  return saveConnection(bridge, api, { secrets });
}

/** The failure that work ends in; throws when it ends in none. */
export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => new Error('it did not fail'),
    (caught: unknown) => caught,
  );
  if (error instanceof BridgeError) return error.failure;
  throw error;
}
