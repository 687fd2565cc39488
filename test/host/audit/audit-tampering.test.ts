import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hashOf, type AuditRow } from '../../../electron/host/audit/chain.ts';
import { headFile } from '../../../electron/host/audit/head-file.ts';
import { moved } from '../../../electron/host/audit/head.ts';
import { keyItem } from '../../../electron/host/audit/key.ts';
import { auditTable } from '../../../electron/host/audit/table.ts';
import { chainFlaw } from '../../../electron/host/audit/verify.ts';
import {
  closeLog,
  entry,
  filled,
  headOf,
  inserting,
  openLog,
  rewrite,
  rows,
  seal,
  tamper,
  unanchored,
  verdict,
  whole,
  type TestLog,
} from '../../support/data/audit.ts';

// Somebody can write to the data folder, but has not the keychain.

const entries = 6;
const each = Array.from({ length: entries }, (_, index) => index + 1);
let log: TestLog;

beforeEach(async () => {
  log = await filled(entries);
  // The control of every claim below: the log is whole before anybody has been at it.
  expect(await verdict(log)).toEqual(whole(entries));
});
afterEach(() => {
  closeLog(log);
});

const bad = (flaw: string, seq: number | null, left = entries) => ({
  state: 'bad',
  entries: left,
  flaw,
  seq,
});
const at = (list: AuditRow[], seq: number): AuditRow => list[seq - 1] ?? {};
const head = () => JSON.parse(readFileSync(headOf(log), 'utf8')) as { head: object; loose: object | null };

describe('an entry', () => {
  const columns = [
    ...['at', 'actor', 'action', 'connection_id', 'connection_name', 'connection_kind'],
    ...['reason', 'outcome', 'details', 'previous', 'hash'],
  ];

  test.each(columns)('whose %s was changed is named, whichever entry it is', async (column) => {
    for (const seq of each) {
      const before = log.db.prepare(`SELECT ${column} AS value FROM audit WHERE seq = ?`).get(seq)?.['value'];
      const put = (value: unknown) => {
        const set = `UPDATE audit SET ${column} = ? WHERE seq = ?`;
        tamper(log, (raw) => raw.prepare(set).run(value as string, seq));
      };
      put(column === 'at' ? Number(before) + 1 : `${String(before)} `);
      expect(await verdict(log)).toEqual(bad('altered', seq));
      put(before);
      expect(await verdict(log)).toEqual(whole(entries));
    }
  });

  test('that was changed and given its hash anew no longer leads to the next', async () => {
    tamper(log, (raw) => {
      const row = { ...at(rows(raw), 3), outcome: 'nothing happened' };
      raw.prepare('UPDATE audit SET outcome = ?, hash = ? WHERE seq = 3').run(row.outcome, hashOf(row));
    });
    expect(await verdict(log)).toEqual(bad('broken-link', 4));
  });

  test.each(each.slice(0, -1))('that was deleted is missing: %i', async (seq) => {
    tamper(log, (raw) => raw.prepare('DELETE FROM audit WHERE seq = ?').run(seq));
    expect(await verdict(log)).toEqual(bad('missing', seq, entries - 1));
  });

  // It has a hash of its own, and so shows at the next.
  test.each(each)('that was put in before %i is named', async (seq) => {
    tamper(log, (raw) => {
      const forged = { ...at(rows(raw), seq), outcome: 'forged' };
      raw.exec(
        `UPDATE audit SET seq = -seq - 1 WHERE seq >= ${seq}; UPDATE audit SET seq = -seq WHERE seq < 0`,
      );
      inserting(raw)({ ...forged, hash: hashOf(forged) });
    });
    expect(await verdict(log)).toMatchObject({ state: 'bad', entries: entries + 1, seq: seq + 1 });
  });

  test('that was put in front of the first is named', async () => {
    tamper(log, (raw) => {
      inserting(raw)({ ...at(rows(raw), 1), seq: 0 });
    });
    expect(await verdict(log)).toEqual(bad('broken-link', 0, entries + 1));
  });

  test.each(each.slice(0, -1))('that changed places with the next is named: %i', async (seq) => {
    tamper(log, (raw) =>
      raw.exec(`UPDATE audit SET seq = -1 WHERE seq = ${seq}; UPDATE audit SET seq = ${seq} WHERE seq = ${seq + 1};
                UPDATE audit SET seq = ${seq + 1} WHERE seq = -1`),
    );
    expect(await verdict(log)).toEqual(bad('altered', seq));
  });

  test('with a number that is none of JavaScript’s is named, not stumbled over', async () => {
    tamper(log, (raw) => raw.exec('UPDATE audit SET at = 9223372036854775807 WHERE seq = 2'));
    expect(await verdict(log)).toEqual(bad('altered', 2));
  });

  test('whose seq is none of JavaScript’s leaves its place empty', async () => {
    tamper(log, (raw) => raw.exec('UPDATE audit SET seq = 9223372036854775807 WHERE seq = 6'));
    expect(await verdict(log)).toEqual(bad('missing', 6));
  });
});

