import { mkdirSync, rmdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { describe, expect, test } from 'vitest';
import {
  closeLog,
  connection,
  entry,
  filled,
  headOf,
  openLog,
  rows,
  tamper,
  verdict,
  whole,
  type TestLog,
} from '../../support/data/audit.ts';
import { failureOf } from '../../support/host.ts';

const any = { text: '', action: null, connectionId: null };
const seqs = (
  log: TestLog,
  filter: Partial<typeof any> | object,
  before: number | null = null,
  limit = 100,
) => log.audit.list({ ...any, ...filter }, before, limit).entries.map(({ seq }) => seq);

describe('an entry', () => {
  test('says who, when, on which connection, why and with what outcome', async () => {
    const before = Date.now();
    const log = await filled(1);
    const { entries, matching, total } = log.audit.list(any, null, 10);
    expect({ matching, total }).toEqual({ matching: 1, total: 1 });
    const [{ at, hash, ...rest } = { at: 0, hash: '' }] = entries;
    expect(rest).toEqual({
      ...{ seq: 1, actor: userInfo().username, action: 'revocation.finished' },
      ...{ connectionId: 'c1', connectionName: 'Grün', connectionKind: 'production' },
      ...{ reason: 'stolen laptop', outcome: 'ended 1 of 1' },
      details: { scope: 'selected', sessions: ['sess_1'] },
    });
    expect(at).toBeGreaterThanOrEqual(before);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    closeLog(log);
  });

  test('of no connection, reason or details is one all the same', async () => {
    const log = openLog();
    await log.audit.record({ action: 'changes.ended', connection: null, outcome: 'ended' });
    expect(log.audit.list(any, null, 1).entries).toMatchObject([
      { connectionId: '', reason: '', details: {} },
    ]);
    closeLog(log);
  });

  test.each([
    ['half a surrogate pair', 'a\ud83d'],
    ['a NUL', 'a\0b'],
    ['quotes and brackets', '"],["'],
    ['other scripts', 'Übergrößen 🔑 نص'],
  ])('with %s in it does not look altered later', async (_, text) => {
    const log = openLog();
    const odd = {
      reason: text,
      outcome: text,
      details: { [text]: text },
      connection: { ...connection, name: text },
    };
    await log.audit.record(entry(1, odd));
    expect(await verdict(log)).toEqual(whole(1));
    expect(log.audit.list(any, null, 1).entries).toMatchObject([
      { outcome: text.toWellFormed().replace('\0', '\ufffd') },
    ]);
    closeLog(log);
  });

  test('is announced once it is durable, and not when it is not', async () => {
    const log = await filled(2);
    expect(log.changes).toBe(2);
    log.db.exec('PRAGMA query_only = ON');
    await failureOf(log.audit.record(entry(3)));
    expect(log.changes).toBe(2);
    closeLog(log);
  });

  test('has its place by the order of the calls, however many there are at once', async () => {
    const log = openLog();
    await Promise.all(Array.from({ length: 50 }, (_, index) => log.audit.record(entry(index + 1))));
    const outcomes = rows(log.db).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(outcomes.map((_, index) => `ended ${index + 1} of ${index + 1}`));
    expect(await verdict(log)).toEqual(whole(50));
    closeLog(log);
  });

  test('of two Sessiondecks on one store goes into one chain', async () => {
    const log = await filled(1);
    const other = openLog(log);
    for (let round = 0; round < 10; round += 1) {
      await Promise.all([log.audit.record(entry(round)), other.audit.record(entry(round))]);
    }
    expect(await verdict(other)).toEqual(whole(21));
    expect(await verdict(log)).toEqual(whole(21));
    closeLog(log);
    closeLog(other);
  });
});

describe('the list', () => {
  test('is newest first, and goes on before an entry', async () => {
    const log = await filled(5);
    expect(seqs(log, {}, null, 2)).toEqual([5, 4]);
    expect(seqs(log, {}, 4, 2)).toEqual([3, 2]);
    expect(log.audit.list({ ...any, text: 'ended 5' }, null, 1)).toMatchObject({ matching: 1, total: 5 });
    closeLog(log);
  });

  test('finds a text in either case, in each of the fields, and signs as they are', async () => {
    const log = openLog();
    const { audit } = log;
    await audit.record(entry(1, { reason: 'Gerät VERLOREN', outcome: 'x', details: {} }));
    await audit.record(entry(2, { connection: { ...connection, name: 'ÄPFEL' }, reason: '', details: {} }));
    await audit.record(entry(3, { outcome: '100% done', reason: '', details: { session: 'Sess_ABC' } }));
    expect(seqs(log, { text: 'gerät verloren' })).toEqual([1]);
    expect(seqs(log, { text: 'äpfel' })).toEqual([2]);
    expect(seqs(log, { text: 'sess_abc' })).toEqual([3]);
    expect(seqs(log, { text: '100%' })).toEqual([3]);
    expect(seqs(log, { text: '1%d' })).toEqual([]);
    expect(seqs(log, { text: userInfo().username.toUpperCase() })).toEqual([3, 2, 1]);
    closeLog(log);
  });

  test('keeps to an action and to a connection', async () => {
    const log = await filled(2);
    const other = { ...connection, id: 'c2' };
    await log.audit.record({ action: 'key.saved', connection: other, outcome: 'saved' });
    expect(seqs(log, { action: 'key.saved' })).toEqual([3]);
    expect(seqs(log, { connectionId: 'c1' })).toEqual([2, 1]);
    closeLog(log);
  });

  test('shows details that somebody made unreadable, and names an entry that cannot be shown', async () => {
    const log = await filled(2);
    tamper(log, (raw) => {
      raw.exec("UPDATE audit SET details = '{' WHERE seq = 1");
    });
    expect(log.audit.list(any, 2, 1).entries).toMatchObject([{ details: { unreadable: '{' } }]);
    tamper(log, (raw) => {
      raw.exec("UPDATE audit SET action = 'nothing' WHERE seq = 2");
    });
    expect(() => log.audit.list(any, null, 10)).toThrow(/entry 2 is damaged/);
    closeLog(log);
  });
});

describe('the table', () => {
  test.each([
    ["UPDATE audit SET outcome = 'other' WHERE seq = 2"],
    ['DELETE FROM audit WHERE seq = 2'],
    ['DELETE FROM audit'],
    ['INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE seq = 2'],
    ["INSERT INTO audit SELECT seq + 5, at, '', '', '', '', '', '', '', '', '', '' FROM audit WHERE seq = 2"],
  ])('refuses %s', async (statement) => {
    const log = await filled(3);
    const before = rows(log.db);
    expect(() => {
      log.db.exec(statement);
    }).toThrow('the audit log is only added to');
    expect(rows(log.db)).toEqual(before);
    // The control: without the triggers it would have been done.
    tamper(log, (raw) => {
      raw.exec(
        statement.replace('OR REPLACE INTO audit SELECT *', `INTO audit SELECT 4, ${'at, '.repeat(10)}hash`),
      );
    });
    expect(rows(log.db)).not.toEqual(before);
    closeLog(log);
  });
});

describe('a failed write', () => {
  const pages = ({ db }: TestLog) => Number(db.prepare('PRAGMA page_count').get()?.['page_count']);
  const large = entry(4, { details: { sessions: 'x'.repeat(100_000) } });

  test('to a full disk says so and that nothing was sent; then nothing is, until one succeeds', async () => {
    const log = await filled(3);
    log.audit.assertWritable();
    log.db.exec(`PRAGMA max_page_count = ${pages(log)}`);
    const failed = await failureOf(log.audit.record(large));
    expect(failed).toMatchObject({ code: 'not-recorded', next: 'free-disk' });
    expect(failed.got).toBe('the audit log: the disk is full; nothing was sent');
    expect(() => {
      log.audit.assertWritable();
    }).toThrow('nothing was sent');
    expect(await verdict(log)).toEqual(whole(3));
    log.db.exec('PRAGMA max_page_count = 1000000');
    await log.audit.record(large);
    log.audit.assertWritable();
    expect(await verdict(log)).toEqual(whole(4));
    closeLog(log);
  });

  test('to a store that is read only says so, with what became of the act', async () => {
    const log = await filled(1);
    log.db.exec('PRAGMA query_only = ON');
    const failed = await failureOf(
      log.audit.record(entry(2, { otherwise: 'the key is saved all the same' })),
    );
    expect(failed.got).toBe('the audit log: the store cannot be written to; the key is saved all the same');
    closeLog(log);
  });

  test('of the head is one of the entry as well: neither is there', async () => {
    const log = await filled(2);
    const inTheWay = `${headOf(log)}.${process.pid}.tmp`;
    mkdirSync(inTheWay);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(await failureOf(log.audit.record(entry(3)))).toMatchObject({ code: 'not-recorded' });
    }
    expect(rows(log.db)).toHaveLength(2);
    rmdirSync(inTheWay);
    await log.audit.record(entry(3));
    expect(await verdict(log)).toEqual(whole(3));
    closeLog(log);
  });

  test('about what has happened already is reported, and not thrown', async () => {
    const log = await filled(1);
    await log.audit.recordAfter(entry(2));
    expect(log.faults).toEqual([]);
    log.db.exec('PRAGMA query_only = ON');
    await log.audit.recordAfter(entry(3));
    expect(log.faults).toMatchObject([{ failure: { code: 'not-recorded' } }]);
    expect(() => {
      log.audit.assertWritable();
    }).toThrow('not-recorded');
    closeLog(log);
  });

  test('does not hold up those that wait behind it', async () => {
    const log = await filled(1);
    log.db.exec(`PRAGMA max_page_count = ${pages(log)}`);
    const [first, second] = await Promise.allSettled([log.audit.record(large), log.audit.record(entry(5))]);
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
    closeLog(log);
  });
});
