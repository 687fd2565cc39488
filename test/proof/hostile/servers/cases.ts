import { gzipSync } from 'node:zlib';
import { filled, packed, type Answering, type HostileAnswer } from './server.ts';

const MiB = 1024 * 1024;
/** Most of what is read of one text, and of one page; a little below, so that it is read. */
const longText = 64 * 1024 - 100;
const wholePage = 10 * MiB - 1000;

/** One way for the server of an API to be hostile. */
export interface HostileCase {
  name: string;
  api: 'nest-sessions' | 'vault' | 'clerk' | 'better-auth' | 'nextauth';
  answering: () => Answering;
  /** How often the list is read; once when left out. */
  readings?: number;
}

const nestPage = (rows: object[]) => JSON.stringify({ data: rows, total: 1e9, totalPages: 1e9 });
const count = <One>(many: number, make: (nth: number) => One) =>
  Array.from({ length: many }, (_, nth) => make(nth));

/** Sets so many cookies that begin alike, and from then on sends texts full of that beginning. */
function cookiesAlike(common: string, rest: (nth: number) => string): () => Answering {
  const text = filled(common, longText);
  const rows = count(150, (nth) => ({
    session: { id: `s${nth}`, token: `t${nth}`, userAgent: text },
    user: { id: 'u', name: text },
  }));
  const page = packed(JSON.stringify(rows.slice(0, 75)));
  return () => (nth) => {
    const from = (nth - 1) * 60;
    const cookies = count(60, (more) => `c${from + more}=${common}${rest(from + more)}`.slice(0, 230));
    if (nth === 6)
      return { status: 400, body: JSON.stringify({ code: 'X', message: text.slice(0, 60_000) }) };
    return { ...page, headers: { ...page.headers, 'Set-Cookie': cookies } };
  };
}

/** Pages without end, each of rows that nobody has seen. */
function endlessPages(rowsOf: (page: number) => object[]): () => Answering {
  return () => (nth) => packed(nestPage(rowsOf(nth)));
}

/** Pages without end of 10 MiB each, of about 47 kB on the wire: one new row each beside large ones. */
function endlessFat(): Answering {
  const row = JSON.stringify({ id: 'fat', deviceInfo: 'x'.repeat(longText) });
  const rest = gzipSync(`${Array(158).fill(row).join(',')}],"total":1000000000}`, { level: 9 });
  return (nth) => {
    const first = gzipSync(`{"data":[{"id":"new-${nth}"},`);
    return { headers: { 'Content-Encoding': 'gzip' }, body: Buffer.concat([first, rest]) };
  };
}

const always = (answer: () => HostileAnswer) => () => {
  const made = answer();
  return () => made;
};

/** A page of this, up to the largest that is read, closed as JSON. */
const pageOf = (row: string, most = Infinity) => {
  const many = Math.min(most, Math.floor(wholePage / (row.length + 1)));
  return packed(`[${Array(many).fill(row).join(',')}]`);
};
const numbered = (many: number, row: (nth: number) => object) => packed(JSON.stringify(count(many, row)));

