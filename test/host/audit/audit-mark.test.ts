import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keyItem } from '../../../electron/host/audit/key.ts';
import { markItem } from '../../../electron/host/audit/mark.ts';
import {
  closeLog,
  entry,
  headOf,
  openLog,
  rewrite,
  rows,
  tamper,
  type TestLog,
  verdict,
  whole,
} from '../../support/data/audit.ts';
import { entries, MarkedLog, markOf } from '../../support/data/marked-log.ts';

// Somebody can write to the data folder, and has kept older copies of it, but has not the keychain.

let marked: MarkedLog;
beforeEach(async () => {
  marked = await MarkedLog.open();
});
afterEach(() => marked.close());

const bad = (flaw: string, seq: number | null, left: number) => ({ state: 'bad', entries: left, flaw, seq });

/** A copy of the whole data folder, as it is now. */
function copyFolder({ folder, db }: TestLog): string {
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const copy = marked.newFolder();
  cpSync(folder, copy, { recursive: true });
  return copy;
}

const putBack = (copy: string) => (folder: string) => {
  rmSync(folder, { recursive: true });
  cpSync(copy, folder, { recursive: true });
};

describe('a log that was emptied is found', () => {
  test('when its rows are deleted and its head is removed', async () => {
    tamper(marked.log, (raw) => raw.exec('DELETE FROM audit'));
    rmSync(headOf(marked.log));
    expect(await verdict(marked.log)).toEqual(bad('emptied', null, 0));
  });

  test.each(['sessiondeck.db', ''])('when %j is deleted with its head', async (name) => {
    await marked.whileClosed((folder) => {
      for (const file of name ? [name, `${name}-wal`, `${name}-shm`, 'audit-head.json'] : [''])
        rmSync(join(folder, file), { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
    });
    expect(await verdict(marked.log)).toEqual(bad('emptied', null, 0));
    // Also once it goes on.
    await marked.record(entries + 2);
    expect(await verdict(marked.log)).toMatchObject({ state: 'bad', entries: entries + 2 });
  });

  test('when an earlier version wrote it, which kept no mark', async () => {
    await marked.log.keys.remove(markItem(marked.log.folder));
    await marked.whileClosed((folder) => {
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
    });
    expect(await verdict(marked.log)).toEqual(bad('emptied', null, 0));
  });

  test('and a new one is whole, also after a crash before its first entry', async () => {
    const fresh = openLog({ folder: marked.newFolder() });
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
    const copy = copyFolder(marked.log);
    await marked.record(lost);
    await marked.whileClosed(putBack(copy));
    expect(await verdict(marked.log)).toEqual(bad('rolled-back', entries + 1, entries));
    // It stays found when the log goes on, however long it becomes.
    await marked.record(lost + 3);
    expect(await verdict(marked.log)).toEqual(bad('altered', entries + lost, entries + lost + 3));
    await marked.whileClosed(() => undefined);
    expect(await verdict(marked.log)).toMatchObject({ state: 'bad' });
  });

  test('and one that is put back with nothing lost is whole', async () => {
    const copy = copyFolder(marked.log);
    await marked.whileClosed(putBack(copy));
    await marked.record(2);
    expect(await verdict(marked.log)).toEqual(whole(entries + 2));
  });

  test('when what is put back was written before there were marks', async () => {
    await marked.log.keys.remove(markItem(marked.log.folder));
    const old = copyFolder(marked.log);
    await marked.record(2);
    await marked.whileClosed(putBack(old));
    expect(await verdict(marked.log)).toEqual(bad('rolled-back', entries + 1, entries));
  });
});

describe('a forged last entry', () => {
  const forge = (raw: Parameters<Parameters<typeof tamper>[1]>[0], outcome: string) => {
    const list = rows(raw);
    rewrite(raw, [...list, { ...list[0], outcome }]);
  };

  test('is found', async () => {
    tamper(marked.log, (raw) => forge(raw, 'forged'));
    expect(await verdict(marked.log)).toEqual(bad('head-behind', entries + 1, entries + 1));
    await marked.record(1);
    expect(await verdict(marked.log)).toMatchObject({ state: 'bad' });
  });

  test('is found when it stands in the place of an entry that a crash kept from being written', async () => {
    await marked.log.keys.write(markItem(marked.log.folder), `${entries + 1} ${'b'.repeat(64)} announced`);
    expect(await verdict(marked.log)).toEqual(whole(entries));
    tamper(marked.log, (raw) => forge(raw, 'forged'));
    expect(await verdict(marked.log)).toEqual(bad('head-behind', entries + 1, entries + 1));
  });

  test('is not what a crash leaves between the entry and its head', async () => {
    const before = readFileSync(headOf(marked.log));
    await marked.record(1);
    await marked.whileClosed(() => writeFileSync(headOf(marked.log), before));
    expect(await verdict(marked.log)).toEqual(whole(entries + 1));
    // Nor is it after a second crash, with the next entry's mark written.
    await marked.whileClosed(() => writeFileSync(headOf(marked.log), before));
    await marked.log.keys.write(
      markItem(marked.log.folder),
      (await markOf(marked.log))?.replace('written', 'announced') ?? '',
    );
    expect(await verdict(marked.log)).toEqual(whole(entries + 1));
    await marked.record(1);
    expect(await verdict(marked.log)).toEqual(whole(entries + 2));
  });
});
