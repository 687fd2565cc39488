import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keyItem } from '../../../electron/host/audit/key.ts';
import { markItem } from '../../../electron/host/audit/mark.ts';
import {
  closeLog,
  entry,
  filled,
  headOf,
  openLog,
  rewrite,
  rows,
  tamper,
  verdict,
  whole,
  type TestLog,
} from '../../support/audit.ts';
import { newFolder } from '../../support/host.ts';

// Somebody can write to the data folder, and has kept older copies of it, but has not the keychain.

const entries = 4;
const folders: string[] = [];
let log: TestLog;

beforeEach(async () => {
  log = await filled(entries, { folder: made() });
  await log.audit.close();
  // The control of every claim below: the log is whole before anybody has been at it.
  expect(await verdict(log)).toEqual(whole(entries));
});
afterEach(async () => {
  await log.audit.close();
  closeLog(log);
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function made(): string {
  const folder = newFolder();
  folders.push(folder);
  return folder;
}

const bad = (flaw: string, seq: number | null, left: number) => ({ state: 'bad', entries: left, flaw, seq });
const markOf = ({ keys, folder }: TestLog) => keys.read(markItem(folder));

/** A copy of the whole data folder, as it is now. */
function copyFolder({ folder, db }: TestLog): string {
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const copy = made();
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** Ends Sessiondeck, has somebody work on its folder, and starts it again. */
async function whileClosed(work: (folder: string) => void): Promise<void> {
  await log.audit.close();
  closeLog(log);
  work(log.folder);
  log = openLog(log);
}

const putBack = (copy: string) => (folder: string) => {
  rmSync(folder, { recursive: true });
  cpSync(copy, folder, { recursive: true });
};

async function record(count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) await log.audit.record(entry(number));
}

describe('a log that was emptied is found', () => {
  test('when its rows are deleted and its head is removed', async () => {
    tamper(log, (raw) => raw.exec('DELETE FROM audit'));
    rmSync(headOf(log));
    expect(await verdict(log)).toEqual(bad('emptied', null, 0));
  });

  test.each(['sessiondeck.db', ''])('when %j is deleted with its head', async (name) => {
    await whileClosed((folder) => {
      for (const file of name ? [name, `${name}-wal`, `${name}-shm`, 'audit-head.json'] : [''])
        rmSync(join(folder, file), { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
    });
    expect(await verdict(log)).toEqual(bad('emptied', null, 0));
    // Also once it goes on.
    await record(entries + 2);
    expect(await verdict(log)).toMatchObject({ state: 'bad', entries: entries + 2 });
  });

  test('when an earlier version wrote it, which kept no mark', async () => {
    await log.keys.remove(markItem(log.folder));
    await whileClosed((folder) => {
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
    });
    expect(await verdict(log)).toEqual(bad('emptied', null, 0));
  });

  test('and a new one is whole, also after a crash before its first entry', async () => {
    const fresh = openLog({ folder: made() });
    expect(await verdict(fresh)).toEqual(whole(0));
    await fresh.keys.write(markItem(fresh.folder), `1 ${'a'.repeat(64)} announced`);
    await fresh.keys.write(keyItem(fresh.folder), Buffer.alloc(32, 1).toString('base64'));
    expect(await verdict(fresh)).toEqual(whole(0));
    await fresh.audit.record(entry(1));
    expect(await verdict(fresh)).toEqual(whole(1));
    closeLog(fresh);
  });
});

describe('a log that was put back together with its head is found', () => {
  test.each([1, 2, 5])('when %i entries are lost by it', async (lost) => {
    const copy = copyFolder(log);
    await record(lost);
    await whileClosed(putBack(copy));
    expect(await verdict(log)).toEqual(bad('rolled-back', entries + 1, entries));
    // It stays found when the log goes on, however long it becomes.
    await record(lost + 3);
    expect(await verdict(log)).toEqual(bad('altered', entries + lost, entries + lost + 3));
    await whileClosed(() => undefined);
    expect(await verdict(log)).toMatchObject({ state: 'bad' });
  });

  test('and one that is put back with nothing lost is whole', async () => {
    const copy = copyFolder(log);
    await whileClosed(putBack(copy));
    await record(2);
    expect(await verdict(log)).toEqual(whole(entries + 2));
  });

  test('when what is put back was written before there were marks', async () => {
    await log.keys.remove(markItem(log.folder));
    const old = copyFolder(log);
    await record(2);
    await whileClosed(putBack(old));
    expect(await verdict(log)).toEqual(bad('rolled-back', entries + 1, entries));
  });
});

describe('a forged last entry', () => {
  const forge = (raw: Parameters<Parameters<typeof tamper>[1]>[0], outcome: string) => {
    const list = rows(raw);
    rewrite(raw, [...list, { ...list[0], outcome }]);
  };

  test('is found', async () => {
    tamper(log, (raw) => forge(raw, 'forged'));
    expect(await verdict(log)).toEqual(bad('head-behind', entries + 1, entries + 1));
    await record(1);
    expect(await verdict(log)).toMatchObject({ state: 'bad' });
  });

  test('is found when it stands in the place of an entry that a crash kept from being written', async () => {
    await log.keys.write(markItem(log.folder), `${entries + 1} ${'b'.repeat(64)} announced`);
    expect(await verdict(log)).toEqual(whole(entries));
    tamper(log, (raw) => forge(raw, 'forged'));
    expect(await verdict(log)).toEqual(bad('head-behind', entries + 1, entries + 1));
  });

  test('is not what a crash leaves between the entry and its head', async () => {
    const before = readFileSync(headOf(log));
    await record(1);
    await whileClosed(() => writeFileSync(headOf(log), before));
    expect(await verdict(log)).toEqual(whole(entries + 1));
    // Nor is it after a second crash, with the next entry's mark written.
    await whileClosed(() => writeFileSync(headOf(log), before));
    await log.keys.write(markItem(log.folder), (await markOf(log))?.replace('written', 'announced') ?? '');
    expect(await verdict(log)).toEqual(whole(entries + 1));
    await record(1);
    expect(await verdict(log)).toEqual(whole(entries + 2));
  });
});
