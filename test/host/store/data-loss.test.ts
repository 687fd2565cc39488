import { randomBytes } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { add, DataFolder, everything, namesIn } from '../../support/data/data-folder.ts';
import { failureOf, newFolder } from '../../support/host.ts';

// What is told when a data folder has lost something.

let data: DataFolder;
beforeEach(() => {
  data = new DataFolder();
});
afterEach(() => data.close());

test('a whole folder is told as whole, and its copy is for this user only', async () => {
  await data.leaveTwo();
  const bridge = await data.start();
  expect(await bridge('data.read', {})).toMatchObject({
    loss: null,
    entries: 2,
    remembered: 2,
    openToOthers: [],
    copyProblem: null,
  });
  // Windows has no modes.
  if (process.platform !== 'win32') expect(statSync(data.copy).mode & 0o777).toBe(0o600);
  expect(readdirSync(data.folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  expect(await failureOf(bridge('data.restore', {}))).toMatchObject({
    code: 'invalid',
    got: 'everything in the copy is here',
  });
});

test.each([
  ['empty', () => truncateSync(data.store, 0)],
  ['gone', () => rmSync(data.store)],
  [
    'gone, with the head of the audit log',
    () => [data.store, data.file('audit-head.json')].forEach((path) => rmSync(path)),
  ],
])('a database that is %s is told at start, and everything comes back from the copy', async (_, lose) => {
  await data.leaveTwo();
  lose();
  const bridge = await data.start();
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
  await data.leaveTwo();
  truncateSync(data.store, 0);
  const bridge = await data.start();
  expect(await bridge('audit.verify', {})).toMatchObject({ state: 'bad' });
  await bridge('settings.save', { undo: 'until-sent' });
  await bridge('data.restore', {});
  expect(await bridge('audit.verify', {})).toMatchObject({ state: 'whole', entries: 3 });
  // What the person has set since stays.
  expect(await bridge('settings.read', {})).toMatchObject({ undo: 'until-sent' });
});

test('a folder that is gone is told from what the keychain remembers, and that there is no copy', async () => {
  await data.leaveTwo();
  rmSync(data.folder, { recursive: true });
  const bridge = await data.start();
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
  const bridge = await data.start();
  expect(await bridge('data.read', {})).toMatchObject({ loss: null, entries: 0, remembered: 0 });
});

test('a damaged write-ahead log loses what was in it, and that is told', async () => {
  await data.leaveTwo();
  const bridge = await data.start();
  await add(bridge, 'three');
  // As a power cut leaves it: the last entries are in the write-ahead log only.
  const cut = newFolder();
  cpSync(data.folder, cut, { recursive: true });
  await data.stop();
  for (const name of readdirSync(data.folder)) rmSync(data.file(name));
  cpSync(cut, data.folder, { recursive: true });
  const log = readFileSync(`${data.store}-wal`);
  expect(log.length).toBeGreaterThan(1000);
  writeFileSync(`${data.store}-wal`, randomBytes(log.length));
  rmSync(`${data.store}-shm`, { force: true });
  const next = await data.start();
  expect(await next('data.read', {})).toMatchObject({
    loss: 'behind',
    entries: 2,
    remembered: 3,
    obstacle: 'nothing-to-add',
  });
  expect(await namesIn(next)).toEqual(['one', 'two']);
});
