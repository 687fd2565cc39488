import { afterAll, beforeAll, expect, test } from 'vitest';
import { failureOf } from '../support/host.ts';
import { json, openField, type Field, type FieldApi } from '../support/field.ts';

// Kind 3: when to come back. How to add a row: docs/field.md.

interface Row {
  source: string;
  headers: (now: number) => Record<string, string>;
  /** How long the page counts down, s; null: the server's wait is not known. */
  shown: number | null;
}

const seconds = (now: number, from: number) => String(Math.floor(now / 1000) + from);
const date = (now: number, from: number) => new Date(now + from * 1000);

const rows: Row[] = [
  // Retry-After, in every form that is sent.
  { source: 'kgateway-dev/kgateway#4316', headers: () => ({ 'Retry-After': '120' }), shown: 120 },
  { source: 'openclaw/clawhub#407', headers: (now) => ({ 'Retry-After': seconds(now, 120) }), shown: 120 },
  {
    source: 'ArjanCodes/moneysnake#24',
    headers: (now) => ({ 'Retry-After': String(now + 120_000) }),
    shown: 120,
  },
  { source: 'variation', headers: (now) => ({ 'Retry-After': `${seconds(now, 120)}.25` }), shown: 120 },
  {
    source: 'pc-style/x-md#25',
    headers: (now) => ({ 'Retry-After': date(now, 120).toUTCString() }),
    shown: 120,
  },
  { source: 'variation', headers: (now) => ({ 'Retry-After': date(now, 120).toISOString() }), shown: 120 },
  {
    source: 'variation',
    headers: (now) => ({ 'Retry-After': date(now, 120).toISOString().replace('Z', '+00:00') }),
    shown: 120,
  },
  { source: 'variation', headers: () => ({ 'Retry-After': '90.5' }), shown: 90.5 },
  { source: 'variation', headers: () => ({ 'Retry-After': '120s' }), shown: 120 },
  { source: 'variation', headers: () => ({ 'Retry-After': '2 minutes' }), shown: 120 },
  { source: 'variation', headers: () => ({ 'Retry-After': '"120"' }), shown: 120 },
  { source: 'top-gg/docs#46', headers: () => ({ 'Retry-After-Ms': '120000' }), shown: 120 },
  {
    source: 'variation',
    headers: () => ({ 'Retry-After-short': '10', 'Retry-After-long': '120' }),
    shown: 120,
  },
  { source: 'variation', headers: () => ({ 'X-Retry-After': '120' }), shown: 120 },
  { source: 'variation', headers: () => ({ 'Retry-After': '86400' }), shown: 86_400 },
  // The rate limit's own headers, where there is no Retry-After.
  { source: 'variation', headers: () => ({ RateLimit: 'limit=100, remaining=0, reset=120' }), shown: 120 },
  { source: 'variation', headers: () => ({ RateLimit: '"default";r=0;t=120' }), shown: 120 },
  {
    source: 'variation',
    headers: () => ({ RateLimit: '"burst";r=0;t=120, "daily";r=99;t=9000' }),
    shown: 120,
  },
  { source: 'variation', headers: () => ({ RateLimit: '"burst";r=0;t=60, "hour";r=0;t=120' }), shown: 120 },
  { source: 'variation', headers: () => ({ 'RateLimit-Reset': '120' }), shown: 120 },
  {
    source: 'variation',
    headers: (now) => ({ 'RateLimit-Reset': date(now, 120).toUTCString() }),
    shown: 120,
  },
  {
    source: 'zalando/restful-api-guidelines#78',
    headers: (now) => ({ 'X-RateLimit-Reset': seconds(now, 120) }),
    shown: 120,
  },
  { source: 'variation', headers: (now) => ({ 'X-RateLimit-Reset': String(now + 120_000) }), shown: 120 },
  { source: 'variation', headers: (now) => ({ 'X-Rate-Limit-Reset': seconds(now, 120) }), shown: 120 },
  { source: 'variation', headers: () => ({ 'X-RateLimit-Reset-After': '90.5' }), shown: 90.5 },
  {
    source: 'openclaw/clawhub#421',
    headers: (now) => ({ 'Retry-After': '120', 'X-RateLimit-Reset': seconds(now, 9000) }),
    shown: 120,
  },
  {
    source: 'variation',
    headers: () => ({
      'X-RateLimit-Reset-short': '120',
      'X-RateLimit-Remaining-short': '0',
      'X-RateLimit-Reset-long': '9000',
      'X-RateLimit-Remaining-long': '5',
    }),
    shown: 120,
  },
];

const apis: FieldApi[] = ['better-auth', 'nest-sessions', 'vault', 'nextauth', 'clerk'];
let field: Field;
beforeAll(async () => {
  field = await openField();
});
afterAll(() => field.close());

test.each(rows.flatMap((row) => apis.map((api) => ({ ...row, api }))))(
  '$source: $api, $headers',
  async ({ api, headers, shown }) => {
    const given: Record<string, string> = {};
    const before = Date.now();
    let asked = 0;
    const failed = await failureOf(
      field.list(api, (request, response) => {
        asked += 1;
        Object.assign(given, headers(Date.now()));
        json({ message: 'slow down' }, 429, given)(request, response);
      }),
    );
    expect([failed.code, asked]).toEqual(['rate-limited', 1]);
    const wait = failed.retryAt === null ? null : (failed.retryAt - before) / 1000;
    // Seconds are cut, and the request takes its time.
    if (wait === null || shown === null) expect(wait).toBe(shown);
    else expect(Math.abs(wait - shown)).toBeLessThan(10);
  },
);

test.each<[string, Record<string, string>]>([
  ['withcoral/coral#89: a moment long past', { 'X-RateLimit-Reset': '1600000000' }],
  ['no number', { 'Retry-After': 'soon' }],
  ['a negative wait', { 'Retry-After': '-120' }],
  ['no time of any calendar', { 'Retry-After': '99999999999999999999' }],
  ['a limit that has room left, of an answer that is no 429', { 'X-RateLimit-Reset': '9000' }],
])('%s is no wait', async (name, headers) => {
  const status = name.includes('no 429') ? 400 : 429;
  const failed = await failureOf(field.list('vault', json({}, status, headers)));
  expect(failed.retryAt).toBeNull();
});
