import { randomBytes } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bridge, connect } from '../../../electron/bridge/crossing/connect.ts';
import { type Host, openHost } from '../../../electron/host/index.ts';
import { type KeyStore, memoryKeys } from '../../../electron/host/keys/keys.ts';
import { failureOf, newFolder } from '../../support/host.ts';

// What is told, and what can be brought back, when a data folder has lost something.

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
const file = (name: string) => join(folder, name);
const store = () => file('sessiondeck.db');
const copy = () => file('sessiondeck.last-good.db');

/** Two connections and two audit entries, and a copy of them. */
async function leaveTwo(): Promise<void> {
  const bridge = await start();
  for (const name of ['one', 'two']) await add(bridge, name);
  await stop();
}

test('a whole folder is told as whole, and its copy is for this user only', async () => {
  await leaveTwo();
  const bridge = await start();
  expect(await bridge('data.read', {})).toMatchObject({
    loss: null,
    entries: 2,
    remembered: 2,
    openToOthers: [],
    copyProblem: null,
  });
  expect(statSync(copy()).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  expect(await failureOf(bridge('data.restore', {}))).toMatchObject({
    code: 'invalid',
    got: 'everything in the copy is here',
  });
});

test.each([
  ['empty', () => truncateSync(store(), 0)],
  ['gone', () => rmSync(store())],
  [
    'gone, with the head of the audit log',
    () => [store(), file('audit-head.json')].forEach((path) => rmSync(path)),
  ],
])('a database that is %s is told at start, and everything comes back from the copy', async (_, lose) => {
  await leaveTwo();
  lose();
  const bridge = await start();
  expect(await namesIn(bridge)).toEqual([]);
  expect(await bridge('data.read', {})).toMatchObject({
    ...{ loss: 'emptied', entries: 0, remembered: 2, obstacle: null },
    copy: { connections: 2, entries: 2, logStays: false },
  });
  expect(await bridge('data.restore', {})).toMatchObject({
    loss: null,
    obstacle: 'nothing-to-add',
    entries: 3,
  });
  expect(await namesIn(bridge)).toEqual(['one', 'two']);
  const { entries } = await bridge('audit.list', everything);
  expect(entries[0]).toMatchObject({
    action: 'data.restored',
    outcome: '2 connections, 2 audit entries brought back',
  });
});

test('once the log was brought back with its head in place, it verifies as whole', async () => {
  await leaveTwo();
  truncateSync(store(), 0);
  const bridge = await start();
  expect(await bridge('audit.verify', {})).toMatchObject({ state: 'bad' });
  await bridge('settings.save', { undo: 'until-sent' });
  await bridge('data.restore', {});
  expect(await bridge('audit.verify', {})).toMatchObject({ state: 'whole', entries: 3 });
  // What the person has set since stays.
  expect(await bridge('settings.read', {})).toMatchObject({ undo: 'until-sent' });
});

test('a folder that is gone is told from what the keychain remembers, and that there is no copy', async () => {
  await leaveTwo();
  rmSync(folder, { recursive: true });
  const bridge = await start();
  expect(await bridge('data.read', {})).toMatchObject({
    loss: 'emptied',
    remembered: 2,
    copy: null,
    obstacle: 'no-copy',
  });
  expect(await failureOf(bridge('data.restore', {}))).toMatchObject({
    code: 'invalid',
    got: 'there is no copy in the data folder',
  });
});

test('a new folder of a keychain that remembers nothing has lost nothing', async () => {
  const bridge = await start();
  expect(await bridge('data.read', {})).toMatchObject({ loss: null, entries: 0, remembered: 0 });
});

test('a damaged write-ahead log loses what was in it, and that is told', async () => {
  await leaveTwo();
  const bridge = await start();
  await add(bridge, 'three');
  // As a power cut leaves it: the last entries are in the write-ahead log only.
  const cut = newFolder();
  cpSync(folder, cut, { recursive: true });
  await stop();
  for (const name of readdirSync(folder)) rmSync(file(name));
  cpSync(cut, folder, { recursive: true });
  const log = readFileSync(`${store()}-wal`);
  expect(log.length).toBeGreaterThan(1000);
  writeFileSync(`${store()}-wal`, randomBytes(log.length));
  rmSync(`${store()}-shm`, { force: true });
  const next = await start();
  expect(await next('data.read', {})).toMatchObject({
    loss: 'behind',
    entries: 2,
    remembered: 3,
    obstacle: 'nothing-to-add',
  });
  expect(await namesIn(next)).toEqual(['one', 'two']);
});
