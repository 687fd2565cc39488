import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect, type Bridge } from '../../../electron/bridge/crossing/connect.ts';
import type { RunItem } from '../../../electron/bridge/revocation.ts';
import { openHost, type Host } from '../../../electron/host/index.ts';
import type { KeyStore } from '../../../electron/host/keys/keys.ts';
import { openStore, StoreError } from '../../../electron/host/store/open.ts';
import { startMockServer, type MockServer } from '../../../mock-server/index.ts';
import { copyOldData, oldRows, type OldName, type OldRow } from '../../support/data/old-data.ts';

// Data folders that commit 01db3ee wrote: see test/fixtures/data-01db3ee/README.md.

const folders: string[] = [];
const hosts: Host[] = [];
let faults: unknown[] = [];

afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  expect(faults).toEqual([]);
  faults = [];
});

async function copy(name: OldName, mock?: MockServer) {
  const copied = await copyOldData(name, mock);
  folders.push(copied.folder);
  return copied;
}

function open({ folder, keys }: { folder: string; keys: KeyStore }): Bridge {
  const report = (_: string, error: unknown) => faults.push(error);
  const own = { folder, keychain: { state: 'ready', keys }, shell: 'browser', version: '0' } as const;
  const host = openHost({ ...own, demo: null, budget: 5000, backoff: 1, report });
  hosts.push(host);
  return connect(host);
}

/** Without the columns that a later version has added. */
function asOld(row: OldRow, old: OldRow | undefined): OldRow {
  return Object.fromEntries(Object.entries(row).filter(([name]) => old && name in old));
}

describe.each(['anchored', 'unanchored'] as const)('the %s folder', (name) => {
  test('is brought up to date with every row of every table', async () => {
    const { folder } = await copy(name);
    const db = openStore(folder);
    const { tables } = oldRows(name);
    for (const [table, rows] of Object.entries(tables)) {
      const now = db.prepare(`SELECT * FROM ${table} ORDER BY 1`).all();
      expect([table, now.map((row, index) => asOld(row, rows[index]))]).toEqual([table, rows]);
    }
    db.close();
  });

  test('is refused by an older Sessiondeck with a sentence, and left as it is', async () => {
    const { folder } = await copy(name);
    const file = join(folder, 'sessiondeck.db');
    const db = new DatabaseSync(file);
    db.exec('PRAGMA user_version = 1005; PRAGMA wal_checkpoint(TRUNCATE)');
    db.close();
    const before = hashesOf(folder);
    expect(() => openStore(folder)).toThrow(StoreError);
    expect(() => openStore(folder)).toThrow(
      /sessiondeck\.db was written by a newer Sessiondeck \(version 1005 .* left untouched\. Start the newer/,
    );
    expect(hashesOf(folder)).toEqual(before);
  });
});

test('a store without the rows of the fixture is not taken for it', async () => {
  const { folder } = await copy('anchored');
  const db = openStore(folder);
  db.exec('DELETE FROM orphaned_keys');
  const { orphaned_keys } = oldRows('anchored').tables;
  expect(orphaned_keys).toHaveLength(1);
  expect(db.prepare('SELECT * FROM orphaned_keys').all()).not.toEqual(orphaned_keys);
  db.close();
});

test('the unanchored log says that it is unanchored, and keeps its entries', async () => {
  const bridge = open(await copy('unanchored'));
  expect(await bridge('audit.verify', {})).toMatchObject({ state: 'unanchored', entries: 4, flaw: null });
  expect((await bridge('connections.list', {})).map(({ name }) => name)).toEqual(['in memory', 'again']);
});

describe('the anchored folder, in use', () => {
  let mock: MockServer;
  let bridge: Bridge;
  const { runs, run_items, audit, settings } = oldRows('anchored').tables;

  beforeEach(async () => {
    mock = await startMockServer({ now: Number(audit?.[0]?.['at']) });
    bridge = open(await copy('anchored', mock));
    await expect.poll(isTakenUp).toBe(true);
  });
  afterEach(() => mock.close());

  /** Everything of every run that can be read back has been. */
  async function isTakenUp(): Promise<boolean> {
    const summaries = await bridge('revocation.runs', {});
    const all = await Promise.all(summaries.map(({ id }) => bridge('revocation.run', { runId: id })));
    const items = all.flatMap((run) => run.items);
    return items.every(({ state, verdict }) => state !== 'unknown' || verdict !== null);
  }

  test('shows every connection with its key, and the settings', async () => {
    const connections = await bridge('connections.list', {});
    expect(connections).toHaveLength(9);
    for (const { id } of connections)
      expect(await bridge('keys.status', { connectionId: id })).toMatchObject({ state: 'saved' });
    expect(await bridge('settings.read', {})).toMatchObject(JSON.parse(String(settings?.[0]?.['value'])));
    const [clerk] = connections;
    const page = await bridge('sessions.list', {
      connectionId: clerk?.id ?? '',
      filters: clerk?.filters ?? {},
    });
    expect(page.sessions.length).toBeGreaterThan(100);
  });

  test('keeps every entry of the audit log, which is whole and goes on', async () => {
    const filter = { text: '', action: null, connectionId: null };
    const { entries } = await bridge('audit.list', { filter, before: null, limit: 1000 });
    const old = entries.filter(({ seq }) => seq <= 44).toReversed();
    expect(old.map(({ seq, at, action, outcome, details }) => [seq, at, action, outcome, details])).toEqual(
      audit?.map(({ seq, at, action, outcome, details }) => [
        ...[seq, at, action, outcome],
        JSON.parse(String(details)) as unknown,
      ]),
    );
    const interrupted = entries.filter(({ action, seq }) => action === 'revocation.interrupted' && seq > 44);
    expect(interrupted).toHaveLength(4);
    expect(await bridge('audit.verify', {})).toMatchObject({ state: 'whole', flaw: null });
  });

  test('takes up the unfinished runs, and sends nothing', async () => {
    for (const old of runs ?? []) {
      const run = await bridge('revocation.run', { runId: String(old['id']) });
      const { state, reason, connection_id } = old;
      const isOver = ['done', 'undone', 'interrupted'].includes(String(state));
      expect(run).toMatchObject({
        reason,
        connectionId: connection_id,
        state: isOver ? state : 'interrupted',
      });
      const items = (run_items ?? []).filter((item) => item['run_id'] === old['id']);
      expect(run.items.map(({ session }) => session)).toEqual(
        items.map(({ session }) => expect.objectContaining(JSON.parse(String(session)) as object) as unknown),
      );
      for (const [index, item] of items.entries())
        expect([state, item['state'], endOf(run.items[index])]).toEqual([
          state,
          item['state'],
          expected(item),
        ]);
    }
    const sent = [...mock.apis.values()].flatMap(({ requests }) => requests);
    expect(sent.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(sent.length).toBeGreaterThan(5);
  });
});

/** Of what is to be left as it is; SQLite may make an empty `-wal` and a `-shm` to read. */
function hashesOf(folder: string): string[] {
  const files = ['sessiondeck.db', 'audit-head.json'];
  return files.map((file) =>
    createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex'),
  );
}

/** The mock server has all its sessions: what was sent and has not ended failed, whatever it may be called. */
function endOf(item: RunItem | undefined): string {
  return item?.state === 'unknown' || item?.state === 'failed' ? 'failed or unknown' : String(item?.state);
}

function expected({ state }: OldRow): string {
  if (state === 'waiting') return 'not-sent';
  return ['sending', 'sent', 'unknown', 'failed'].includes(String(state))
    ? 'failed or unknown'
    : String(state);
}
