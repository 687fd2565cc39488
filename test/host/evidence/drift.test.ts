import { describe, expect, test } from 'vitest';
import { lyingServer } from './lying-server.ts';
import { withHost } from './subject.ts';

// Rows move while pages are read: the list is sorted by last activity and paged by number, and people go on working.

const host = withHost();

/** A generator of the same numbers for the same seed, from 0 to 1 (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

interface Busy {
  seed: number;
  /** Sessions that refresh their token between two requests. */
  refreshes: number;
  /** An end that is answered with 200 and does nothing. */
  endsNothing: boolean;
}

async function busyServer({ seed, refreshes, endsNothing }: Busy) {
  const next = numbers(seed);
  let rows = Array.from({ length: 140 }, (_, at) => `s${at}`);
  const refresh = () => {
    const [id] = rows.splice(Math.floor(next() * rows.length), 1);
    if (id !== undefined) rows.unshift(id);
  };
  const server = await lyingServer(({ method, url }) => {
    const id = url.pathname.split('/').at(-1) ?? '';
    if (method === 'DELETE' && !endsNothing) rows = rows.filter((row) => row !== id);
    if (method === 'DELETE') return { body: { success: true } };
    if (url.pathname.includes('/validate/')) return { body: { valid: rows.includes(id) } };
    const page = Number(url.searchParams.get('page'));
    const body = {
      sessions: rows.slice((page - 1) * 50, page * 50).map((row) => ({ id: row, isCurrent: row === 's0' })),
      ...{ total: rows.length, page, limit: 50, totalPages: Math.ceil(rows.length / 50) },
    };
    for (let left = refreshes; left > 0; left -= 1) refresh();
    return { body };
  });
  return host.connect('nest-sessions', server.url);
}

describe.each([1, 5, 25])('%i rows move between two requests', (refreshes) => {
  const seeds = [1, 2, 3, 4, 5, 6];

  test.each(seeds)('a living session is never called ended (seed %i)', async (seed) => {
    const subject = await busyServer({ seed, refreshes, endsNothing: true });
    const { items, endedUnasked } = await subject.end('selected', ['s70', 's71', 's139']);
    expect(items.map(({ verdict }) => verdict)).toEqual(items.map(() => 'still-there'));
    expect(endedUnasked).toEqual([]);
  });

  test.each(seeds)('what has ended is told, and no other is accused (seed %i)', async (seed) => {
    const subject = await busyServer({ seed, refreshes, endsNothing: false });
    const { items, endedUnasked } = await subject.end('selected', ['s70', 's71', 's139']);
    expect(items.map(({ verdict }) => verdict)).toEqual(items.map(() => 'ended'));
    expect(endedUnasked).toEqual([]);
  });
});

test('rows that stay where they are settle after two readings: one reading of three pages is not enough', async () => {
  const subject = await busyServer({ seed: 1, refreshes: 0, endsNothing: false });
  const { items } = await subject.end('one', ['s70']);
  expect(items).toMatchObject([
    { verdict: 'ended', evidence: { rests: 'complete-list', readings: 2, rows: 139, total: 139 } },
  ]);
});
