import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fail } from '../../../electron/bridge/failure.ts';
import type { Wire } from '../../../electron/host/http/call.ts';
import { Deadline } from '../../../electron/host/http/deadline.ts';
import { mostAttempts, type RetryKind } from '../../../electron/host/http/retry.ts';
import { openApi } from '../../../electron/host/http/wire.ts';
import { failureOf } from '../../support/host.ts';
import { countingServer } from '../../support/servers/counting-server.ts';
import { reply } from '../../support/servers/raw-server.ts';
import { clerkAt, testWire } from '../../support/servers/wire.ts';
import { key, requests, ask, sends, drops, status } from './retry-asking.ts';

const json = { 'Content-Type': 'application/json' };
const fine = reply('200 OK', json, '{"fine":true}');
const kinds = Object.keys(requests) as RetryKind[];

/** How often each kind of request is sent when every attempt ends so. */
const table: [string, (socket: Socket) => void, Record<RetryKind, number>][] = [
  ['a dropped connection', drops, { read: 3, absorbing: 3, once: 1 }],
  ['a reset', (socket) => void socket.resetAndDestroy(), { read: 3, absorbing: 3, once: 1 }],
  ...[408, 425, 429, 500, 502, 503, 504].map((code): (typeof table)[number] => [
    String(code),
    status(code),
    { read: 3, absorbing: 3, once: 1 },
  ]),
  ...[400, 401, 403, 404, 409, 410, 413, 415, 422, 501].map((code): (typeof table)[number] => [
    String(code),
    status(code),
    { read: 1, absorbing: 1, once: 1 },
  ]),
  ['429 with Retry-After', status(429, { 'Retry-After': '0' }), { read: 3, absorbing: 3, once: 3 }],
  ['429 with X-Retry-After', status(429, { 'X-Retry-After': '0' }), { read: 3, absorbing: 3, once: 3 }],
  ['503 with Retry-After', status(503, { 'Retry-After': '0' }), { read: 3, absorbing: 3, once: 3 }],
  ['500 with Retry-After', status(500, { 'Retry-After': '0' }), { read: 3, absorbing: 3, once: 1 }],
  ['429 with an unreadable wait', status(429, { 'Retry-After': '-5' }), { read: 3, absorbing: 3, once: 1 }],
  [
    '429 with a wait of over a minute',
    status(429, { 'Retry-After': '61' }),
    { read: 1, absorbing: 1, once: 1 },
  ],
  ['401 with Retry-After', status(401, { 'Retry-After': '0' }), { read: 1, absorbing: 1, once: 1 }],
  [
    'a page',
    sends(reply('200 OK', { 'Content-Type': 'text/html' }, '<p>')),
    { read: 1, absorbing: 1, once: 1 },
  ],
  ['a redirect', status(307, { Location: '/elsewhere' }), { read: 1, absorbing: 1, once: 1 }],
  ['broken JSON', sends(reply('200 OK', json, '{"a":')), { read: 1, absorbing: 1, once: 1 }],
];

describe.concurrent('how often a request is sent', () => {
  const rows = table.flatMap(([name, answer, counts]) =>
    kinds.map((kind) => ({ name, kind, times: counts[kind], answer })),
  );
  test.each(rows)('$name, $kind: $times', async ({ kind, times, answer }) => {
    const { baseUrl, asked } = await countingServer(answer);
    await failureOf(ask(baseUrl, { kind }));
    expect(asked()).toBe(times);
  });

  test.each(kinds)('only once where the caller has its own pace: %s', async (kind) => {
    const { baseUrl, asked } = await countingServer(status(429, { 'Retry-After': '0' }));
    await failureOf(ask(baseUrl, { kind, options: { retry: false } }));
    expect(asked()).toBe(1);
  });

  test('until it works: what comes back is the answer', async () => {
    const { baseUrl, asked } = await countingServer((socket, nth) => {
      if (nth < mostAttempts) drops(socket);
      else socket.write(fine);
    });
    expect(await ask(baseUrl)).toEqual({ fine: true });
    expect(asked()).toBe(mostAttempts);
  });
});

describe('an attempt that takes too long', () => {
  const wire = { attemptLimit: 1000, backoff: 0 };
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => vi.useRealTimers());

  /** Lets an attempt's time run out, once its request has arrived. */
  async function runOut(asked: () => number, attempt: number): Promise<void> {
    await expect.poll(asked).toBe(attempt);
    await vi.advanceTimersByTimeAsync(wire.attemptLimit);
  }

  test('is followed by another, on a new socket', async () => {
    const { baseUrl, asked } = await countingServer((socket, nth) => {
      if (nth > 1) socket.write(fine);
    });
    const answer = ask(baseUrl, { wire: testWire(wire) });
    await runOut(asked, 1);
    expect(await answer).toEqual({ fine: true });
    expect(asked()).toBe(2);
  });

  test.each(['absorbing', 'once'] as const)('%s: as often as may be', async (kind) => {
    const { baseUrl, asked } = await countingServer(() => undefined);
    const failed = failureOf(ask(baseUrl, { kind, wire: testWire(wire) }));
    const attempts = kind === 'once' ? 1 : 3;
    for (let attempt = 1; attempt <= attempts; attempt += 1) await runOut(asked, attempt);
    expect((await failed).code).toBe('timed-out');
    expect(asked()).toBe(attempts);
  });
});

