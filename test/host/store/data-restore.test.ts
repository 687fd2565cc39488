import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Bridge } from '../../../electron/bridge/crossing/connect.ts';
import { folderLock } from '../../../electron/host/store/lock.ts';
import { restoreDamaged } from '../../../electron/host/store/rescue.ts';
import { add, DataFolder, everything, namesIn } from '../../support/data/data-folder.ts';
import { failureOf } from '../../support/host.ts';

// What can be brought back when a data folder has lost something.

let data: DataFolder;
beforeEach(() => {
  data = new DataFolder();
});
afterEach(() => data.close());

/** The hashes of the log's entries, the oldest first. */
const hashesIn = async (bridge: Bridge) =>
  (await bridge('audit.list', everything)).entries.map(({ hash }) => hash).toReversed();

test('work done since the loss stays: today’s log is not replaced, and the copy is set aside', async () => {
  await data.leaveTwo();
  rmSync(data.store);
  const bridge = await data.start();
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
  const aside = readdirSync(data.folder).find((name) => name.startsWith('sessiondeck.restored-')) ?? '';
  const kept = new DatabaseSync(data.file(aside), { readOnly: true });
  expect(kept.prepare('SELECT count(*) AS entries FROM audit').get()).toEqual({ entries: 2 });
  kept.close();
});

test('a copy with entries that the store lost is not written over by later starts', async () => {
  await data.leaveTwo();
  const before = readFileSync(data.copy);
  rmSync(data.store);
  await add(await data.start(), 'new');
  await data.start();
  expect(readFileSync(data.copy).equals(before)).toBe(true);
});

test('a connection that was removed since the copy does not come back', async () => {
  await data.leaveTwo();
  const old = readFileSync(data.copy);
  const bridge = await data.start();
  const [first] = await bridge('connections.list', {});
  await bridge('connections.remove', { connectionId: first?.id ?? '' });
  const next = await data.start();
  // After the start, which has written it anew.
  writeFileSync(data.copy, old);
  expect(await next('data.read', {})).toMatchObject({ loss: null, obstacle: 'nothing-to-add' });
  expect(await namesIn(next)).toEqual(['two']);
});

test('a copy that cannot be read is told as such, and restores nothing', async () => {
  await data.leaveTwo();
  rmSync(data.store);
  const bridge = await data.start();
  // After the start, which would have replaced it.
  writeFileSync(data.copy, randomBytes(8192));
  expect(await bridge('data.read', {})).toMatchObject({ loss: 'emptied', obstacle: 'copy-unreadable' });
  expect(await failureOf(bridge('data.restore', {}))).toMatchObject({ code: 'invalid' });
  expect(await namesIn(bridge)).toEqual([]);
});

test('nothing is restored while another Sessiondeck has the folder', async () => {
  await data.leaveTwo();
  rmSync(data.store);
  await data.start();
  const second = data.beside();
  expect(await second('data.read', {})).toMatchObject({ loss: 'emptied', obstacle: 'not-ours' });
  expect(await failureOf(second('data.restore', {}))).toMatchObject({
    code: 'invalid',
    got: expect.stringMatching(/another Sessiondeck/) as string,
  });
});

test('a damaged database is refused with the way back, which moves it aside and brings the copy', async () => {
  await data.leaveTwo();
  const garbage = randomBytes(16_384);
  writeFileSync(data.store, garbage);
  expect(() => data.beside()).toThrow(/is damaged.*start Sessiondeck with --restore: .*last-good\.db/);
  const lock = folderLock(data.folder);
  expect(lock.take()).toBeNull();
  expect(() => restoreDamaged(data.folder, 0)).toThrow(/another Sessiondeck/);
  lock.release();
  const aside = restoreDamaged(data.folder, 0);
  expect(aside).toBe(data.file('damaged-1970-01-01T00-00-00-000Z'));
  expect(readFileSync(join(aside, 'sessiondeck.db')).equals(garbage)).toBe(true);
  const bridge = await data.start();
  expect(await namesIn(bridge)).toEqual(['one', 'two']);
  expect(await bridge('audit.verify', {})).toMatchObject({ state: 'whole', entries: 2 });
  await data.stop();
  expect(() => restoreDamaged(data.folder, 0)).toThrow(/is not damaged/);
});

test('a damaged database without a copy is not touched', async () => {
  await data.leaveTwo();
  rmSync(data.copy);
  writeFileSync(data.store, randomBytes(16_384));
  expect(() => data.beside()).toThrow(/is damaged(?!.*--restore)/);
  expect(() => restoreDamaged(data.folder, 0)).toThrow(/no copy to restore/);
  expect(existsSync(data.store)).toBe(true);
});
