import type { Socket } from 'node:net';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { OperateOptions, Wire } from '../../../electron/host/http/call.ts';
import { Deadline } from '../../../electron/host/http/deadline.ts';
import { Turns } from '../../../electron/host/http/turns.ts';
import { openApi } from '../../../electron/host/http/wire.ts';
import { failureOf, patient } from '../../support/host.ts';
import { countingServer } from '../../support/servers/counting-server.ts';
import { reply } from '../../support/servers/raw-server.ts';
import { clerkAt, testWire } from '../../support/servers/wire.ts';

const signal = new AbortController().signal;
const waits = { tried: 'a test', signal };
const settled = () => new Promise((resolve) => setImmediate(resolve));

let turns: Turns;
/** The connections of the requests that had their turn, in order; and what ends each turn. */
let had: string[];
let ends: (() => void)[];
beforeEach(() => {
  turns = new Turns();
  had = [];
  ends = [];
});

function ask(connectionId: string, times: number, over = signal): Promise<void>[] {
  return Array.from({ length: times }, async () => {
    const end = await turns.take(connectionId, { ...waits, signal: over });
    had.push(connectionId);
    ends.push(end);
  });
}

describe('whose turn it is', () => {
  test('four of one connection at a time', async () => {
    const all = ask('one', 10);
    await settled();
    expect(had).toHaveLength(4);
    while (ends.length > 0) {
      ends.shift()?.();
      await settled();
      expect(ends.length).toBeLessThanOrEqual(4);
    }
    await Promise.all(all);
    expect(had).toHaveLength(10);
  });

  test('sixteen in all, and then one connection after another', async () => {
    for (const id of ['a', 'b', 'c', 'd']) void ask(id, 8);
    await settled();
    void ask('late', 2);
    await settled();
    expect(had).toHaveLength(16);
    for (let nth = 0; nth < 16; nth += 1) {
      ends.shift()?.();
      await settled();
    }
    const after = had.slice(16);
    expect(after).toHaveLength(16);
    expect(after.slice(0, 8), 'the one that came last is not the last to be served').toContain('late');
    expect(after.filter((id) => id === 'late')).toHaveLength(2);
  });

  test('a connection whose own turns are taken does not keep the next one waiting', async () => {
    void ask('slow', 100);
    void ask('quick', 4);
    await settled();
    expect(had.filter((id) => id === 'quick')).toHaveLength(4);
  });

  test('one that has ended meanwhile gives its turn on', async () => {
    void ask('one', 4);
    const over = new AbortController();
    const ended = ask('one', 3, over.signal).map(failureOf);
    void ask('one', 1);
    over.abort();
    await settled();
    ends.shift()?.();
    await settled();
    expect((await Promise.all(ended)).map(({ code }) => code)).toEqual([
      'timed-out',
      'timed-out',
      'timed-out',
    ]);
    expect(had).toHaveLength(5);
  });

  test('no more than 10,000 wait: one more is refused, and was not sent', async () => {
    void ask('one', 10_004);
    const refused = await failureOf(turns.take('two', waits));
    expect(refused).toMatchObject({ code: 'unreachable', got: 'not sent: 10000 requests wait already' });
    await settled();
    ends.shift()?.();
    void ask('two', 1);
    await settled();
    expect(had.filter((id) => id === 'two')).toHaveLength(1);
  });
});

describe('on the wire', () => {
  const list = { method: 'GET', path: '/sessions', answer: z.unknown() } as const;
  const fine = reply('200 OK', { 'Content-Type': 'application/json' }, '[]');

  /** A server that answers when it is told, and counts what it has under way. */
  async function patientServer(arrived: (held: number) => void = () => undefined) {
    const held: Socket[] = [];
    let most = 0;
    const { baseUrl, asked } = await countingServer((socket) => {
      held.push(socket);
      most = Math.max(most, held.length);
      arrived(held.length);
    });
    const answerOne = () => void held.shift()?.write(fine);
    const answerAll = () => {
      while (held.length > 0) answerOne();
    };
    return { baseUrl, asked, most: () => most, held: () => held.length, answerOne, answerAll };
  }

  async function read(id: string, baseUrl: string, wire: Wire, options: OperateOptions = {}) {
    const deadline = new Deadline(patient);
    const target = clerkAt(baseUrl, 'sk_test_canary');
    const connection = { ...target.connection, id };
    try {
      return await openApi({ ...target, connection }, deadline, wire, options).request(list);
    } finally {
      deadline.end();
    }
  }

  test.each([
    ['of one connection: four', 1, 4],
    ['of ten connections: sixteen', 10, 16],
  ])('the most that a server has under way %s', async (_, connections, expected) => {
    let asked = 0;
    // Answers once as many wait as may, and after a while in which one more would show.
    const server = await patientServer((held) => {
      asked += 1;
      if (held === expected || asked === 100) setTimeout(server.answerAll, 20);
    });
    const wire = testWire();
    const each = Array.from({ length: 100 }, (_, nth) =>
      read(`of ${nth % connections}`, server.baseUrl, wire),
    );
    await Promise.all(each);
    expect([server.asked(), server.most()]).toEqual([100, expected]);
  });

  test('a run, which has a pace of its own, takes no turn', async () => {
    const server = await patientServer();
    const options = { retry: false, whileDown: 'send' } as const;
    const wire = testWire();
    const all = Array.from({ length: 12 }, () => read('one', server.baseUrl, wire, options));
    await expect.poll(server.held).toBe(12);
    for (let nth = 0; nth < 12; nth += 1) server.answerOne();
    await Promise.all(all);
  });

  test('a server that never answers keeps no other connection from all of its answers', async () => {
    const silent = await patientServer();
    const { baseUrl } = await countingServer((socket) => void socket.write(fine));
    const wire = testWire({ attemptLimit: patient });
    let settled = 0;
    const stuck = Array.from({ length: 50 }, () =>
      read('silent', silent.baseUrl, wire).then(() => (settled += 1)),
    );
    await expect.poll(silent.held).toBe(4);
    for (let nth = 0; nth < 50; nth += 1) expect(await read('quick', baseUrl, wire)).toEqual([]);
    expect([settled, silent.asked()], 'meanwhile nothing has moved there').toEqual([0, 4]);
    while (settled < 50) {
      silent.answerOne();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all(stuck);
  });
});
