import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { securityHeaders } from '../../electron/web/request-rules.ts';
import { sendBytes } from '../proof/hostile/send.ts';
import { openShell, statusOf, without, type Headers } from '../support/shells/web-shell.ts';

let open: Awaited<ReturnType<typeof openShell>>;
beforeEach(async () => {
  open = await openShell();
});
afterEach(() => open.shell.close());

const text = (headers: Headers) => headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
const call = 'POST /bridge/app.about HTTP/1.1\r\n';
const send = (bytes: string) => sendBytes(open.shell.port, bytes);

/** What is wrong with the headers of an answer, whatever it says. */
function flawsOf(answer: string): string[] {
  const [head = ''] = answer.split('\r\n\r\n');
  const lines = head.split('\r\n').slice(1);
  const given = new Map(lines.map((line) => [line.split(': ')[0] ?? '', line.slice(line.indexOf(': ') + 2)]));
  const banned = /^(access-control-|set-cookie|server$|x-powered-by)/i;
  return [
    ...Object.entries(securityHeaders)
      .filter(([name, value]) => given.get(name) !== value)
      .map(([name]) => `${name} is missing`),
    ...[...given.keys()].filter((name) => banned.test(name)),
  ];
}

describe('every answer, also to what is no request, has all headers of safety, no CORS and no cookie:', () => {
  const preflight: Headers = [
    ['Access-Control-Request-Method', 'POST'],
    ['Access-Control-Request-Headers', 'x-sessiondeck-token'],
  ];
  const asked = (method: string, path: string, change = (headers: Headers) => headers) => {
    const body = method === 'POST' ? '{}' : '';
    const all: Headers = [...change(open.own), ['Connection', 'close']];
    return `${method} ${path} HTTP/1.1\r\n${text(all)}Content-Length: ${body.length}\r\n\r\n${body}`;
  };
  const answers: [string, number, () => string][] = [
    ['the page', 200, () => asked('GET', '/')],
    ['a call', 200, () => asked('POST', '/bridge/app.about')],
    ['events', 200, () => asked('POST', '/events')],
    ['no file', 404, () => asked('GET', '/nothing')],
    ['a call by GET', 405, () => asked('GET', '/bridge/app.about')],
    ['a file by POST', 405, () => asked('POST', '/')],
    ['a wrong code', 401, () => asked('POST', '/launch')],
    ['no token', 401, () => asked('POST', '/events', (all) => without(all, 'X-Sessiondeck-Token'))],
    ['another Host', 403, () => asked('GET', '/', () => [['Host', 'evil.test']])],
    ['no Host', 403, () => asked('GET', '/', () => [])],
    ['another Origin', 403, () => asked('POST', '/launch', (all) => [...without(all, 'Origin'), evil])],
    ['a form', 415, () => asked('POST', '/launch', (all) => without(all, 'Content-Type'))],
    ['a body of 1 MiB and a byte', 413, () => `${call}${text(open.own)}Content-Length: 1048577\r\n\r\n`],
    ['broken JSON', 400, () => `${call}${text(open.own)}Content-Length: 1\r\n\r\n{`],
    [
      'what waits for a go',
      417,
      () => asked('POST', '/launch', (all) => [...all, ['Expect', '100-continue']]),
    ],
    ['an unknown wish', 417, () => asked('POST', '/launch', (all) => [...all, ['Expect', 'tea']])],
    ['a header of 60 KiB', 200, () => asked('GET', '/', (all) => [...all, ['X-A', 'a'.repeat(61_440)]])],
    ['a header of 70 KiB', 431, () => asked('GET', '/', (all) => [...all, ['X-A', 'a'.repeat(71_680)]])],
    ['no HTTP', 400, () => '\u0016\u0003\u0001\u0002\u0000'],
    ['a TLS hello and more', 400, () => '\u0016\u0003\u0001\r\n\r\n'],
    ...['OPTIONS', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'].map(
      (method): [string, number, () => string] => [
        ...([method, 405] as [string, number]),
        () => asked(method, '/bridge/app.about', (all) => [...all, ...preflight]),
      ],
    ),
  ];
  const evil: [string, string] = ['Origin', 'http://evil.test'];

  test.each(answers)('%s: %i', async (_, status, bytes) => {
    const answer = await send(bytes());
    expect([statusOf(answer), flawsOf(answer)]).toEqual([status, []]);
  });

  test('one that lacks a header or allows an origin is found: the claim above can fail', () => {
    const lines = Object.entries(securityHeaders).map(([name, value]) => `${name}: ${value}`);
    const answer = (given: string[]) => ['HTTP/1.1 200 OK', ...given, '', ''].join('\r\n');
    expect(flawsOf(answer(lines))).toEqual([]);
    expect(flawsOf(answer(lines.slice(1)))).toEqual(['Content-Security-Policy is missing']);
    expect(flawsOf(answer([...lines, 'Set-Cookie: a=b', 'access-control-allow-origin: *']))).toHaveLength(2);
  });
});

test.each([
  ['a WebSocket (CVE-2018-14732)', 'GET /events HTTP/1.1\r\n', 'websocket'],
  ['a WebSocket where calls go', 'GET /bridge/app.about HTTP/1.1\r\n', 'websocket'],
  ['HTTP/2', 'GET / HTTP/1.1\r\n', 'h2c'],
  ['a tunnel', 'CONNECT 127.0.0.1:22 HTTP/1.1\r\n', 'tcp'],
])(
  '%s is asked for, also with the token: cut off, with not a byte of an answer',
  async (_, line, protocol) => {
    const upgrade = `Connection: Upgrade\r\nUpgrade: ${protocol}\r\nSec-WebSocket-Version: 13\r\n`;
    const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
    expect(await send(`${line}${text(open.own)}${upgrade}${key}\r\n`)).toBe('');
    expect(open.effects).toEqual([]);
  },
);

