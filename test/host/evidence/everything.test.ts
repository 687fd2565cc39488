import { describe, expect, test } from 'vitest';
import { lyingServer } from './lying-server.ts';
import { withHost } from './subject.ts';

// "Everything" goes on until a complete list has nobody left, or says how many are left and why.

const host = withHost();

const session = (id: string, status: string, createdAt: number) => ({
  ...{ object: 'session', id, status, user_id: 'u', client_id: 'c' },
  ...{ last_active_at: 1, expire_at: 9e15, abandon_at: 9e15, created_at: createdAt },
});

interface Shown {
  /** Rows that the list holds at most, wherever it is read from. */
  window?: number;
  /** A session that begins after the first end. */
  newcomer?: boolean;
}

async function clerk({ window = Infinity, newcomer = false }: Shown) {
  const live = new Map(Array.from({ length: 250 }, (_, at) => [`s${at}`, 1000 + at]));
  const ended = new Set<string>();
  const server = await lyingServer(({ method, url }) => {
    const id = url.pathname.split('/').at(-2) ?? '';
    if (method === 'POST') {
      live.delete(id);
      ended.add(id);
      if (newcomer) live.set('new', 9e9);
      return { body: session(id, 'revoked', 1) };
    }
    const byName = /\/sessions\/(.+)$/.exec(url.pathname)?.[1];
    if (byName !== undefined) {
      return { body: session(byName, live.has(byName) ? 'active' : 'revoked', 1) };
    }
    const rows = [...live].slice(0, window);
    const offset = Number(url.searchParams.get('offset') ?? 0);
    const data = rows.slice(offset, offset + 100).map(([one, at]) => session(one, 'active', at));
    return { body: { data, total_count: live.size } };
  });
  return { live, ended, subject: await host.connect('clerk', server.url) };
}

describe('everything', () => {
  test('ends 250 of 250 on a server that gives 100 when it is asked for 500', async () => {
    const { live, subject } = await clerk({});
    const run = await subject.end('everything');
    expect(run.totals).toMatchObject({ planned: 250, ended: 250 });
    expect([live.size, run.left]).toEqual([0, null]);
  });

  test('goes on where a list shows only its first rows: each round is on record', async () => {
    const { live, ended, subject } = await clerk({ window: 100 });
    expect((await subject.list()).gaps).toContainEqual({ why: 'fewer-than-total', count: 150 });
    const run = await subject.end('everything');
    expect([live.size, ended.size, run.items.length, run.left]).toEqual([0, 250, 250, null]);
    const filter = { text: '', action: 'revocation.extended', connectionId: subject.connectionId } as const;
    const { entries } = await host.bridge()('audit.list', { filter, before: null, limit: 10 });
    expect(entries.map(({ outcome }) => outcome)).toEqual([
      '50 more to end: not listed when the plan was made',
      '100 more to end: not listed when the plan was made',
    ]);
  });

  test('names a session that begins meanwhile, and does not end it', async () => {
    const { live, subject } = await clerk({ newcomer: true });
    const run = await subject.end('everything');
    expect([...live.keys()]).toEqual(['new']);
    expect(run.appeared.map(({ nativeId }) => nativeId)).toEqual(['new']);
    expect(run.left).toBeNull();
  });
});
