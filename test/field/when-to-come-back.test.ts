import { afterAll, beforeAll, expect, test } from 'vitest';
import { failureOf } from '../support/host.ts';
import { json, openField, type Field, type FieldApi } from '../support/field.ts';

// Kind 3: when to come back. How to add a row: docs/field.md.

interface Row {
  source: string;
  headers: (now: number) => Record<string, string>;
  body?: unknown;
  /** How often it asks: a wait of seconds is waited for, twice. */
  asks?: number;
  /** How long the page counts down, s; null: the server's wait is not known. */
  shown: number | null;
}

const seconds = (now: number, from: number) => String(Math.floor(now / 1000) + from);
const date = (now: number, from: number) => new Date(now + from * 1000);

const long = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
/** The two older forms of a date that HTTP still allows. */
const rfc850 = (at: Date) => {
  const [, day, month, year = '', time] = at.toUTCString().split(' ');
  return `${long[at.getUTCDay()]}, ${day}-${month}-${year.slice(2)} ${time} GMT`;
};
const asctime = (at: Date) => {
  const [weekday = '', day = '', month, year, time] = at.toUTCString().split(' ');
  return `${weekday.slice(0, 3)} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`;
};

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
  // Found in public reports of clients.
  {
    source: 'elizaOS/eliza#22162',
    headers: (now) => ({ 'Retry-After': date(now, 120).toUTCString() }),
    shown: 120,
  },
  {
    source: 'denoland/std#7299',
    headers: (now) => ({ 'Retry-After': rfc850(date(now, 120)) }),
    shown: 120,
  },
  {
    source: 'denoland/std#7299',
    headers: (now) => ({ 'Retry-After': asctime(date(now, 120)) }),
    shown: 120,
  },
  { source: 'mastra-ai/mastra#23778', headers: () => ({ 'Retry-After': '1.5' }), shown: 1.5, asks: 3 },
  { source: 'Syncano/syncano-js#276', headers: () => ({ 'Retry-After': '0.1' }), shown: 0.1, asks: 3 },
  { source: 'duolahypercho/codex-router#573', headers: () => ({ 'Retry-After': '2m0s' }), shown: 120 },
  {
    source: 'zalando/restful-api-guidelines#379',
    headers: () => ({ 'X-RateLimit-Limit': '60', 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '2513' }),
    shown: 2513,
  },
  {
    source: 'RocketChat/docs-old#1358',
    headers: (now) => ({ 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': String(now + 120_000) }),
    shown: 120,
  },
  {
    source: 'tradegecko/smaug#41',
    headers: (now) => ({ 'X-Rate-Limit-Reset': seconds(now, 120) }),
    shown: 120,
  },
  {
    source: 'basecamp/bc-api#84',
    headers: (now) => ({
      'X-RateLimit': JSON.stringify({
        name: 'API',
        period: 10,
        limit: 50,
        remaining: 0,
        until: date(now, 120).toISOString(),
      }),
    }),
    shown: 120,
  },
  {
    source: 'medplum/medplum#7957',
    headers: () => ({ RateLimit: '"requests";r=59539;t=4, "fhirInteractions";r=0;t=120' }),
    shown: 120,
  },
  { source: 'comet-ml/opik#2219', headers: () => ({ 'RateLimit-Reset': '120' }), shown: 120 },
  {
    source: 'ietf-wg-httpapi/ratelimit-headers#131',
    headers: () => ({ RateLimit: 'limit=100, remaining=50, reset=5, limit=10, remaining=0, reset=120' }),
    shown: 120,
  },
  {
    source: 'victornpb/undiscord#349',
    headers: () => ({}),
    body: { message: 'You are being rate limited.', retry_after: 64.57, global: false },
    shown: 64.57,
  },
  {
    source: 'BaseIntelligence/bounty-challenge#10752',
    headers: () => ({ 'x-ratelimit-reset-requests': '2m30.5s' }),
    shown: 150.5,
  },
  {
    source: 'wraithgar/hapi-rate-limit#18',
    headers: (now) => ({ 'x-ratelimit-userremaining': '0', 'x-ratelimit-userreset': String(date(now, 120)) }),
    shown: 120,
  },
  {
    source: 'variation',
    headers: (now) => ({ 'Retry-After': `${asctime(date(now, 3720))} GMT+0100` }),
    shown: 120,
  },
  { source: 'variation', headers: () => ({ 'Retry-After': '1m59.5s' }), shown: 119.5 },
  {
    source: 'variation',
    headers: () => ({ 'x-ratelimit-reset-requests': '2m0s', 'x-ratelimit-remaining-requests': '0' }),
    shown: 120,
  },
  {
    source: 'variation',
    headers: () => ({}),
    body: { ok: false, description: 'Too Many Requests', parameters: { retry_after: 120 } },
    shown: 120,
  },
  { source: 'variation', headers: () => ({}), body: { error: { retryAfterMs: 120_000 } }, shown: 120 },
  { source: 'variation', headers: () => ({ 'Retry-After': '120' }), body: { retry_after: 9000 }, shown: 120 },
  {
    source: 'variation',
    headers: () => ({ 'X-RateLimit': '{"remaining":5,"reset":9000}', 'RateLimit-Reset': '120' }),
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
  async ({ api, headers, shown, body = { message: 'slow down' }, asks = 1 }) => {
    const given: Record<string, string> = {};
    const before = Date.now();
    let asked = 0;
    const failed = await failureOf(
      field.list(api, (request, response) => {
        asked += 1;
        Object.assign(given, headers(Date.now()));
        json(body, 429, given)(request, response);
      }),
    );
    expect([failed.code, asked]).toEqual(['rate-limited', asks]);
    const wait = failed.retryAt === null ? null : (failed.retryAt - before) / 1000;
    // Seconds are cut, and the request takes its time.
    if (wait === null || shown === null) expect(wait).toBe(shown);
    else expect(Math.abs(wait - shown)).toBeLessThan(10);
  },
);

test.each<[source: string, what: string, headers: Record<string, string>]>([
  ['withcoral/coral#89', 'a moment long past', { 'X-RateLimit-Reset': '1600000000' }],
  ['variation', 'no number', { 'Retry-After': 'soon' }],
  ['variation', 'a negative wait', { 'Retry-After': '-120' }],
  ['variation', 'no time of any calendar', { 'Retry-After': '99999999999999999999' }],
  ['variation', 'a limit that has room left, of an answer that is no 429', { 'X-RateLimit-Reset': '9000' }],
  ['variation', 'JSON that is none', { 'X-RateLimit': '{"until":' }],
  ['mastra-ai/mastra#23778', 'a number below nothing', { 'Retry-After': '-3' }],
  ['earendil-works/pi#9571', 'a date of no calendar', { 'Retry-After': 'Wed, 99 Foo 2026 07:28:00 GMT' }],
  [
    'anthropics/anthropic-sdk-python#1827',
    'a date beyond all years',
    { 'Retry-After': 'Fri, 31 Dec 99999 23:59:59 GMT' },
  ],
])('%s: %s is no wait', async (_, name, headers) => {
  const status = name.includes('no 429') ? 400 : 429;
  const failed = await failureOf(field.list('vault', json({}, status, headers)));
  expect(failed.retryAt).toBeNull();
});
