import type { Socket } from 'node:net';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { BridgeError } from '../../../electron/bridge/failure.ts';
import { Breaker, type Found, type WhileDown } from '../../../electron/host/http/breaker.ts';
import type { OperateOptions } from '../../../electron/host/http/call.ts';
import { Deadline } from '../../../electron/host/http/deadline.ts';
import { openApi } from '../../../electron/host/http/wire.ts';
import { failureOf, patient } from '../../support/host.ts';
import { countingServer } from '../../support/servers/counting-server.ts';
import { reply } from '../../support/servers/raw-server.ts';
import { clerkAt, testWire } from '../../support/servers/wire.ts';

let now = 0;
let breaker: Breaker;
beforeEach(() => {
  now = 1_000_000;
  breaker = new Breaker(() => now);
});

const signal = new AbortController().signal;
const admit = (whileDown: WhileDown = 'hold', id = 'one', over = signal) =>
  breaker.admit(id, whileDown, { tried: 'a test', signal: over });

async function find(...found: Found[]): Promise<void> {
  for (const one of found) (await admit('send'))(one);
}
const fiveFailures = () => find('down', 'down', 'down', 'down', 'down');

describe('a server that failed five times in a row', () => {
  test('is not asked any more for 15 s, and the refusal says when: the request has not been sent', async () => {
    await find('down', 'down', 'down', 'down');
    (await admit())('down');
    expect(await failureOf(admit())).toMatchObject({
      ...{ code: 'unreachable', tried: 'a test', next: 'try-later', retryAt: now + 15_000 },
      got: 'not sent: the last 5 requests to this server failed',
    });
    now += 14_999;
    await failureOf(admit());
  });

  test('is then tried with one request alone', async () => {
    await fiveFailures();
    now += 15_000;
    const probe = await admit();
    await failureOf(admit());
    probe('down');
    await failureOf(admit());
    now += 15_000;
    (await admit())('up');
    for (let nth = 0; nth < 20; nth += 1) await admit();
  });

  test('an answer in between begins the count anew; what was broken off counts for nothing', async () => {
    await find('down', 'down', 'down', 'down', 'up', 'down', 'down', 'nothing', 'down', 'down');
    await admit();
    await find('down');
    await failureOf(admit());
  });

  test('no other connection is kept waiting', async () => {
    await fiveFailures();
    (await admit('hold', 'two'))('up');
  });

  test('a clock that was set back keeps nothing waiting for longer', async () => {
    await fiveFailures();
    now -= 3600_000;
    await admit();
  });

  test('is left alone by the clock of this machine', async () => {
    breaker = new Breaker();
    vi.useFakeTimers({ toFake: ['Date'], now: 5000 });
    await fiveFailures();
    expect(await failureOf(admit())).toMatchObject({ retryAt: 20_000 });
    vi.useRealTimers();
  });

  test('a run, which pauses by itself, is not kept from anything; what it finds counts', async () => {
    await fiveFailures();
    const sent = await Promise.all([admit('send'), admit('send')]);
    sent[0]('up');
    await admit();
  });
});

describe('a request that somebody waits for', () => {
  test('goes at once, one at a time: the others go when it has worked', async () => {
    await fiveFailures();
    const probe = await admit('probe');
    let went = 0;
    const others = [admit('probe'), admit('probe')].map((other) => other.then(() => (went += 1)));
    await failureOf(admit('hold'));
    expect(went).toBe(0);
    probe('up');
    await Promise.all(others);
    expect(went).toBe(2);
  });

  test('does not go where the one before it has just failed', async () => {
    await fiveFailures();
    const probe = await admit('probe');
    const other = failureOf(admit('probe'));
    probe('down');
    expect(await other).toMatchObject({ code: 'unreachable', retryAt: now + 15_000 });
    expect(await admit('probe'), 'but asked for again it does').toBeTypeOf('function');
  });

  test('tries by itself where the one before it was broken off', async () => {
    await fiveFailures();
    const probe = await admit('probe');
    const others = [admit('probe'), admit('probe')];
    probe('nothing');
    const next = await Promise.race(others);
    next('up');
    await Promise.all(others);
  });

  test('tries nothing when its operation has ended meanwhile: the next one can', async () => {
    await fiveFailures();
    const probe = await admit('probe');
    const ended = new AbortController();
    const late = failureOf(admit('probe', 'one', ended.signal));
    ended.abort();
    probe('nothing');
    await late;
    (await admit('probe'))('up');
  });
});