export const cases: HostileCase[] = [
  {
    name: '170 cookies that begin alike, and 10 MiB of that beginning',
    api: 'better-auth',
    answering: cookiesAlike('session-of-a-hostile-server-', (nth) => String(nth).repeat(20)),
    readings: 4,
  },
  {
    name: '170 cookies of one letter, and 10 MiB of it',
    api: 'better-auth',
    answering: cookiesAlike('a', (nth) => `${'a'.repeat(nth)}b`),
    readings: 4,
  },
  {
    name: '170 cookies that branch, and texts that never agree for long',
    api: 'better-auth',
    answering: cookiesAlike(`${'a'.repeat(31)}c`, (nth) => `${'a'.repeat(nth % 40)}${nth}`),
    readings: 4,
  },
  {
    name: 'endless distinct pages of 47 kB that become 10 MiB',
    api: 'nest-sessions',
    answering: () => endlessFat(),
  },
  {
    name: 'endless distinct pages of as many rows as are read',
    api: 'nest-sessions',
    answering: endlessPages((page) => count(24_000, (nth) => ({ id: `${page}-${nth}` }))),
  },
  {
    name: 'endless distinct pages of user agents that are hard to take apart',
    api: 'vault',
    answering: always(() =>
      numbered(9000, (nth) => ({ id: `s${nth}`, userAgent: filled(`Mozilla/5.0 (${nth}; `, 1000) })),
    ),
  },
  {
    name: 'devices in sentences that are hard to take apart',
    api: 'nest-sessions',
    answering: always(() =>
      numbered(12_000, (nth) => ({ id: `s${nth}`, deviceInfo: `${filled('1.1 on ', 290)}\n` })),
    ),
  },
  {
    name: 'dates that are none',
    api: 'nest-sessions',
    answering: always(() =>
      numbered(150, (nth) => ({ id: `s${nth}`, createdAt: filled('Mon, 1 ', longText) })),
    ),
  },
  {
    name: '10 MiB of escapes',
    api: 'vault',
    answering: always(() => pageOf(`"${'\\u0061'.repeat(10_000)}"`)),
  },
  { name: '10 MiB of nothing', api: 'vault', answering: always(() => packed(`[${' '.repeat(wholePage)}]`)) },
  { name: '10 MiB of brackets', api: 'vault', answering: always(() => packed('['.repeat(wholePage))) },
  { name: '10 MiB of quotes', api: 'vault', answering: always(() => packed(`[${'"'.repeat(wholePage)}]`)) },
  {
    name: 'an end that is missing after 10 MiB',
    api: 'vault',
    answering: always(() => packed(`["${filled('","', wholePage).slice(0, 140_000)}"`)),
  },
  {
    name: 'keys that reach a prototype, by the ten thousand',
    api: 'vault',
    answering: always(() => pageOf('{"__proto__":{"id":"x"},"constructor":1,"id":"y"}', 9000)),
  },
  {
    name: 'numbers that are rounded, by the ten thousand',
    api: 'vault',
    answering: always(() => pageOf('{"id":12345678901234567890}', 24_000)),
  },
  { name: 'rows of one id', api: 'vault', answering: always(() => pageOf('{"id":"same"}', 24_000)) },
  {
    name: 'a bomb of 500 MiB',
    api: 'vault',
    answering: always(() => ({
      headers: { 'Content-Encoding': 'gzip' },
      body: Buffer.concat(Array(50).fill(gzipSync(Buffer.alloc(10 * MiB, ' '))) as Buffer[]),
    })),
  },
  {
    name: 'an error of 64 KiB of control characters',
    api: 'vault',
    answering: always(() => ({
      status: 400,
      body: JSON.stringify({ error: { code: 'x', message: '\u0001'.repeat(10_000) } }),
    })),
  },
  {
    name: 'an error of ten thousand messages',
    api: 'nest-sessions',
    answering: always(() => ({ status: 400, body: JSON.stringify({ message: count(10_000, () => 'a b') }) })),
  },
  {
    name: 'Retry-After, Content-Type and a hundred more headers as long as they may be',
    api: 'clerk',
    answering: always(() => ({
      status: 429,
      headers: {
        'Retry-After': filled('1 ,', 4000),
        'Content-Type': filled('application/a.+', 4000),
        ...Object.fromEntries(count(60, (nth) => [`x-ratelimit-${'a'.repeat(nth)}`, filled('-', 60)])),
      },
      body: '{}',
    })),
  },
  {
    name: 'cookies by the thousand',
    api: 'better-auth',
    answering: () => (nth) => ({
      headers: { 'Set-Cookie': count(700, (more) => `n${nth}m${more}=${nth}-${more}-v`) },
      body: '[]',
    }),
    readings: 4,
  },
  {
    name: 'cookies made of words of ours',
    api: 'better-auth',
    answering: () => (nth) => ({
      headers: { 'Set-Cookie': count(4, (more) => `n${nth}m${more}=${filled('session-key-', 3500 - more)}`) },
      body: '[]',
    }),
    readings: 4,
  },
  {
    name: 'errors of Clerk by the ten thousand',
    api: 'clerk',
    answering: always(() => ({
      status: 422,
      body: JSON.stringify({ errors: count(2500, () => ({ message: 'a', code: 'b' })) }),
    })),
  },
  {
    name: 'full pages of Clerk that never end',
    api: 'clerk',
    answering: () => (nth) =>
      packed(
        JSON.stringify({
          data: count(4000, (more) => ({
            id: `s${nth}-${more}`,
            status: 'active',
            latest_activity: { browser_name: filled('x', 300) },
          })),
          total_count: 1e9,
        }),
      ),
  },
  {
    name: 'as deep as is read, by the thousand',
    api: 'vault',
    answering: always(() => pageOf(`{"id":"x","deep":${'['.repeat(60)}1${']'.repeat(60)}}`, 700)),
  },
  {
    name: 'a list that drips in by 100 bytes',
    api: 'vault',
    answering: always(() => ({ body: JSON.stringify(count(5000, (nth) => ({ id: `s${nth}` }))), drip: 100 })),
  },
  {
    name: 'statuses of nextAuth with texts as long as they may be, full of what its nonces begin with',
    api: 'nextauth',
    answering: always(() => {
      const text = filled(Buffer.alloc(30, 'a').toString('base64'), longText);
      return packed(
        JSON.stringify({ loggedin: true, userid: text, accountid: text, hsid: text, loginqrdata: text }),
      );
    }),
  },
];
