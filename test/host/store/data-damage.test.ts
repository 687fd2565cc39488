import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StoreError } from '../../../electron/host/store/open.ts';
import { add, DataFolder, namesIn } from '../../support/data/data-folder.ts';
import { newFolder } from '../../support/host.ts';

// Each file of a data folder, damaged in each way: either nothing is lost, or the start says what is wrong.

let data: DataFolder;
/** The folder as it was one connection earlier. */
let earlier: string;
beforeEach(async () => {
  data = new DataFolder();
  await data.leaveTwo();
  earlier = newFolder();
  fs.cpSync(data.folder, earlier, { recursive: true });
});
afterEach(() => data.close());

/** Adds a third connection; `killed`: as a crash leaves the folder, with entries in the write-ahead log only. */
async function leaveThree(killed: boolean): Promise<void> {
  const bridge = await data.start();
  await add(bridge, 'three');
  const cut = newFolder();
  fs.cpSync(data.folder, cut, { recursive: true });
  await data.stop();
  if (!killed) return;
  for (const name of fs.readdirSync(data.folder)) fs.rmSync(data.file(name));
  fs.cpSync(cut, data.folder, { recursive: true });
}

const damages: Record<string, (path: string) => void> = {
  deleted: (path) => fs.rmSync(path),
  emptied: (path) => fs.truncateSync(path, 0),
  'cut in half': (path) => fs.truncateSync(path, fs.statSync(path).size >> 1),
  garbage: (path) => fs.writeFileSync(path, randomBytes(Math.max(100, fs.statSync(path).size))),
  'garbage at its beginning'(path) {
    const fd = fs.openSync(path, 'r+');
    fs.writeSync(fd, randomBytes(64), 0, 64, 0);
    fs.closeSync(fd);
  },
  'a folder'(path) {
    fs.rmSync(path);
    fs.mkdirSync(path);
  },
  'put back'(path) {
    fs.rmSync(path);
    const before = join(earlier, path.slice(data.folder.length));
    if (fs.existsSync(before)) fs.cpSync(before, path);
  },
  'a link to itself elsewhere'(path) {
    const elsewhere = join(newFolder(), 'moved');
    fs.renameSync(path, elsewhere);
    fs.symlinkSync(elsewhere, path);
  },
  'a link to nothing'(path) {
    fs.rmSync(path);
    fs.symlinkSync('/nowhere/at/all', path);
  },
  ...(process.geteuid?.() === 0 ? {} : { unreadable: (path: string) => fs.chmodSync(path, 0) }),
};

/** Starts on the folder. Null: nothing is lost, and nothing is told. Otherwise what the start says, in a word or a sentence. */
async function told(): Promise<string | null> {
  try {
    const bridge = await data.start();
    const { loss, flaw, copyProblem, lockProblem } = await bridge('data.read', {});
    const said = loss ?? flaw ?? copyProblem ?? lockProblem;
    const isWhole =
      (await namesIn(bridge)).join() === 'one,two,three' &&
      (await bridge('audit.verify', {})).state === 'whole';
    // Nothing may be wrong that is not told.
    expect(said === null && !isWhole).toBe(false);
    return said;
  } catch (error) {
    expect(error).toBeInstanceOf(StoreError);
    return (error as StoreError).message;
  }
}

const database = 'sessiondeck.db';
const copy = 'sessiondeck.last-good.db';
const files = [database, copy, 'audit-head.json', 'sessiondeck.lock'];
const beside = [`${database}-wal`, `${database}-shm`];
const cases = [...files, ...beside].flatMap((name) =>
  Object.keys(damages).flatMap((damage) =>
    (name === database ? [false, true] : [true]).map((killed) => ({ name, damage, killed })),
  ),
);

test.each(cases)('$name, $damage (killed: $killed): nothing is lost, or it is told', async (one) => {
  await leaveThree(one.killed);
  damages[one.damage]?.(data.file(one.name));
  await told();
});

test.each([
  [database, 'a folder', `${database} is a folder`],
  [`${database}-wal`, 'a folder', `${database}-wal is a folder`],
  [`${database}-wal`, 'a link to nothing', `${database}-wal is a link`],
  [`${database}-shm`, 'a folder', `${database}-shm is a folder`],
  [`${database}-wal`, 'deleted', 'behind'],
  [database, 'emptied', 'emptied'],
  ['audit-head.json', 'deleted', 'head-missing'],
  ['audit-head.json', 'garbage', 'head-forged'],
  ['audit-head.json', 'a folder', 'head-unusable'],
  [copy, 'a folder', `${copy} cannot be used: it is a folder`],
  ['sessiondeck.lock', 'a folder', 'sessiondeck.lock is a folder'],
  ['sessiondeck.lock', 'a link to nothing', 'sessiondeck.lock is a link'],
])('%s, %s: what is said names it', async (name, damage, words) => {
  await leaveThree(true);
  damages[damage]?.(data.file(name));
  expect(await told()).toContain(words);
});

test('a folder that nothing happened to has nothing to tell', async () => {
  await leaveThree(true);
  expect(await told()).toBeNull();
});

test('a copy that is empty is written anew at the start', async () => {
  await leaveThree(false);
  fs.truncateSync(data.copy, 0);
  expect(await told()).toBeNull();
  expect(fs.statSync(data.copy).size).toBeGreaterThan(1000);
});

test('with a head that cannot be read, entries are still added, and the log never verifies as whole', async () => {
  await leaveThree(false);
  damages['a folder']?.(data.file('audit-head.json'));
  const bridge = await data.start();
  await add(bridge, 'four');
  expect(await bridge('audit.verify', {})).toMatchObject({ state: 'bad', flaw: 'head-unusable', entries: 4 });
});
