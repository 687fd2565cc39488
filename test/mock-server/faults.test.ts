import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { faultDefaults, faultKinds, faultWords, startMockServer } from '../../mock-server/index.ts';
import type { MockServer, MockApi } from '../../mock-server/index.ts';
import { send } from './support/device.ts';
import { exchange } from './support/exchange.ts';
import { befall, gist, headOnly, now, read, reads, startFaulty, urlOf, valueOf } from './support/faulty.ts';
import { apiOf, headersOf } from './support/started.ts';

let mock: MockServer;
let clerk: MockApi;
let nest: MockApi;

/** A mock server of all APIs for each test of a suite. */
function startEach(): void {
  beforeEach(async () => {
    mock = await startFaulty();
    clerk = apiOf(mock, 'clerk');
    nest = apiOf(mock, 'nest-sessions');
  });
  afterEach(() => mock.close());
}

test('every kind has words, and defaults for its parameters', () => {
  expect(faultKinds).toHaveLength(41);
  for (const kind of faultKinds) {
    expect(faultWords[kind]).toMatch(/^[A-Z].+\.$/);
    expect(faultDefaults[kind]).toBeTypeOf('object');
  }
});

describe.each(Object.keys(reads))('%s: every kind', (id) => {
  let api: MockApi;
  beforeEach(async () => {
    mock = await startFaulty([id]);
    api = apiOf(mock, id);
  });
  afterEach(() => mock.close());

  test.each(faultKinds)('%s befalls the next call of its operation, and no other', async (kind) => {
    const [operation = ''] = reads[id] ?? [];
    const normal = gist(await read(api));
    befall(api, kind, kind === 'latency' ? { ms: 20 } : {}, 'another_operation');
    expect(gist(await read(api))).toEqual(normal);
    befall(api, kind, kind === 'latency' ? { ms: 20 } : {}, operation);
    await read(api, headOnly);
    expect(api.behaviour.faults).toMatchObject([{ times: 0 }]);
    // These two change the sessions themselves, which is what the next list then shows.
    if (kind === 'rows-move' || kind === 'row-ends') return;
    expect(gist(await read(api))).toEqual(normal);
  });
});

describe('a late answer', () => {
  startEach();
  test('comes after the time that was set, and is the right one', async () => {
    const normal = gist(await read(clerk));
    befall(clerk, 'latency', { ms: 150, jitterMs: 50 });
    const late = await read(clerk);
    expect(late.took).toBeGreaterThanOrEqual(145);
    expect(gist(late)).toEqual(normal);
  });

  test('can come with another fault', async () => {
    clerk.behaviour.faults = [
      { kind: 'latency', operation: '*', times: 1, ms: 100 },
      { kind: 'status-502', operation: '*', times: 1 },
    ];
    const late = await read(clerk);
    expect(late).toMatchObject({ status: 502 });
    expect(late.took).toBeGreaterThanOrEqual(95);
  });

  test('is no reason for the mock server to stay', async () => {
    for (const kind of ['latency', 'drip', 'stall'] as const) {
      const other = await startMockServer({ apis: ['clerk'] });
      const api = apiOf(other, 'clerk');
      befall(api, kind, { ms: 60_000 });
      const pending = read(api);
      await expect.poll(() => api.requests.length).toBe(1);
      await other.close();
      expect((await pending).end).toBe('broken');
    }
  });
});

describe('an error status', () => {
  startEach();
  test('is one that the operation documents, in the API’s own words', async () => {
    befall(clerk, 'status', { status: 422 });
    expect(await valueOf(clerk)).toMatchObject({ errors: [{ code: 'form_param_value_invalid' }] });
    befall(clerk, 'status', { status: 418 });
    const reply = await read(clerk);
    expect(reply.status).toBe(500);
    expect(reply.bytes.toString()).toContain('has no error status 418');
  });

  test.each([
    ['status-500', 500, 'application/json'],
    ['status-502', 502, 'text/html'],
    ['status-503', 503, 'application/json'],
  ] as const)('%s is a %i of the API or of a gateway', async (kind, status, type) => {
    befall(clerk, kind);
    const reply = await read(clerk);
    expect([reply.status, reply.headers['content-type']]).toEqual([status, type]);
  });

  test.each([
    ['seconds', '7'],
    ['huge', '31536000'],
    ['negative', '-5'],
  ] as const)('429 says how long to wait: %s', async (form, expected) => {
    for (const kind of ['retry-after', 'x-retry-after'] as const) {
      for (const api of mock.apis.values()) {
        befall(api, kind, { form, seconds: 7 });
        const { status, headers } = await read(api);
        const other = kind === 'retry-after' ? 'x-retry-after' : 'retry-after';
        expect([status, headers[kind], headers[other]]).toEqual([429, expected, undefined]);
      }
    }
  });

  test('429 says until when to wait, by the clock of the mock server', async () => {
    befall(clerk, 'retry-after', { form: 'date', seconds: 3600 });
    const until = Date.parse((await read(clerk)).headers['retry-after'] ?? '');
    // Its clock went on since it was started, and a date has no milliseconds.
    expect(until - now).toBeGreaterThan(3_598_000);
    expect(until - now).toBeLessThan(2 * 3_600_000);
  });
});

