import { gzipSync } from 'node:zlib';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { ApiRequest } from '../../../electron/adapters/adapter.ts';
import type { Failure } from '../../../electron/bridge/failure.ts';
import { Deadline } from '../../../electron/host/http/deadline.ts';
import { openApi } from '../../../electron/host/http/wire.ts';
import { failureOf, patient } from '../../support/host.ts';
import { reply, startRawServer, type RawServer } from '../../support/servers/raw-server.ts';
import { clerkAt, testWire } from '../../support/servers/wire.ts';

const key = 'sk_test_canary_8f3b21';
const json = { 'Content-Type': 'application/json' };
const open: RawServer[] = [];

afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function serverThat(answer: (socket: Socket, request: string) => void): Promise<RawServer> {
  const server = await startRawServer(answer);
  open.push(server);
  return server;
}

interface Asked extends Partial<ApiRequest<unknown>> {
  budget?: number;
  secretKey?: string;
}

/** Asks a server as the Clerk adapter would. */
async function ask(
  baseUrl: string,
  { budget = patient, secretKey = key, ...request }: Asked = {},
): Promise<unknown> {
  const deadline = new Deadline(budget);
  try {
    const whole = { method: 'GET', path: '/sessions', answer: z.unknown(), ...request } as const;
    return await openApi(clerkAt(baseUrl, secretKey), deadline, testWire()).request(whole);
  } finally {
    deadline.end();
  }
}

const sends = (bytes: string | Buffer) => (socket: Socket) => void socket.write(bytes);

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

describe('an answer without a body', () => {
  test.each(['204 No Content', '200 OK'])('%s is one where nothing is expected', async (status) => {
    const server = await serverThat(sends(reply(status, {}, '')));
    expect(await ask(server.baseUrl, { method: 'DELETE' })).toBeUndefined();
  });

  test.each(['204 No Content', '200 OK'])('%s is none where something is', async (status) => {
    const server = await serverThat(sends(reply(status, json, '')));
    const failed = await failureOf(ask(server.baseUrl, { answer: z.object({ id: z.string() }) }));
    expect(failed).toMatchObject({
      code: 'bad-answer',
      got: 'the answer does not have the documented shape',
    });
  });
});

describe('an operation that ends', () => {
  test('closes the sockets of what was still under way, and nothing is sent again', async () => {
    let accepted = 0;
    const closed = Promise.withResolvers<undefined>();
    const server = await serverThat((socket) => {
      accepted += 1;
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n[1,');
      socket.on('close', () => closed.resolve(undefined));
    });
    const deadline = new Deadline(30_000);
    const list = { method: 'GET', path: '/sessions', answer: z.unknown() } as const;
    const failed = failureOf(openApi(clerkAt(server.baseUrl, key), deadline, testWire()).request(list));
    await expect.poll(() => accepted).toBe(1);
    deadline.end();
    await closed.promise;
    expect(await failed).toMatchObject({ got: expect.stringMatching(/^broken off/) as string });
    expect(accepted).toBe(1);
  });
});

describe('what a server says reaches the person', () => {
  test('but never a key that it repeats', async () => {
    const forms = [key, encodeURIComponent(key), Buffer.from(key).toString('base64'), JSON.stringify(key)];
    const message = `The key ${forms.join(' or ')} is wrong`;
    const body = JSON.stringify({ errors: [{ code: 'clerk_key_invalid', message }] });
    const server = await serverThat(sends(reply('401 Unauthorized', json, body)));
    const { got } = await failureOf(ask(server.baseUrl));
    expect(got).toMatch(/^401 clerk_key_invalid: The key \[redacted\] or/);
    for (const form of [key, Buffer.from(key).toString('base64')]) expect(got).not.toContain(form);
  });

  test('and with its control and bidi characters made visible', async () => {
    const body = JSON.stringify({ errors: [{ message: 'gone\u202e\u0007\nForged line' }] });
    const server = await serverThat(sends(reply('404 Not Found', json, body)));
    expect((await failureOf(ask(server.baseUrl))).got).toBe('404 gone\\u{202e}\\u{7}\\u{a}Forged line');
  });
});

describe('a GET with a body, which fetch cannot send', () => {
  const context = { sessioninfo: { ip: '192.0.2.1' } };

  test('arrives with its body and its key, and its bytes come back as they are', async () => {
    let asked = '';
    const server = await serverThat((socket, request) => {
      asked += request;
      if (asked.includes('}}'))
        socket.write(
          reply('200 OK', { 'Content-Type': 'application/octet-stream' }, Buffer.from([0, 255, 7])),
        );
    });
    const bytes = await ask(server.baseUrl, { body: context, bytes: true });
    expect([...(bytes as Uint8Array)]).toEqual([0, 255, 7]);
    expect(asked).toMatch(/^GET \/v1\/sessions HTTP\/1\.1/);
    expect(asked).toContain(JSON.stringify(context));
    expect(asked).toContain(`Bearer ${key}`);
  });

  test('is not redirected either', async () => {
    const other = await serverThat(sends(reply('200 OK', json, '[]')));
    const server = await serverThat(sends(reply('307 Moved', { Location: `${other.baseUrl}/sessions` }, '')));
    expect(await failureOf(ask(server.baseUrl, { body: context }))).toMatchObject({ code: 'bad-answer' });
    expect(other.accepted()).toBe(0);
  });

  test('ends with its deadline', async () => {
    const server = await serverThat(() => undefined);
    expect(await failureOf(ask(server.baseUrl, { body: context, budget: 200 }))).toMatchObject({
      code: 'timed-out',
    });
  });
});

test('a key that a header cannot carry is refused without being repeated', async () => {
  const server = await serverThat(sends(reply('200 OK', json, '[]')));
  const failed = await failureOf(ask(server.baseUrl, { secretKey: 'sk_test_a\r\nX-Evil: 1' }));
  expect(failed).toMatchObject({ code: 'invalid', field: 'Authorization' });
  expect(JSON.stringify(failed)).not.toContain('sk_test_a');
  expect(server.accepted()).toBe(0);
});

test('TLS is verified although the environment says not to', async () => {
  const previous = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  const { createServer } = await import('node:https');
  const { selfSigned } = await import('../../support/servers/self-signed.ts');
  const server = createServer(selfSigned, (_, response) => response.end('[]'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const failed = await failureOf(ask(`https://localhost:${port}/v1`));
  expect(failed).toMatchObject({ code: 'unreachable' });
  expect(failed.got).toMatch(/certificate/);
  server.closeAllConnections();
  server.close();
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = previous ?? '';
});
