import { fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { headKey, keyItem } from '../../../electron/host/audit/key.ts';
import { KeyError, memoryKeys, type KeyStore } from '../../../electron/host/keys/keys.ts';
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
} from '../../support/data/audit.ts';
import { failureOf, newFolder } from '../../support/host.ts';
import { keep, mappedKeys, type Told } from '../../support/killable.ts';

describe('after a restart', () => {
  test('the log goes on, and is whole', async () => {
    const log = await filled(3);
    closeLog(log);
    const again = await filled(2, log);
    expect(await verdict(again)).toEqual(whole(5));
    closeLog(again);
  });

  test('of a log that was never closed, it is whole', async () => {
    const log = await filled(3);
    const again = openLog(log);
    expect(await verdict(again)).toEqual(whole(3));
    for (const open of [log, again]) closeLog(open);
  });

  test('from a crash between an entry and its head it is whole, and the next entry puts the head right', async () => {
    const log = await filled(2);
    const [head, kept] = [headOf(log), `${headOf(log)}.kept`];
    const crashAfter = async (entries: number) => {
      copyFileSync(head, kept);
      for (let number = 0; number < entries; number += 1) await log.audit.record(entry(number));
      copyFileSync(kept, head);
    };
    await crashAfter(1);
    expect(await verdict(log)).toEqual(whole(3));
    // Also when that entry comes to nothing: a second crash must not find the head two behind.
    log.db.exec('PRAGMA query_only = ON');
    await failureOf(log.audit.record(entry(4)));
    expect(JSON.parse(readFileSync(head, 'utf8'))).toMatchObject({ head: { seq: 3 } });
    log.db.exec('PRAGMA query_only = OFF');
    await log.audit.record(entry(4));
    expect(await verdict(log)).toEqual(whole(4));
    expect(JSON.parse(readFileSync(head, 'utf8'))).toMatchObject({ head: { seq: 4 } });
    // The control: two entries are more than a crash leaves.
    await crashAfter(2);
    expect(await verdict(log)).toEqual({ state: 'bad', entries: 6, flaw: 'head-behind', seq: 5 });
    closeLog(log);
  });

  test('killed while it records, it has every entry that it said was durable, and is whole', async () => {
    const folder = newFolder();
    const kept = new Map<string, string>();
    let durable = 0;
    for (const more of [1, 7, 2, 12, 3]) {
      const child = fork(join(import.meta.dirname, '../../support/programs/audit-program.ts'), [folder], {
        execArgv: [],
      });
      const until = durable + more;
      const { promise, resolve } = Promise.withResolvers<undefined>();
      child.on('message', (told: Told) => {
        keep(kept, told);
        if (told.kind === 'recorded') durable += 1;
        if (durable >= until) resolve(undefined);
      });
      child.send([...kept]);
      // What it said last still comes.
      const gone = Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
      await Promise.race([promise, gone]);
      expect(child.exitCode).toBeNull();
      child.kill('SIGKILL');
      await gone;
      const log = openLog({ folder, keys: mappedKeys(kept) });
      const { entries, state } = await verdict(log);
      expect(state).toBe('whole');
      expect(entries).toBeGreaterThanOrEqual(durable);
      closeLog(log);
    }
    expect(durable).toBeGreaterThan(5);
  });
});

describe('a keychain', () => {
  /** A keychain over these keys that can be locked, which looks as if it were empty. */
  const lockable = (keys: KeyStore) => {
    const state = { locked: false, refuses: false };
    const store: KeyStore = {
      ...keys,
      kind: 'keychain',
      async read(id) {
        if (state.refuses) throw new KeyError('locked', 'reading the key');
        return state.locked ? null : keys.read(id);
      },
    };
    return { store, state };
  };

  test.each(['locked', 'refuses'] as const)(
    'that is locked (%s) leaves the log unanchored and its key alone, and does not stop it',
    async (how) => {
      const inside = memoryKeys();
      const { store, state } = lockable(inside);
      const first = await filled(3, { keys: store });
      const key = await inside.read(keyItem(first.folder));
      closeLog(first);
      state[how] = true;
      const second = openLog(first);
      expect(await verdict(second)).toEqual(unanchored(3));
      for (const number of [4, 5, 6]) await second.audit.record(entry(number));
      expect(await verdict(second)).toEqual(unanchored(6));
      expect(await inside.read(keyItem(first.folder))).toBe(key);
      closeLog(second);
      state[how] = false;
      const third = openLog(first);
      expect(await verdict(third)).toEqual(unanchored(6));
      await third.audit.record(entry(7));
      expect(await verdict(third)).toEqual(unanchored(7));
      // What the key was there for is proved all the same.
      tamper(third, (raw) => {
        raw.exec('DELETE FROM audit WHERE seq > 2');
      });
      expect(await verdict(third)).toEqual({ state: 'bad', entries: 2, flaw: 'truncated', seq: 3 });
      closeLog(third);
    },
  );

  test('that locks itself while Sessiondeck runs does not matter', async () => {
    const { store, state } = lockable(memoryKeys());
    const log = await filled(1, { keys: store });
    state.refuses = true;
    await log.audit.record(entry(2));
    expect(await verdict(log)).toEqual(whole(2));
    closeLog(log);
  });

  test('that does not take a key leaves the log unanchored from its beginning', async () => {
    const { store } = lockable(memoryKeys());
    store.write = () => Promise.reject(new KeyError('denied', 'saving the key'));
    const log = await filled(2, { keys: store });
    expect(await verdict(log)).toEqual(unanchored(2));
    tamper(log, (raw) => {
      raw.exec('DELETE FROM audit WHERE seq = 2');
    });
    expect(await verdict(log)).toMatchObject({ state: 'bad', flaw: 'truncated', seq: 2 });
    closeLog(log);
  });

  test('that lasted until the restart leaves the log unanchored', async () => {
    const log = await filled(2);
    expect(await verdict(log)).toEqual(whole(2));
    closeLog(log);
    const again = await filled(1, { folder: log.folder });
    expect(await verdict(again)).toEqual(unanchored(3));
    closeLog(again);
  });

  test('that holds something else under the name of the key keeps it', async () => {
    const keys = memoryKeys();
    await keys.write(keyItem('here'), 'not a key');
    expect(await headKey(keys, 'here')(true)).toBeNull();
    expect(await keys.read(keyItem('here'))).toBe('not a key');
  });

  test('is given a key of printable ASCII, made once', async () => {
    const keys = memoryKeys();
    const key = await headKey(keys, 'here')(true);
    expect(await keys.read(keyItem('here'))).toMatch(/^[\x21-\x7e]{44}$/);
    expect(await headKey(keys, 'here')(true)).toEqual(key);
    expect(await headKey(memoryKeys(), 'here')(false)).toBeNull();
  });
});

// Windows has no modes.
test.skipIf(process.platform === 'win32')('the head is the person’s alone', async () => {
  const log = await filled(1);
  expect(statSync(headOf(log)).mode & 0o777).toBe(0o600);
  closeLog(log);
});