describe('a rejected key is never tried again', () => {
  const head = 'HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"e';
  test.each([401, 403])('%i whose body breaks off', async (code) => {
    const { baseUrl, asked } = await countingServer((socket) =>
      socket.end(head.replace('401', String(code))),
    );
    expect(await failureOf(ask(baseUrl))).toMatchObject({ status: code });
    expect(asked()).toBe(1);
  });

  test('401 whose body never ends', async () => {
    const { baseUrl, asked } = await countingServer((socket) => void socket.write(head));
    // Long enough for the head to come on any machine.
    const failed = await failureOf(ask(baseUrl, { wire: testWire({ attemptLimit: 2000 }) }));
    expect(failed).toMatchObject({ code: 'key-rejected', status: 401 });
    expect(asked()).toBe(1);
  });
});

describe('a socket that the server closed while it was idle', () => {
  /** A server with sockets in use, each of which is closed at its next request: before any byte of an answer. */
  async function staleServer(wire: Wire) {
    const used = new Set<Socket>();
    let isClosing = false;
    const server = await countingServer((socket) => {
      if (isClosing && used.has(socket)) return void socket.destroy();
      used.add(socket);
      socket.write(fine);
    });
    for (let nth = 0; nth < 4; nth += 1) await ask(server.baseUrl, { wire });
    isClosing = true;
    return server;
  }

  test.each(['read', 'absorbing'] as const)('%s: it is sent again, on another', async (kind) => {
    const wire = testWire();
    const { baseUrl, asked } = await staleServer(wire);
    const before = asked();
    expect(await ask(baseUrl, { kind, wire })).toEqual({ fine: true });
    expect(asked()).toBeGreaterThan(before + 1);
  });

  test('once: it fails', async () => {
    const wire = testWire();
    const { baseUrl, asked } = await staleServer(wire);
    const before = asked();
    expect(await failureOf(ask(baseUrl, { kind: 'once', wire }))).toMatchObject({ code: 'unreachable' });
    expect(asked()).toBe(before + 1);
  });
});

describe('an operation’s deadline', () => {
  test('is not slept past: the failure comes back at once, with the time', async () => {
    const { baseUrl, asked } = await countingServer(status(503, { 'Retry-After': '50' }));
    const asking = Date.now();
    const failed = await failureOf(ask(baseUrl, { budget: 40_000 }));
    expect(failed.retryAt).toBeGreaterThanOrEqual(asking + 50_000);
    expect(asked()).toBe(1);
  });

  test('is not waited past, where the next attempt would come after it', async () => {
    const { baseUrl, asked } = await countingServer(drops);
    // The longest back-off there is: 5 s.
    const random = vi.spyOn(Math, 'random').mockReturnValue(1);
    const failed = await failureOf(ask(baseUrl, { budget: 4900, wire: testWire({ backoff: 1e9 }) }));
    random.mockRestore();
    expect(failed.code).toBe('unreachable');
    expect(asked()).toBe(1);
  });

  test('lets nothing leave once it has passed', async () => {
    const { baseUrl, asked } = await countingServer(sends(fine));
    const deadline = new Deadline(0);
    await new Promise((resolve) => setTimeout(resolve, 10));
    const wire = testWire();
    const api = openApi(clerkAt(baseUrl, key), deadline, wire, { beforeSend: () => fail(unwanted) });
    expect(await failureOf(api.request(requests.read))).toMatchObject({ code: 'timed-out' });
    expect([asked(), wire.entries.length]).toEqual([0, 0]);
    deadline.end();
  });
});

const unwanted = { code: 'not-recorded', tried: 'a test', got: 'the disk is full' } as const;

describe('before a request leaves', () => {
  test('its sender is told, at each attempt', async () => {
    let told = 0;
    const { baseUrl, asked } = await countingServer((_, nth) => {
      expect(told).toBe(nth);
      drops(_);
    });
    await failureOf(ask(baseUrl, { options: { beforeSend: () => void (told += 1) } }));
    expect([told, asked()]).toEqual([3, 3]);
  });

  test('its sender can say no, which is neither named otherwise nor tried again', async () => {
    const { baseUrl, asked } = await countingServer(sends(fine));
    let told = 0;
    const refuse = () => {
      told += 1;
      fail(unwanted);
    };
    expect(await failureOf(ask(baseUrl, { options: { beforeSend: refuse } }))).toMatchObject(unwanted);
    expect([told, asked()]).toEqual([1, 0]);
  });

  test('a fault of its sender’s own is not taken for the network’s', async () => {
    const { baseUrl, asked } = await countingServer(sends(fine));
    const fault = new TypeError('a fault');
    const beforeSend = () => {
      throw fault;
    };
    await expect(ask(baseUrl, { options: { beforeSend } })).rejects.toBe(fault);
    expect(asked()).toBe(0);
  });
});
