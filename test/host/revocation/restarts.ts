import { afterEach, beforeEach, expect } from 'vitest';
import { connect } from '../../../electron/bridge/crossing/connect.ts';
import type { HostOptions } from '../../../electron/host/assembly/options.ts';
import { openHost, type Host } from '../../../electron/host/index.ts';
import { memoryKeys, type KeyStore } from '../../../electron/host/keys/keys.ts';
import { startMockServer, type MockServer, type MockApi } from '../../../mock-server/index.ts';
import { saveConnection } from '../../../scripts/mock-subject.ts';
import { newFolder, patient, type TestHost } from '../../support/host.ts';
import { EndingSubject } from './support.ts';

/** One data folder, keychain and mock for each test of a file, on which Sessiondeck is started again and again. */
export const world = {} as {
  mock: MockServer;
  folder: string;
  keys: KeyStore;
  /** Ids under which the keys hold something. */
  held: Set<string>;
  hosts: Host[];
  /** Faults of our own; there must be none. */
  faults: unknown[];
};

/** Makes it anew for each test of the file that calls this, and clears up afterwards. */
export function eachInItsWorld(): void {
  beforeEach(async () => {
    world.mock = await startMockServer();
    world.folder = newFolder();
    world.keys = noting(memoryKeys());
    world.hosts = [];
    world.faults = [];
  });
  afterEach(async () => {
    for (const host of world.hosts) await host.close();
    await world.mock.close();
    expect(world.faults).toEqual([]);
  });
}

function noting(store: KeyStore): KeyStore {
  world.held = new Set();
  return {
    ...store,
    async write(id, value) {
      await store.write(id, value);
      world.held.add(id);
    },
    async remove(id) {
      await store.remove(id);
      world.held.delete(id);
    },
  };
}

/** What the keys still hold of runs. */
export const ofRuns = () => [...world.held].filter((id) => id.startsWith('run-'));

/** A Sessiondeck on the folder; opened again after `end`, it is the next start. */
export function start(): TestHost {
  const { mock, folder, keys, faults } = world;
  const own = { folder, keychain: { state: 'ready', keys }, shell: 'browser', version: '0' } as const;
  const report = (_: string, error: unknown) => void faults.push(error);
  const options: HostOptions = { ...own, demo: null, budget: patient, backoff: 1, report };
  const host = openHost(options);
  const allow = (ms: number) => void (options.budget = ms);
  world.hosts.push(host);
  return { host, bridge: connect(host), mock, folder, allow, faults, close: () => end(host) };
}

async function end(host: Host): Promise<void> {
  world.hosts = world.hosts.filter((one) => one !== host);
  await host.close();
}

export function apiOf(api: string): MockApi {
  const found = world.mock.apis.get(api);
  if (!found) throw new Error(`no mock server for ${api}`);
  return found;
}

export async function subjectOn(app: TestHost, api: string): Promise<EndingSubject> {
  return new EndingSubject(app, api, await saveConnection(app.bridge, apiOf(api)));
}

/** The same connection, at the next start. */
export function again(subject: EndingSubject, app: TestHost): EndingSubject {
  return new EndingSubject(app, subject.api, subject.connectionId);
}

export async function interruptedRun(subject: EndingSubject) {
  await expect
    .poll(async () => (await subject.app.bridge('revocation.runs', {}))[0]?.state)
    .toBe('interrupted');
  const [summary] = await subject.app.bridge('revocation.runs', {});
  const runId = summary?.id ?? '';
  await expect.poll(async () => (await subject.run(runId)).totals.unknown).toBe(0);
  return subject.run(runId);
}
