import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Input } from '../../../electron/bridge/contract.ts';
import { failure, type Failure } from '../../../electron/bridge/failure.ts';
import type { TimelineEntry } from '../../../electron/bridge/timeline.ts';
import { openBeside, openStore } from '../../../electron/host/store/open.ts';
import { throttled } from '../../../electron/host/work/throttle.ts';
import type { NewEntry } from '../../../electron/host/timeline/entry.ts';
import { openTimeline } from '../../../electron/host/timeline/timeline.ts';
import { newFolder } from '../../support/host.ts';

const closing: (() => void)[] = [];

afterEach(() => {
  vi.useRealTimers();
  for (const close of closing.splice(0).reverse()) close();
});

type Selection = Partial<Input<'timeline.list'>>;

/** An entry as the wire would make it. */
function entry(parts: Partial<NewEntry> = {}): NewEntry {
  return {
    at: 1_000_000,
    connectionId: 'one',
    cause: 'person',
    runId: null,
    method: 'GET',
    path: '/sessions',
    attempt: 1,
    status: 200,
    took: 1.5,
    size: 2,
    requestHeaders: { accept: 'application/json' },
    responseHeaders: {},
    failure: null,
    canSendAgain: true,
    ...parts,
  };
}

function openAlone(parts: Partial<Parameters<typeof openTimeline>[1]> = {}) {
  const folder = newFolder();
  const store = openStore(folder);
  const db = openBeside(folder);
  const failed: unknown[] = [];
  const ports = {
    changed: () => undefined,
    failed: (error: unknown) => failed.push(error),
    now: () => 1_000_000,
  };
  const timeline = openTimeline(db, { ...ports, ...parts });
  closing.push(() => {
    timeline.close();
    store.close();
  });
  const all = (wanted: Selection = {}) =>
    timeline.list({ connectionId: null, text: '', before: null, limit: 500, ...wanted });
  return { folder, db, timeline, failed, all };
}

const ids = (entries: TimelineEntry[]) => entries.map(({ id }) => id);

describe('looking for requests', () => {
  const got = '429 Zu viele Anfragen für Ärger';
  const limited = failure({
    code: 'rate-limited',
    tried: 'GET /x',
    got,
    status: 429,
    retryAt: 5,
    traceId: 'trace',
  });
  const cut: Failure = { ...limited, code: 'unreachable' };

  function filled() {
    const opened = openAlone();
    opened.timeline.record(entry());
    opened.timeline.record(
      entry({ connectionId: 'two', method: 'DELETE', path: '/sessions/100%_sure', status: 204 }),
    );
    opened.timeline.record(entry({ status: 429, failure: limited, cause: 'run', runId: 'run-7' }));
    opened.timeline.record(entry({ status: null, failure: cut, canSendAgain: false }));
    return opened;
  }

  test.each<[string, number[]]>([
    ['', [4, 3, 2, 1]],
    ['delete', [2]],
    ['429', [4, 3]],
    ['rate-limited', [3]],
    ['ÄRGER', [4, 3]],
    ['run-7 sessions', [3]],
    ['sessions  anfragen', [4, 3]],
    ['100%_', [2]],
    ['%', [2]],
    ['sessions nowhere', []],
    ['accept', []],
  ])('“%s” is in %j', (text, found) => {
    const { all } = filled();
    const { entries, matching, total } = all({ text });
    expect(ids(entries)).toEqual(found);
    expect([matching, total]).toEqual([found.length, 4]);
  });

  test('of one connection only', () => {
    const { all } = filled();
    expect(all({ connectionId: 'two' })).toMatchObject({ entries: [{ id: 2 }], matching: 1, total: 1 });
    expect(all({ connectionId: 'two', text: 'rate-limited' })).toEqual({
      entries: [],
      matching: 0,
      total: 1,
    });
    expect(all({ connectionId: 'none' }).total).toBe(0);
  });

  test('page by page', () => {
    const { all } = filled();
    const first = all({ limit: 3 });
    expect(ids(first.entries)).toEqual([4, 3, 2]);
    expect(ids(all({ limit: 3, before: 2 }).entries)).toEqual([1]);
    expect(first.matching, 'all pages count').toBe(4);
  });

  test('what comes back is what was recorded', () => {
    const { timeline } = filled();
    const given = entry({ status: null, failure: cut, canSendAgain: false });
    expect(timeline.find(4)).toEqual({ id: 4, ...given });
    expect(timeline.find(5)).toBeNull();
  });

  test('forgetting those of one connection, then all', () => {
    const { timeline, all } = filled();
    timeline.clear('one');
    expect(ids(all().entries)).toEqual([2]);
    timeline.clear(null);
    expect(all()).toEqual({ entries: [], matching: 0, total: 0 });
    expect(timeline.record(entry()), 'an id is never given out again').toBe(5);
  });
});

