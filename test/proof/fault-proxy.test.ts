import { once } from 'node:events';
import { createServer, request as send, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { randomFor } from '../../mock-server/random.ts';
import { FaultProxy, type Sighting } from './chaos/fault-proxy.ts';
import { faultKinds, Faults, type FaultKind } from './chaos/faults.ts';
import { exchange } from '../mock-server/support/exchange.ts';

const body = JSON.stringify({ effect: 'x'.repeat(500) });

/** A server that counts what reaches it, and the proxy before it. */
let server: Server;
let effects: number;
let proxy: FaultProxy;
let faults: Faults;
let only: FaultKind | undefined;
/** How long a refused connection stays refused, ms. */
let refusedFor: number;
let sightings: Sighting[];
/** Called at each sighting. */
let seen: () => void;

beforeEach(async () => {
  [effects, only, sightings, refusedFor] = [0, undefined, [], 50];
  seen = () => undefined;
  server = createServer((_, response) => {
    effects += 1;
    response.setHeader('content-type', 'application/json');
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  faults = new Faults(randomFor('fault proxy test'), 1);
  proxy = await FaultProxy.start({
    target: `http://127.0.0.1:${port}`,
    next() {
      const fault = faults.next(only);
      return fault?.kind === 'connection refused' ? { ...fault, lasting: refusedFor } : fault;
    },
    observe(sighting) {
      sightings.push(sighting);
      seen();
    },
  });
});
afterEach(async () => {
  await proxy.settled();
  await proxy.close();
  await new Promise((resolve) => server.close(resolve));
});

const request = () => exchange('DELETE', `${proxy.origin}/sessions/1?why=test`, {});

test.each([
  ['latency', 'whole', 200, 1],
  ['slow drip', 'whole', 200, 1],
  ['half a reply', 'broken', 200, 1],
  ['effect without reply', 'broken', undefined, 1],
  ['reset before the effect', 'broken', undefined, 0],
  ['connection refused', 'broken', undefined, 0],
  ['429 storm', 'whole', 429, 0],
] as const)(
  '%s: the reply is %s, its status %s, and the server was reached %i times',
  async (kind, end, status, count) => {
    only = kind;
    const got = await request();
    expect({ end: got.end, status: got.status, effects }).toEqual({ end, status, effects: count });
    expect(faults.counts[kind]).toBe(1);
    if (end === 'whole' && status === 200) expect(got.bytes.toString()).toBe(body);
    if (kind === 'half a reply') {
      expect(got.bytes.length).toBeGreaterThan(0);
      expect(got.bytes.length).toBeLessThan(body.length);
    }
  },
);

test.each([
  ['5xx before the effect', 0],
  ['5xx after the effect', 1],
] as const)('%s: a 5xx, and the server was reached %i times', async (kind, count) => {
  only = kind;
  const { status, end } = await request();
  expect([500, 502, 503, 504]).toContain(status);
  expect({ end, effects }).toEqual({ end: 'whole', effects: count });
});

test('without a fault a request passes as it is, and is seen at each of its three stages', async () => {
  faults.share = 0;
  expect(await request()).toMatchObject({ status: 200, end: 'whole' });
  const common = { method: 'DELETE', path: '/sessions/1?why=test', fault: null, ends: null };
  expect(sightings).toEqual(['received', 'reached', 'answered'].map((stage) => ({ stage, ...common })));
  expect(proxy.requests).toBe(1);
});

test('a storm hits several requests in a row, and in time every way to ask for patience is used', async () => {
  const asked = new Set<string>();
  for (let storms = 0; storms < 40; storms += 1) {
    only = '429 storm';
    const before = faults.counts['429 storm'];
    faults.share = 1;
    const first = faults.next(only);
    faults.share = 0.0001;
    while (faults.next('latency')?.kind === '429 storm') continue;
    expect(faults.counts['429 storm'] - before).toBeGreaterThanOrEqual(3);
    const [[name, value] = ['none', '']] = Object.entries(first?.headers ?? {});
    asked.add(`${name} ${value.replace(/.*GMT$/, 'date')}`.trim());
  }
  expect([...asked].sort()).toEqual([
    'none',
    'retry-after 1',
    'retry-after date',
    'retry-after soon',
    'x-retry-after 1',
  ]);
});

test('a refused connection is refused for a while, and then taken again', async () => {
  only = 'connection refused';
  // Long enough for another request to come in time, whatever else the machine does.
  refusedFor = 3000;
  await request();
  faults.share = 0;
  expect((await request()).end).toBe('broken');
  await expect.poll(async () => (await request()).status).toBe(200);
});

test('what was received is handed on although its sender has gone', async () => {
  only = 'latency';
  const outgoing = send(`${proxy.origin}/sessions/1`, { method: 'DELETE' });
  const broken = once(outgoing, 'error');
  seen = () => outgoing.destroy(new Error('gone'));
  outgoing.end();
  await broken;
  await proxy.settled();
  expect(effects).toBe(1);
});

test('the same seed gives the same faults; another seed gives others; the share is kept', () => {
  const drawn = (seed: string) => {
    const faults = new Faults(randomFor(seed), 0.2);
    return Array.from({ length: 2000 }, () => faults.next()?.kind ?? null);
  };
  expect(drawn('a')).toEqual(drawn('a'));
  expect(drawn('a')).not.toEqual(drawn('b'));
  const hit = drawn('a').filter((kind) => kind !== null && kind !== '429 storm').length;
  expect(hit / 2000).toBeGreaterThan(0.16);
  expect(hit / 2000).toBeLessThan(0.24);
  const many = new Set([...drawn('a'), ...drawn('b'), ...drawn('c')]);
  expect([...many].filter((kind) => kind !== null).sort()).toEqual([...faultKinds].sort());
});