describe('on the wire', () => {
  const key = 'sk_test_canary_8f3b21';
  const list = { method: 'GET', path: '/sessions', answer: z.unknown() } as const;
  const fine = reply('200 OK', { 'Content-Type': 'application/json' }, '{"fine":true}');
  const says = (status: string) => (socket: Socket) => void socket.write(reply(status, {}, ''));

  async function serverThat(answer: (socket: Socket, nth: number) => void) {
    const { baseUrl, asked } = await countingServer(answer);
    const wire = testWire({ breaker });
    const ask = async (options: OperateOptions = { retry: false }) => {
      const deadline = new Deadline(patient);
      try {
        return await openApi(clerkAt(baseUrl, key), deadline, wire, options).request(list);
      } finally {
        deadline.end();
      }
    };
    const askOften = async (times: number, options?: OperateOptions) => {
      for (let nth = 0; nth < times; nth += 1) await failureOf(ask(options));
    };
    return { ask, askOften, asked, entries: wire.entries };
  }

  test.each([
    ['a dropped connection', (socket: Socket) => void socket.destroy()],
    ['500', says('500 Fault')],
    [
      '503 with Retry-After',
      (socket: Socket) => void socket.write(reply('503 Down', { 'Retry-After': '0' }, '')),
    ],
  ])('after five times %s the watch stays away', async (_, answer) => {
    const { askOften, asked, entries } = await serverThat(answer);
    await askOften(20, { retry: false, whileDown: 'hold' });
    expect([asked(), entries.length]).toEqual([5, 5]);
    now += 15_000;
    await askOften(20, { retry: false, whileDown: 'hold' });
    expect(asked()).toBe(6);
  });

  test.each(['401 No', '404 No', '429 Wait', '409 No'])(
    '%s is an answer: nothing is held back',
    async (status) => {
      const { askOften, asked } = await serverThat(says(status));
      await askOften(10, { retry: false, whileDown: 'hold' });
      expect(asked()).toBe(10);
    },
  );

  test('a person’s request is still sent each time, and no longer repeated', async () => {
    const { askOften, asked } = await serverThat(says('502 Down'));
    await askOften(2, {});
    expect(asked(), 'three times, then twice').toBe(5);
    await askOften(4, {});
    expect(asked()).toBe(9);
  });

  test('and opens the way for all when it is answered', async () => {
    const { ask, askOften, asked } = await serverThat((socket, nth) => {
      if (nth <= 5) socket.destroy();
      else socket.write(fine);
    });
    await askOften(5);
    const hold = { retry: false, whileDown: 'hold' } as const;
    await failureOf(ask(hold));
    expect(await ask()).toEqual({ fine: true });
    expect(await ask(hold)).toEqual({ fine: true });
    expect(asked()).toBe(7);
  });

  test('what is held back is not written down as about to leave', async () => {
    const { ask, askOften } = await serverThat((socket) => void socket.destroy());
    await askOften(5);
    let told = 0;
    await failureOf(ask({ retry: false, whileDown: 'hold', beforeSend: () => void (told += 1) }));
    expect(told).toBe(0);
  });

  test('what is refused before it leaves tells nothing of the server, and keeps no way closed', async () => {
    const { ask, askOften, asked } = await serverThat((socket, nth) => {
      if (nth <= 5) socket.destroy();
      else socket.write(fine);
    });
    await askOften(5);
    const full = { code: 'not-recorded', tried: 'a test', got: 'the disk is full' } as const;
    const beforeSend = () => {
      throw new BridgeError({
        ...full,
        next: 'free-disk',
        status: null,
        retryAt: null,
        field: null,
        traceId: null,
      });
    };
    expect(await failureOf(ask({ retry: false, beforeSend }))).toMatchObject(full);
    expect(await ask()).toEqual({ fine: true });
    expect(asked()).toBe(6);
  });

  test('one that waits for the probe gives up when its time is up', async () => {
    const { askOften, asked, ask } = await serverThat((socket, nth) => {
      if (nth <= 5) socket.destroy();
    });
    await askOften(5);
    const probe = failureOf(ask());
    await expect.poll(asked).toBe(6);
    const deadline = new Deadline(50);
    const late = openApi(clerkAt('http://127.0.0.1:9/v1', key), deadline, testWire({ breaker })).request(
      list,
    );
    expect(await failureOf(late)).toMatchObject({ code: 'timed-out' });
    expect(asked()).toBe(6);
    deadline.end();
    void probe;
  });
});
