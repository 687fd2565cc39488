import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keyItem } from '../../../electron/host/audit/key.ts';
import { markItem } from '../../../electron/host/audit/mark.ts';
import { KeyError, type KeyStore } from '../../../electron/host/keys/keys.ts';
import {
  closeLog,
  entry,
  filled,
  headOf,
  openLog,
  tamper,
  unanchored,
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
const markOf = ({ keys, folder }: TestLog) => keys.read(markItem(folder));

/** Ends Sessiondeck, has somebody work on its folder, and starts it again. */
async function whileClosed(work: (folder: string) => void): Promise<void> {
  await log.audit.close();
  closeLog(log);
  work(log.folder);
  log = openLog(log);
}

async function record(count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) await log.audit.record(entry(number));
}

test('a crash between a mark and its entry leaves the log whole, and it goes on', async () => {
  await log.keys.write(markItem(log.folder), `${entries + 1} ${'c'.repeat(64)} announced`);
  expect(await verdict(log)).toEqual(whole(entries));
  await whileClosed(() => undefined);
  await record(1);
  expect(await verdict(log)).toEqual(whole(entries + 1));
});

/** Keys that refuse marks while told to, as a keychain does that was locked after the start. */
function unmarking(keys: KeyStore) {
  const state = { refuses: true };
  const store: KeyStore = {
    ...keys,
    async write(id, value) {
      if (state.refuses && id.startsWith('audit-tail-')) throw new KeyError('locked', 'saving the key');
      await keys.write(id, value);
    },
  };
  return { store, state };
}

describe('a keychain that takes no mark', () => {
  let state: { refuses: boolean };

  beforeEach(async () => {
    const keys = unmarking(log.keys);
    state = keys.state;
    await log.audit.close();
    closeLog(log);
    log = openLog({ folder: log.folder, keys: keys.store });
    await record(3);
  });

  test('does not stop the log, which says that its end cannot be proved until it takes one again', async () => {
    expect(await verdict(log)).toEqual(unanchored(entries + 3));
    state.refuses = false;
    await record(1);
    expect(await verdict(log)).toEqual(whole(entries + 4));
  });

  test('leaves no crash that looks like a forgery', async () => {
    const before = readFileSync(headOf(log));
    await record(1);
    await whileClosed(() => writeFileSync(headOf(log), before));
    expect(await verdict(log)).toEqual(unanchored(entries + 4));
  });

  test('still tells of a log that is older than its last mark', async () => {
    tamper(log, (raw) => raw.exec(`DELETE FROM audit WHERE seq >= ${entries}`));
    expect(await verdict(log)).toMatchObject({ state: 'bad' });
  });
});

test('a keychain that does not answer holds an entry up for a second, and no later one', async () => {
  vi.useFakeTimers();
  try {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const { folder, keys } = log;
    const slow: KeyStore = {
      ...keys,
      async write(id, value) {
        await promise;
        await keys.write(id, value);
      },
    };
    closeLog(log);
    log = openLog({ folder, keys: slow });
    let recorded = 0;
    const recording = Promise.all(
      [1, 2, 3].map((number) => log.audit.record(entry(number)).then(() => (recorded += 1))),
    );
    await vi.advanceTimersByTimeAsync(999);
    expect(recorded).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    await recording;
    expect(await verdict(log)).toEqual(unanchored(entries + 3));
    resolve(undefined);
    await vi.advanceTimersByTimeAsync(1);
    await log.audit.record(entry(4));
    expect(await verdict(log)).toEqual(whole(entries + 4));
  } finally {
    vi.useRealTimers();
  }
});

test('two logs on one folder take turns, and the log is whole', async () => {
  const other = openLog({ folder: log.folder, keys: log.keys });
  for (let round = 0; round < 3; round += 1)
    await Promise.all([log.audit.record(entry(round)), other.audit.record(entry(round))]);
  await Promise.all([log.audit.record(entry(9)), log.audit.record(entry(10)), other.audit.record(entry(11))]);
  await log.audit.record(entry(12));
  expect(await verdict(log)).toEqual(whole(entries + 10));
  await other.audit.close();
  closeLog(other);
});

test('the mark holds no secret and no word of an entry', async () => {
  const text = (await markOf(log)) ?? '';
  expect(text).toMatch(/^4 [0-9a-f]{64} written$/);
  const key = (await log.keys.read(keyItem(log.folder))) ?? '';
  for (const form of [key, Buffer.from(key, 'base64').toString('hex')]) expect(text).not.toContain(form);
});
