import { describe, expect, test } from 'vitest';
import { lyingServer, type Reply } from './lying-server.ts';
import { withHost } from './subject.ts';

// A list that contradicts itself is no evidence. Each server here answers 200 to an end and does nothing.

const host = withHost();
const all = Array.from({ length: 120 }, (_, at) => `s${at}`);
const target = 's110';

type Rows = string[];
/** What the server makes of page `nth` once something was to end. */
type Lie = (page: Rows, nth: number) => { rows: Rows; total?: unknown };

const lies: Record<string, Lie> = {
  'a row is missing': (page) => ({ rows: page.filter((id) => id !== target) }),
  'the page is empty': (_, nth) => ({ rows: nth === 3 ? [] : all.slice((nth - 1) * 50, nth * 50) }),
  'page 1 again and again': () => ({ rows: all.slice(0, 50) }),
  'another row twice': (page) => ({ rows: page.map((id) => (id === target ? 's0' : id)) }),
  'a total too large': (page) => ({ rows: page.filter((id) => id !== target), total: 500 }),
  'a total as text': (page) => ({ rows: page.filter((id) => id !== target), total: '120' }),
  'our own session is missing': (page) => ({
    rows: page.filter((id) => id !== target && id !== 's0'),
    total: 118,
  }),
  'nobody that was there before': (page) => ({ rows: page.map((id) => `x${id}`) }),
};

const row = (id: string) => ({ id, deviceInfo: 'Chrome 1 on Linux', isCurrent: id === 's0' });

async function nest(lie: Lie, validate: Reply) {
  let isLying = false;
  const server = await lyingServer(({ method, url }) => {
    if (method === 'DELETE') {
      isLying = true;
      return { body: { success: true } };
    }
    if (url.pathname.includes('/validate/')) return validate;
    const nth = Number(url.searchParams.get('page'));
    const page = all.slice((nth - 1) * 50, nth * 50);
    const { rows, total = 120 } = isLying ? lie(page, nth) : { rows: page };
    return { body: { sessions: rows.map(row), total, page: nth, limit: 50, totalPages: 3 } };
  });
  return { server, subject: await host.connect('nest-sessions', server.url) };
}

describe.each(Object.entries(lies))('a list with a lie: %s', (_name, lie) => {
  test('proves nothing: the session is asked about by name, and is still there', async () => {
    const { subject } = await nest(lie, { body: { valid: true } });
    const { items } = await subject.end('one', [target]);
    expect(items).toMatchObject([{ verdict: 'still-there', evidence: { rests: 'sighting' } }]);
    expect(items[0]?.evidence?.word).toBe('valid: true');
  });

  test('proves nothing: where it cannot be asked about, it cannot be checked', async () => {
    const { subject } = await nest(lie, { status: 404, type: 'text/html', body: '<html>' });
    const { items } = await subject.end('one', [target]);
    expect(items).toMatchObject([{ verdict: 'cannot-be-checked', evidence: { rests: 'nothing' } }]);
  });
});

describe('a list of one answer', () => {
  const lying: Record<string, (rows: string[]) => object> = {
    'fewer than currentSessions': (rows) => ({ sessions: rows.map(row), currentSessions: 4 }),
    'a count as text': (rows) => ({ sessions: rows.map(row), currentSessions: '4' }),
    'a total beside items': (rows) => ({ items: rows.map(row), total: 4 }),
    'a row twice': (rows) => ({ sessions: [...rows, 'c'].map(vaultRow), currentSessions: 4 }),
    'an unreadable row': (rows) => ({ sessions: [...rows.map(vaultRow), { id: 1.7 }], currentSessions: 4 }),
    'our own session is missing': (rows) => ({
      sessions: rows.filter((id) => id !== 'a').map(vaultRow),
      currentSessions: 2,
    }),
    'nothing at all': () => ({ sessions: [] }),
    'somebody else’s sessions': () => ({ sessions: ['x', 'y', 'z'].map(vaultRow), currentSessions: 3 }),
  };
  const vaultRow = (id: string) => ({ id, current: id === 'a' });

  test.each(Object.entries(lying))('%s: cannot be checked', async (_name, lie) => {
    let isLying = false;
    const server = await lyingServer(({ method }) => {
      if (method === 'DELETE') {
        isLying = true;
        return { body: { message: 'Session revoked' } };
      }
      const rows = ['a', 'b', 'c', 'd'];
      if (!isLying) return { body: { sessions: rows.map(vaultRow), currentSessions: 4 } };
      return { body: lie(rows.filter((id) => id !== 'b')) };
    });
    const subject = await host.connect('vault', server.url);
    const { items, endedUnasked } = await subject.end('one', ['b']);
    expect(items).toMatchObject([{ verdict: 'cannot-be-checked', evidence: { rests: 'nothing' } }]);
    expect(items[0]?.evidence?.gaps).not.toEqual([]);
    expect(endedUnasked).toEqual([]);
  });

  test('that is whole is evidence, and says how many rows it held: the claims above can fail', async () => {
    let rows = ['a', 'b', 'c', 'd'];
    const server = await lyingServer(({ method }) => {
      if (method === 'DELETE') rows = rows.filter((id) => id !== 'b');
      return { body: { sessions: rows.map(vaultRow), currentSessions: rows.length } };
    });
    const subject = await host.connect('vault', server.url);
    const { items } = await subject.end('one', ['b']);
    const evidence = { rests: 'complete-list', rows: 3, total: 3, request: 'GET /users/me/sessions' };
    expect(items).toMatchObject([{ verdict: 'ended', evidence }]);
  });
});