describe('an operation with an effect', () => {
  startEach();
  const faultless = new Set<string>(
    [
      'latency drop-after half-body drip stall wrong-type corrupt-gzip corrupt-br bomb deep-json',
      'proto clock-skew endless-pages duplicate-ids hidden-row hidden-row-uncounted duplicate-row',
      'unreadable-row own-row-missing foreign-list wrong-total page-cap empty-page repeated-page',
      'rows-move row-ends partial-status other-cookie-name cookie-cache',
    ].flatMap((line) => line.split(' ')),
  );

  test.each(faultKinds)('has it or not, as %s says', async (kind) => {
    const count = async (): Promise<unknown> => valueOf(nest, '/sessions/count');
    const rows = nest.db.get('sessions').value() as { id: string; isRevoked: boolean }[];
    const before = await count();
    befall(nest, kind, kind === 'latency' ? { ms: 10 } : {}, 'sessionControllerRevokeSession');
    const path = `/sessions/${rows[0]?.id ?? ''}`;
    await exchange('DELETE', urlOf(nest, path), headersOf(nest), headOnly);
    expect(await count()).toEqual(faultless.has(kind) ? { count: 128 } : before);
  });

  test('can seem to have had it: does-nothing leaves even the cookies', async () => {
    const auth = apiOf(mock, 'better-auth');
    const rows = auth.db.get('sessions').value() as { token: string }[];
    const headers = { ...headersOf(auth), 'content-type': 'application/json' };
    const body = JSON.stringify({ sessionToken: rows[1]?.token });
    befall(auth, 'does-nothing');
    const url = `${auth.baseUrl}/multi-session/revoke`;
    const nothing = await send('POST', url, headers, body);
    expect(nothing.value).toEqual({ status: true });
    expect(nothing.headers['set-cookie']).toBeUndefined();
    expect(auth.db.get('sessions').value()).toHaveLength(4);
    const real = await send('POST', url, headers, body);
    expect(real.headers['set-cookie']).toHaveLength(1);
    expect(auth.db.get('sessions').value()).toHaveLength(3);
  });
});

describe('the connection', () => {
  startEach();
  test.each(['drop-before', 'drop-after'] as const)('breaks without an answer: %s', async (kind) => {
    befall(clerk, kind);
    expect(await read(clerk)).toMatchObject({ status: undefined, end: 'broken' });
    expect(clerk.requests.at(-1)?.status).toBe(0);
  });

  test('breaks in the middle of the answer', async () => {
    const whole = (await read(clerk)).bytes;
    befall(clerk, 'half-body');
    const half = await read(clerk);
    expect(half).toMatchObject({ status: 200, end: 'broken' });
    expect(half.bytes).toEqual(whole.subarray(0, Math.floor(whole.length / 2)));
  });

  test('drips: one byte after the other', async () => {
    const whole = (await read(clerk)).bytes;
    befall(clerk, 'drip', { ms: 20 });
    const dripping = await read(clerk, ({ bytes }) => bytes.length > 3);
    expect(dripping).toMatchObject({ status: 200, end: 'still open' });
    expect(whole.length).toBeGreaterThan(1000);
    expect(dripping.bytes.length).toBeLessThan(1000);
    expect(dripping.bytes).toEqual(whole.subarray(0, dripping.bytes.length));
  });

  test('drips on when the answer is over', async () => {
    befall(nest, 'drip', { ms: 1 });
    const path = '/sessions/count';
    const dripping = await exchange(
      'GET',
      urlOf(nest, path),
      headersOf(nest),
      ({ bytes }) => bytes.length > 20,
    );
    expect(dripping.end).toBe('still open');
    expect(dripping.bytes.toString()).toMatch(/^\{"count":129\} +$/);
  });

  test('stalls after the head', async () => {
    befall(clerk, 'stall');
    const head = Promise.withResolvers<{ status: number | undefined; bytes: Buffer }>();
    void read(clerk, (found) => {
      head.resolve(found);
      return false;
    });
    const found = await head.promise;
    // An answer that was only late would have come by the time that another has come and gone.
    expect((await read(clerk)).end).toBe('whole');
    expect([found.status, found.bytes.length]).toEqual([200, 0]);
  });

  test.each([301, 302, 307] as const)(
    'leads elsewhere with a %i, and elsewhere counts who comes',
    async (status) => {
      befall(clerk, 'redirect', { status });
      const { headers, status: found } = await read(clerk);
      expect(found).toBe(status);
      expect(new URL(headers.location ?? '').origin).toBe(mock.elsewhere.origin);
      expect(mock.elsewhere.requests).toEqual([]);
      await send('GET', headers.location ?? '', { 'x-api-key': 'carried along' });
      expect(mock.elsewhere.requests).toMatchObject([
        { method: 'GET', path: '/v1/sessions', headers: { 'x-api-key': 'carried along' } },
      ]);
    },
  );
});