describe('how much is kept', () => {
  test('2,000 of a connection, and a little more until it is looked after', () => {
    const { timeline, all } = openAlone();
    timeline.record(entry({ connectionId: 'quiet' }));
    for (let nth = 0; nth < 4500; nth += 1) timeline.record(entry());
    const { total, entries } = all({ connectionId: 'one', limit: 1 });
    expect(total).toBeGreaterThanOrEqual(2000);
    expect(total).toBeLessThan(2200);
    expect(entries[0]?.id, 'the newest are kept').toBe(4501);
    expect(all({ connectionId: 'quiet' }).total).toBe(1);
  });

  test('seven days', () => {
    const week = 7 * 24 * 3600_000;
    let now = 1_000_000;
    const { timeline, all } = openAlone({ now: () => now });
    timeline.record(entry({ at: now }));
    timeline.record(entry({ at: now + 1 }));
    now += week + 1;
    for (let nth = 0; nth < 200; nth += 1) timeline.record(entry({ at: now }));
    expect(all({ limit: 500 }).entries.at(-1)?.id).toBe(2);
  });

  test('what is too old is gone when Sessiondeck starts', () => {
    const { timeline, folder } = openAlone();
    timeline.record(entry({ at: 1 }));
    const ports = { changed: () => undefined, failed: () => undefined };
    const later = openTimeline(openBeside(folder), ports);
    expect(later.list({ connectionId: null, text: '', before: null, limit: 5 }).total).toBe(0);
    later.close();
  });

  test('the last request too, when the process is killed', () => {
    const folder = newFolder();
    openStore(folder).close();
    const from = (path: string) =>
      JSON.stringify(new URL(`../../../electron/host/${path}`, import.meta.url).href);
    const program = `
      import { openBeside, openStore } from ${from('store/open.ts')};
      import { openTimeline } from ${from('timeline/timeline.ts')};
      const store = openStore(${JSON.stringify(folder)});
      const ports = { changed: () => undefined, failed: () => undefined };
      const timeline = openTimeline(openBeside(${JSON.stringify(folder)}), ports);
      for (let nth = 1; nth <= 50; nth += 1) timeline.record({ ...${JSON.stringify(entry({ at: Date.now() }))}, attempt: nth });
      process.kill(process.pid, 'SIGKILL');
    `;
    const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', program]);
    // Windows names no signal; there the program is ended all the same.
    if (process.platform !== 'win32') expect(signal).toBe('SIGKILL');
    const store = openStore(folder);
    const timeline = openTimeline(openBeside(folder), { changed: () => undefined, failed: () => undefined });
    const { entries } = timeline.list({ connectionId: null, text: '', before: null, limit: 100 });
    expect(entries.map(({ attempt }) => attempt).reverse()).toEqual(
      Array.from({ length: 50 }, (_, nth) => nth + 1),
    );
    timeline.close();
    store.close();
  });
});

describe('a timeline that cannot be written', () => {
  test('is reported again after it could be written in between', () => {
    const { timeline, db, failed } = openAlone();
    for (const isReadOnly of ['ON', 'ON', 'OFF', 'ON']) {
      db.exec(`PRAGMA query_only = ${isReadOnly}`);
      expect(timeline.record(entry()) === null).toBe(isReadOnly === 'ON');
    }
    expect(failed).toHaveLength(2);
  });

  test('does not wait for whoever is writing', () => {
    const { timeline, folder, failed } = openAlone();
    const other = openBeside(folder);
    other.exec('BEGIN IMMEDIATE');
    expect(timeline.record(entry())).toBeNull();
    expect(failed).toHaveLength(1);
    other.exec('COMMIT');
    other.close();
    expect(timeline.record(entry())).toBe(1);
  });
});

describe('the page is told of new requests', () => {
  test('at once, then at most four times a second, and of the last', () => {
    vi.useFakeTimers();
    let told = 0;
    const { soon: tell, stop } = throttled(() => (told += 1), 250);
    for (let nth = 0; nth < 100; nth += 1) tell();
    expect(told).toBe(1);
    vi.advanceTimersByTime(249);
    expect(told).toBe(1);
    vi.advanceTimersByTime(1);
    expect(told).toBe(2);
    vi.advanceTimersByTime(10_000);
    expect(told, 'not without a reason').toBe(2);
    tell();
    tell();
    expect(told).toBe(3);
    stop();
    vi.advanceTimersByTime(10_000);
    expect(told).toBe(3);
  });
});
