import { gzipSync } from 'node:zlib';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { ApiRequest } from '../../../electron/adapters/adapter.ts';
import type { Failure } from '../../../electron/bridge/failure.ts';
import { failureOf, patient } from '../../support/host.ts';
import { reply, startRawServer, type RawServer } from '../../support/servers/raw-server.ts';
import { key, json, ask, sends } from './asking.ts';

const open: RawServer[] = [];

afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function serverThat(answer: (socket: Socket, request: string) => void): Promise<RawServer> {
  const server = await startRawServer(answer);
  open.push(server);
  return server;
}

/** A hostile or broken answer → what is made of it. */
const answers: Record<string, [(socket: Socket) => void, Partial<Failure>]> = {
  'nothing at all': [() => undefined, { code: 'timed-out' }],
  'half a header': [sends('HTTP/1.1 200 OK\r\nContent-Ty'), { code: 'timed-out' }],
  'half a body': [
    sends('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n[1,'),
    { code: 'timed-out' },
  ],
  'a body that drips for ever': [drip, { code: 'timed-out' }],
  'a corrupt gzip body': [
    sends(reply('200 OK', { ...json, 'Content-Encoding': 'gzip' }, 'x'.repeat(40))),
    { code: 'bad-answer' },
  ],
  'a corrupt brotli body': [
    sends(reply('200 OK', { ...json, 'Content-Encoding': 'br' }, '\xff'.repeat(40))),
    { code: 'bad-answer' },
  ],
  'a corrupt zstd body': [
    sends(reply('200 OK', { ...json, 'Content-Encoding': 'zstd' }, 'x'.repeat(40))),
    { code: 'bad-answer' },
  ],
  'a corrupt deflate body': [
    sends(reply('200 OK', { ...json, 'Content-Encoding': 'deflate' }, 'x'.repeat(40))),
    { code: 'bad-answer' },
  ],
  'a body that is compressed six times': [
    sends(reply('200 OK', { ...json, 'Content-Encoding': Array(6).fill('gzip').join(', ') }, 'x')),
    { code: 'bad-answer', got: 'the answer is compressed in a broken way' },
  ],
  'two lengths': [
    sends(
      'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[]',
    ),
    { code: 'bad-answer', got: 'the answer is not proper HTTP' },
  ],
  'early hints without end': [
    (socket) => {
      const timer = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n'), 20);
      socket.on('close', () => clearInterval(timer));
    },
    { code: 'timed-out' },
  ],
  'a dropped connection': [(socket) => socket.destroy(), { code: 'unreachable' }],
  'a reset': [(socket) => void socket.resetAndDestroy(), { code: 'unreachable' }],
  'something that is not HTTP': [sends('SSH-2.0-OpenSSH_9.2\r\n\r\n'), { code: 'bad-answer' }],
  'an HTML page': [
    sends(reply('200 OK', { 'Content-Type': 'text/html' }, '<h1>Sign in to the Wi-Fi</h1>')),
    { code: 'bad-answer' },
  ],
  'JSON with no type': [sends(reply('200 OK', {}, '{}')), { code: 'bad-answer' }],
  'broken JSON': [sends(reply('200 OK', json, `{"key":"${key}`)), { code: 'bad-answer' }],
  'JSON that is not UTF-8': [
    sends(reply('200 OK', json, Buffer.from([0x22, 0xff, 0xfe, 0x22]))),
    { code: 'bad-answer' },
  ],
  'JSON 100,000 levels deep': [
    sends(reply('200 OK', json, '['.repeat(100_000) + ']'.repeat(100_000))),
    { code: 'bad-answer' },
  ],
  'a bomb of 200 MB': [
    sends(
      reply(
        '200 OK',
        { ...json, 'Content-Encoding': 'gzip' },
        gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20)),
      ),
    ),
    { code: 'bad-answer' },
  ],
  'headers without end': [
    sends(`HTTP/1.1 200 OK\r\nX: ${'a'.repeat(70_000)}\r\n\r\n`),
    { code: 'bad-answer' },
  ],
  'an error with an HTML body': [
    sends(reply('502 Bad Gateway', { 'Content-Type': 'text/html' }, '<h1>nginx</h1>')),
    { code: 'server-fault', status: 502 },
  ],
  'an error with no body': [sends(reply('403 Forbidden', {}, '')), { code: 'forbidden', status: 403 }],
};

function drip(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n');
  const timer = setInterval(() => socket.write('1\r\n \r\n'), 20);
  socket.on('close', () => {
    clearInterval(timer);
  });
}

describe('whatever a server does, an operation ends in a typed failure within its deadline', () => {
  test.each(Object.entries(answers))('%s', async (_, [answer, expected]) => {
    const server = await serverThat(answer);
    const failed = await failureOf(
      ask(server.baseUrl, { budget: expected.code === 'timed-out' ? 300 : patient }),
    );
    expect(failed).toMatchObject({ tried: 'GET /sessions', ...expected });
    expect(JSON.stringify(failed)).not.toContain(key);
  });

  test('an honest answer gets through', async () => {
    const server = await serverThat(sends(reply('200 OK', json, '{"data":[]}')));
    expect(await ask(server.baseUrl)).toEqual({ data: [] });
  });

  test('nothing listens at the port', async () => {
    const server = await serverThat(() => undefined);
    await server.close();
    expect(await failureOf(ask(server.baseUrl))).toMatchObject({
      code: 'unreachable',
      next: 'check-address',
    });
  });
});

describe('a redirect is not followed', () => {
  const methods: Partial<ApiRequest<unknown>>[] = [
    { method: 'GET' },
    { method: 'POST', body: { a: 1 } },
    { method: 'DELETE' },
  ];
  test.each(
    [301, 302, 303, 307, 308].flatMap((status) => methods.map((request) => [status, request] as const)),
  )('%i to %j', async (status, request) => {
    const other = await serverThat(sends(reply('200 OK', json, '[]')));
    const server = await serverThat(
      sends(reply(`${status} Moved`, { Location: `${other.baseUrl}/sessions` }, '')),
    );
    const failed = await failureOf(ask(server.baseUrl, request));
    expect(failed).toMatchObject({ code: 'bad-answer', got: expect.stringMatching(/redirect/) as string });
    expect([server.accepted(), other.accepted()]).toEqual([1, 0]);
  });
});
