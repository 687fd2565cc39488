import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bridge, connect } from '../../../electron/bridge/crossing/connect.ts';
import { type Host, openHost } from '../../../electron/host/index.ts';
import { type KeyStore, memoryKeys } from '../../../electron/host/keys/keys.ts';
import { folderLock } from '../../../electron/host/store/lock.ts';
import { restoreDamaged } from '../../../electron/host/store/rescue.ts';
import { failureOf, newFolder } from '../../support/host.ts';

// What can be brought back when a data folder has lost something.

let folder: string;
let keys: KeyStore;
let faults: unknown[] = [];
const hosts: Host[] = [];

beforeEach(() => {
  folder = newFolder();
  keys = memoryKeys();
});
afterEach(async () => {
  await stop();
  expect(faults).toEqual([]);
  faults = [];
});

async function stop(): Promise<void> {
  for (const host of hosts.splice(0)) await host.close();
}

/** The next start on the folder, after the one before has ended. */
async function start(): Promise<Bridge> {
  await stop();
  return beside();
}

function beside(): Bridge {
  const own = { folder, keychain: { state: 'ready', keys }, shell: 'browser', version: '0' } as const;
  const host = openHost({ ...own, demo: null, report: (_, error) => faults.push(error) });
  hosts.push(host);
  return connect(host);
}

async function add(bridge: Bridge, name: string): Promise<string> {
  const draft = { id: null, api: 'nest-sessions', name, kind: 'development', colour: 'blue' } as const;
  const settings = { currentSessionId: '' };
  const { id } = await bridge('connections.save', {
    ...draft,
    baseUrl: 'https://one.example',
    settings,
    filters: {},
  });
  return id;
}

const namesIn = async (bridge: Bridge) => (await bridge('connections.list', {})).map(({ name }) => name);
const everything = {
  filter: { text: '', action: null, connectionId: null },
  before: null,
  limit: 100,
} as const;
const hashesIn = async (bridge: Bridge) =>
  (await bridge('audit.list', everything)).entries.map(({ hash }) => hash).toReversed();
const file = (name: string) => join(folder, name);
const store = () => file('sessiondeck.db');
const copy = () => file('sessiondeck.last-good.db');

/** Two connections and two audit entries, and a copy of them. */
async function leaveTwo(): Promise<void> {
  const bridge = await start();
  for (const name of ['one', 'two']) await add(bridge, name);
  await stop();
}

test('work done since the loss stays: today’s log is not replaced, and the copy is set aside', async () => {
  await leaveTwo();
  rmSync(store());
  const bridge = await start();
  await add(bridge, 'new');
  const today = await hashesIn(bridge);
  expect(await bridge('data.read', {})).toMatchObject({
    loss: 'behind',
    copy: { connections: 2, entries: 0, logStays: true },
  });
  await bridge('data.restore', {});
  expect((await namesIn(bridge)).toSorted()).toEqual(['new', 'one', 'two']);
  const after = await hashesIn(bridge);
  expect(after.slice(0, today.length)).toEqual(today);
  expect(after).toHaveLength(today.length + 1);
  const aside = readdirSync(folder).find((name) => name.startsWith('sessiondeck.restored-')) ?? '';
  const kept = new DatabaseSync(file(aside), { readOnly: true });
  expect(kept.prepare('SELECT count(*) AS entries FROM audit').get()).toEqual({ entries: 2 });
  kept.close();
});

test('a copy with entries that the store lost is not written over by later starts', async () => {
  await leaveTwo();
  const before = readFileSync(copy());
  rmSync(store());
  await add(await start(), 'new');
  await start();
  expect(readFileSync(copy()).equals(before)).toBe(true);
});

test('a connection that was removed since the copy does not come back', async () => {
  await leaveTwo();
  const old = readFileSync(copy());
  const bridge = await start();
  const [first] = await bridge('connections.list', {});
  await bridge('connections.remove', { connectionId: first?.id ?? '' });
  const next = await start();
  // After the start, which has written it anew.
  writeFileSync(copy(), old);
  expect(await next('data.read', {})).toMatchObject({ loss: null, obstacle: 'nothing-to-add' });
  expect(await namesIn(next)).toEqual(['two']);
});

test('a copy that cannot be read is told as such, and restores nothing', async () => {
  await leaveTwo();
  rmSync(store());
  const bridge = await start();
  // After the start, which would have replaced it.
  writeFileSync(copy(), randomBytes(8192));
  expect(await bridge('data.read', {})).toMatchObject({ loss: 'emptied', obstacle: 'copy-unreadable' });
  expect(await failureOf(bridge('data.restore', {}))).toMatchObject({ code: 'invalid' });
  expect(await namesIn(bridge)).toEqual([]);
});

test('nothing is restored while another Sessiondeck has the folder', async () => {
  await leaveTwo();
  rmSync(store());
  await start();
  const second = beside();
  expect(await second('data.read', {})).toMatchObject({ loss: 'emptied', obstacle: 'not-ours' });
  expect(await failureOf(second('data.restore', {}))).toMatchObject({
    code: 'invalid',
    got: expect.stringMatching(/another Sessiondeck/) as string,
  });
});

test('a damaged database is refused with the way back, which moves it aside and brings the copy', async () => {
  await leaveTwo();
  const garbage = randomBytes(16_384);
  writeFileSync(store(), garbage);
  expect(() => beside()).toThrow(/is damaged.*start Sessiondeck with --restore: .*last-good\.db/);
  const lock = folderLock(folder);
  expect(lock.take()).toBeNull();
  expect(() => restoreDamaged(folder, 0)).toThrow(/another Sessiondeck/);
  lock.release();
  const aside = restoreDamaged(folder, 0);
  expect(aside).toBe(file('damaged-1970-01-01T00-00-00-000Z'));
  expect(readFileSync(join(aside, 'sessiondeck.db')).equals(garbage)).toBe(true);
  const bridge = await start();
  expect(await namesIn(bridge)).toEqual(['one', 'two']);
  expect(await bridge('audit.verify', {})).toMatchObject({ state: 'whole', entries: 2 });
  await stop();
  expect(() => restoreDamaged(folder, 0)).toThrow(/is not damaged/);
});

test('a damaged database without a copy is not touched', async () => {
  await leaveTwo();
  rmSync(copy());
  writeFileSync(store(), randomBytes(16_384));
  expect(() => beside()).toThrow(/is damaged(?!.*--restore)/);
  expect(() => restoreDamaged(folder, 0)).toThrow(/no copy to restore/);
  expect(existsSync(store())).toBe(true);
});
