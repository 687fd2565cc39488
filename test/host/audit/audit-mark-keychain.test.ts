import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keyItem } from '../../../electron/host/audit/key.ts';
import { markItem } from '../../../electron/host/audit/mark.ts';
import { KeyError, type KeyStore } from '../../../electron/host/keys/keys.ts';
import {
  closeLog,
  entry,
  headOf,
  openLog,
  tamper,
  unanchored,
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

test('a crash between a mark and its entry leaves the log whole, and it goes on', async () => {
  await marked.log.keys.write(markItem(marked.log.folder), `${entries + 1} ${'c'.repeat(64)} announced`);
  expect(await verdict(marked.log)).toEqual(whole(entries));
  await marked.whileClosed(() => undefined);
  await marked.record(1);
  expect(await verdict(marked.log)).toEqual(whole(entries + 1));
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
    const keys = unmarking(marked.log.keys);
    state = keys.state;
    await marked.log.audit.close();
    closeLog(marked.log);
    marked.log = openLog({ folder: marked.log.folder, keys: keys.store });
    await marked.record(3);
  });

  test('does not stop the log, which says that its end cannot be proved until it takes one again', async () => {
    expect(await verdict(marked.log)).toEqual(unanchored(entries + 3));
    state.refuses = false;
    await marked.record(1);
    expect(await verdict(marked.log)).toEqual(whole(entries + 4));
  });

  test('leaves no crash that looks like a forgery', async () => {
    const before = readFileSync(headOf(marked.log));
    await marked.record(1);
    await marked.whileClosed(() => writeFileSync(headOf(marked.log), before));
    expect(await verdict(marked.log)).toEqual(unanchored(entries + 4));
  });

  test('still tells of a log that is older than its last mark', async () => {
    tamper(marked.log, (raw) => raw.exec(`DELETE FROM audit WHERE seq >= ${entries}`));
    expect(await verdict(marked.log)).toMatchObject({ state: 'bad' });
  });
});

test('a keychain that does not answer holds an entry up for a second, and no later one', async () => {
  vi.useFakeTimers();
  try {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const { folder, keys } = marked.log;
    const slow: KeyStore = {
      ...keys,
      async write(id, value) {
        await promise;
        await keys.write(id, value);
      },
    };
    closeLog(marked.log);
    marked.log = openLog({ folder, keys: slow });
    let recorded = 0;
    const recording = Promise.all(
      [1, 2, 3].map((number) => marked.log.audit.record(entry(number)).then(() => (recorded += 1))),
    );
    await vi.advanceTimersByTimeAsync(999);
    expect(recorded).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    await recording;
    expect(await verdict(marked.log)).toEqual(unanchored(entries + 3));
    resolve(undefined);
    await vi.advanceTimersByTimeAsync(1);
    await marked.log.audit.record(entry(4));
    expect(await verdict(marked.log)).toEqual(whole(entries + 4));
  } finally {
    vi.useRealTimers();
  }
});

test('two logs on one folder take turns, and the log is whole', async () => {
  const other = openLog({ folder: marked.log.folder, keys: marked.log.keys });
  for (let round = 0; round < 3; round += 1)
    await Promise.all([marked.log.audit.record(entry(round)), other.audit.record(entry(round))]);
  await Promise.all([
    marked.log.audit.record(entry(9)),
    marked.log.audit.record(entry(10)),
    other.audit.record(entry(11)),
  ]);
  await marked.log.audit.record(entry(12));
  expect(await verdict(marked.log)).toEqual(whole(entries + 10));
  await other.audit.close();
  closeLog(other);
});

test('the mark holds no secret and no word of an entry', async () => {
  const text = (await markOf(marked.log)) ?? '';
  expect(text).toMatch(/^4 [0-9a-f]{64} written$/);
  const key = (await marked.log.keys.read(keyItem(marked.log.folder))) ?? '';
  for (const form of [key, Buffer.from(key, 'base64').toString('hex')]) expect(text).not.toContain(form);
});