describe('what two readers could read as different requests', () => {
  const own = () => `${call}${text(open.own)}`;
  const whole = () => `${own()}Content-Length: 2\r\n\r\n{}`;
  const inner = () => `${own()}Connection: close\r\nContent-Length: 2\r\n\r\n{}`;

  test.each<[string, () => string]>([
    [
      'has a length and chunks',
      () => `${own()}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    [
      'has chunks and a length',
      () => `${own()}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n`,
    ],
    ['has two lengths', () => `${own()}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
    ['has a length twice', () => `${own()}Content-Length: 2, 2\r\n\r\n{}`],
    ['has a length of +2', () => `${own()}Content-Length: +2\r\n\r\n{}`],
    ['has a length of -1', () => `${own()}Content-Length: -1\r\n\r\n{}`],
    ['has a length of 0x2', () => `${own()}Content-Length: 0x2\r\n\r\n{}`],
    ['has a chunk of no size', () => `${own()}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`],
    [
      'has a chunk of a negative size',
      () => `${own()}Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n`,
    ],
    [
      'has a chunk that is longer than it says',
      () => `${own()}Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n`,
    ],
    [
      'has a chunk size that ends in a bare LF',
      () => `${own()}Transfer-Encoding: chunked\r\n\r\n2\n{}\r\n0\r\n\r\n`,
    ],
    ['has chunks that are not last', () => `${own()}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`],
    ['has chunks of another name', () => `${own()}Transfer-Encoding: xchunked\r\n\r\n{}`],
    ['folds a header', () => `${call}X-A: b\r\n c: d\r\n${text(open.own)}Content-Length: 2\r\n\r\n{}`],
    ['has a space before a colon', () => `${own()}Content-Length : 2\r\n\r\n{}`],
    ['has a NUL in a header', () => `${own()}X-A: b\0c\r\nContent-Length: 2\r\n\r\n{}`],
    ['has a bare CR in a header', () => `${own()}X-A: b\rc\r\nContent-Length: 2\r\n\r\n{}`],
    ['ends a header in a bare LF', () => `${own()}X-A: b\nContent-Length: 2\r\n\r\n{}`],
    ['ends all lines in a bare LF', () => whole().replaceAll('\r', '')],
    ['has a header without a name', () => `${own()}: b\r\nContent-Length: 2\r\n\r\n{}`],
    ['has no version', () => whole().replace(' HTTP/1.1', '')],
    ['has another version', () => whole().replace('HTTP/1.1', 'HTTP/3.7')],
    ['begins with HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ])('%s: refused with 400, and what follows is not read', async (_, bytes) => {
    const answers = await send(bytes() + inner());
    expect(answers.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 400']);
    expect(flawsOf(answers)).toEqual([]);
    expect(open.effects).toEqual([]);
  });

  test('is not what comes twice over, whole: the claims above can fail', async () => {
    expect(statusOf(await send(whole() + inner()))).toBe(200);
    expect(open.effects.length).toBeGreaterThan(0);
  });
});

/** A connection that sends these bytes, and no more. */
function hold(bytes: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(open.shell.port, '127.0.0.1', () => {
      socket.write(bytes);
      resolve(socket);
    });
    socket.on('error', reject);
  });
}

describe('who holds connections', () => {
  test('and sends nothing more does not keep the page out: of two hundred, the oldest have to go', async () => {
    const events = await hold(`POST /events HTTP/1.1\r\n${text(open.own)}Content-Length: 2\r\n\r\n{}`);
    await expect.poll(() => open.effects.length).toBeGreaterThan(0);
    const held: Socket[] = [];
    for (let nth = 0; nth < 200; nth += 1) {
      held.push(await hold('POST /bridge/app.about HTTP/1.1\r\nX-A: b'));
    }
    await expect.poll(() => held.filter(({ destroyed }) => destroyed).length).toBeGreaterThanOrEqual(136);
    expect(held.slice(-60).filter(({ destroyed }) => destroyed)).toEqual([]);
    expect(statusOf(await open.ask('GET', '/'))).toBe(200);
    expect(statusOf(await open.ask('POST', '/bridge/app.about'))).toBe(200);
    expect(events.destroyed).toBe(false);
    for (const socket of [...held, events]) socket.destroy();
  });

  test('and sends chunks of more than 1 MiB has no effect, and is hung up on', async () => {
    const chunk = `4000\r\n${'a'.repeat(0x4000)}\r\n`;
    const chunked = (most: number) =>
      `${call}${text(open.own)}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n"\r\n${chunk.repeat(most)}1\r\n"\r\n0\r\n\r\n`;
    // The connection may be gone before the refusal is read.
    expect([413, 0]).toContain(statusOf(await send(chunked(65))));
    expect(open.effects).toEqual([]);
    expect(statusOf(await send(chunked(60)))).toBe(200);
  });

  test('and breaks off in the middle of a body does no harm', async () => {
    const headers = `${text(open.own)}Content-Length: 100\r\n\r\n{`;
    for (const path of ['/launch', '/bridge/app.about', '/events']) {
      const socket = await hold(`POST ${path} HTTP/1.1\r\n${headers}`);
      await expect.poll(() => socket.bytesWritten).toBeGreaterThan(headers.length);
      socket.resetAndDestroy();
    }
    expect(statusOf(await open.ask('POST', '/bridge/app.about'))).toBe(200);
  });
});
