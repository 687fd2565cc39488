import { describe, expect, test } from 'vitest';
import { lyingServer } from './lying-server.ts';
import { withHost } from './subject.ts';

// Lists that are short and say nothing of it: every count agrees with the rows. One that lives gives them away.

const host = withHost();

describe('Clerk keeps ended sessions in its list: a missing row is no end', () => {
  test.each([
    ['active', 'still-there'],
    ['revoked', 'ended'],
  ] as const)('a session that is %s by name is %s', async (status, verdict) => {
    let isLying = false;
    const row = (id: string, given = 'active') => ({
      ...{ object: 'session', id, status: given, user_id: 'u', client_id: 'c' },
      ...{ last_active_at: 1, expire_at: 9e15, abandon_at: 9e15, created_at: 1 },
    });
    const server = await lyingServer(({ method, url }) => {
      if (method === 'POST') isLying = true;
      if (!url.pathname.endsWith('/sessions')) return { body: row('b', status) };
      const ids = isLying ? ['a', 'c'] : ['a', 'b', 'c'];
      return { body: { data: ids.map((id) => row(id)), total_count: ids.length } };
    });
    const subject = await host.connect('clerk', server.url);
    const { items } = await subject.end('one', ['b']);
    expect(items).toMatchObject([{ verdict, evidence: { request: 'GET /sessions/{session_id}' } }]);
  });
});

describe('NestJS: a list capped without a word', () => {
  const all = Array.from({ length: 30 }, (_, at) => `s${at}`);

  /** Once something was to end, the list holds its first ten rows, and counts ten. */
  const capped = async (live: (id: string) => boolean) => {
    let isLying = false;
    const server = await lyingServer(({ method, url }) => {
      if (method === 'DELETE') isLying = true;
      if (method === 'DELETE') return { body: { success: true } };
      const byName = /validate\/(.+)$/.exec(url.pathname)?.[1];
      if (byName !== undefined) return { body: { valid: live(byName) } };
      const ids = isLying ? all.slice(0, 10) : all;
      return { body: { sessions: ids.map((id) => ({ id, isCurrent: id === 's0' })), total: ids.length } };
    });
    return host.connect('nest-sessions', server.url);
  };

  test('a living neighbour that is missing shows it: nobody is accused, and each planned one is asked about', async () => {
    const subject = await capped(() => true);
    const { items, endedUnasked } = await subject.end('selected', ['s15', 's16']);
    expect(items.map(({ verdict }) => verdict)).toEqual(['still-there', 'still-there']);
    expect(endedUnasked).toEqual([]);
  });

  test('missing neighbours that are gone by name are named: the claim above can fail', async () => {
    const subject = await capped((id) => all.indexOf(id) < 10);
    const { items, endedUnasked, unaskedEvidence } = await subject.end('selected', ['s15', 's16']);
    expect(items.map(({ verdict }) => verdict)).toEqual(['ended', 'ended']);
    expect(endedUnasked).toHaveLength(18);
    expect(new Set(Object.values(unaskedEvidence).map(({ rests }) => rests))).toEqual(new Set(['own-word']));
  });
});