describe('the end', () => {
  test.each(each)('that was cut off is found, with the first entry that is missing: %i', async (seq) => {
    tamper(log, (raw) => raw.prepare('DELETE FROM audit WHERE seq >= ?').run(seq));
    expect(await verdict(log)).toEqual(bad('truncated', seq, seq - 1));
    // The chain itself shows nothing of it.
    expect(await chainFlaw(auditTable(log.db), entries)).toBeNull();
  });

  test('that was cut off is still found once the log has gone on and is longer than before', async () => {
    tamper(log, (raw) => raw.exec('DELETE FROM audit WHERE seq > 3'));
    for (const number of each) await log.audit.record(entry(number));
    expect(await verdict(log)).toEqual(bad('altered', 6, 9));
  });

  test('of a chain that was made anew as a whole is not the one that the head was signed for', async () => {
    tamper(log, (raw) => {
      rewrite(
        raw,
        rows(raw).map((row) => ({ ...row, actor: 'somebody else' })),
      );
    });
    expect(await chainFlaw(auditTable(log.db), entries)).toBeNull();
    expect(await verdict(log)).toEqual(bad('altered', entries));
  });

  test.each([1, 2, 3])('to which %i entries were added is found', async (more) => {
    tamper(log, (raw) => {
      const list = rows(raw);
      rewrite(raw, [...list, ...Array.from({ length: more }, () => ({ ...at(list, 1), outcome: 'forged' }))]);
    });
    expect(await verdict(log)).toEqual(bad('head-behind', entries + 1, entries + more));
  });
});

describe('the head', () => {
  const lie = (change: (heads: ReturnType<typeof head>) => object) => {
    writeFileSync(headOf(log), JSON.stringify(change(head())));
  };

  test('holds for the last entry, is the person’s alone, and holds no key', async () => {
    const key = (await log.keys.read(keyItem(log.folder))) ?? '';
    expect(Buffer.from(key, 'base64')).toHaveLength(32);
    const text = readFileSync(headOf(log), 'utf8');
    expect(head()).toMatchObject({ head: { seq: entries, gap: false }, loose: null });
    for (const form of [key, Buffer.from(key, 'base64').toString('hex')]) expect(text).not.toContain(form);
  });

  test('that was made for a cut chain with another key is forged', async () => {
    const table = auditTable(log.db);
    const forger = Buffer.alloc(32, 7);
    tamper(log, (raw) => raw.exec('DELETE FROM audit WHERE seq > 4'));
    headFile(log.folder).prepare(moved('none', forger, table.last(), true))();
    expect(await verdict(log)).toEqual(bad('head-forged', null, 4));
    // With the key of the keychain and its mark, the same head would have been believed.
    await seal(log);
    expect(await verdict(log)).toEqual(whole(4));
  });

  test.each([
    ['seq', { seq: 5 }],
    ['hash', { hash: 'a'.repeat(64) }],
    ['gap', { gap: true }],
    ['mac', { mac: 'b'.repeat(64) }],
  ])('whose %s was changed is forged', async (_, change) => {
    lie((heads) => ({ ...heads, head: { ...heads.head, ...change } }));
    expect(await verdict(log)).toEqual(bad('head-forged', null));
  });

  test.each(['', '{}', 'null', '{"head":', '{"head":null}'])('that reads %j is forged', async (text) => {
    writeFileSync(headOf(log), text);
    expect(await verdict(log)).toEqual(bad('head-forged', null));
  });

  test('that is gone is missed, and is not made anew by the next entry', async () => {
    rmSync(headOf(log));
    expect(await verdict(log)).toEqual(bad('head-missing', null));
    await log.audit.record(entry(7));
    expect(await verdict(log)).toEqual(bad('head-missing', null, 7));
  });

  test('that gives way to an unsigned one is missed', async () => {
    const { hash } = auditTable(log.db).last();
    lie(() => ({ head: null, loose: { seq: entries, hash } }));
    expect(await verdict(log)).toEqual(bad('head-missing', null));
  });

  test('beside which an unsigned one was put is never `whole` again, also not when the log goes on', async () => {
    tamper(log, (raw) => {
      const list = rows(raw);
      rewrite(raw, [...list, at(list, 1), at(list, 2)]);
    });
    lie((heads) => ({ ...heads, loose: auditTable(log.db).last() }));
    expect(await verdict(log)).toEqual(unanchored(entries + 2));
    await log.audit.record(entry(9));
    expect(await verdict(log)).toEqual(unanchored(entries + 3));
    closeLog(log);
    log = openLog(log);
    expect(await verdict(log)).toEqual(unanchored(entries + 3));
  });
});

test('one changed entry among 100,000 is named', async () => {
  const long = await filled(1);
  const [first = {}] = rows(long.db);
  const others = Array.from({ length: 99_999 }, (_, index) => ({ ...first, outcome: `ended ${index}` }));
  tamper(long, (raw) => {
    rewrite(raw, [first, ...others]);
  });
  await seal(long);
  expect(await verdict(long)).toEqual(whole(100_000));
  tamper(long, (raw) => {
    raw.exec("UPDATE audit SET reason = 'none' WHERE seq = 77777");
  });
  expect(await verdict(long)).toEqual(bad('altered', 77_777, 100_000));
  closeLog(long);
});
