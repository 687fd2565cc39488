import { networkInterfaces } from 'node:os';
import type { Attempt } from './figures.ts';
import { spoilt, strange, waysOut, type RawRequest } from './raw-variants.ts';
import { bytesOf, isSuccess, sendBytes } from './send.ts';
import { codeOf, type Ground } from './ground.ts';
import { otherLoopback } from '../../support/servers/loopback.ts';

/** Requests sent at the same time. */
const abreast = 24;

function good({ shell, token }: Ground, what: string, target: string, body: string): RawRequest {
  const authority = `127.0.0.1:${shell.port}`;
  const headers: RawRequest['headers'] = [
    ['Host', authority],
    ['Origin', `http://${authority}`],
    ['Content-Type', 'application/json'],
    ['X-Sessiondeck-Token', token],
    ['Connection', 'close'],
  ];
  return { what, method: 'POST', target, headers, body };
}

/** The requests that the page itself makes: all of them get through. */
export function goodRequests(ground: Ground): RawRequest[] {
  return [
    good(ground, 'reading', '/bridge/connections.list', '{}'),
    good(ground, 'changing', '/bridge/settings.save', '{"undo":"off"}'),
    good(ground, 'events', '/events', '{}'),
    good(ground, 'launching', '/launch', JSON.stringify({ code: codeOf(ground.shell) })),
  ];
}

/** What the mock server is asked to end: the first of these gets through, with the key. */
export function goodEnd({ ending }: Ground, key: string): RawRequest {
  const { port, path } = ending;
  const headers: RawRequest['headers'] = [
    ['Host', `127.0.0.1:${port}`],
    ['Authorization', `Bearer ${key}`],
    ['Connection', 'close'],
  ];
  return { what: 'ending at the mock server', method: 'DELETE', target: path, headers, body: '' };
}

function page({ shell }: Ground): RawRequest {
  const headers: RawRequest['headers'] = [
    ['Host', `127.0.0.1:${shell.port}`],
    ['Connection', 'close'],
  ];
  return { what: 'the page', method: 'GET', target: '/', headers, body: '' };
}

/** Requests of which two parties could read different things, or that are no HTTP. */
function malformed(request: RawRequest): [string, string][] {
  const whole = bytesOf(request);
  const [head = '', body = ''] = whole.split('\r\n\r\n');
  const chunked = `${head}\r\nTransfer-Encoding: chunked\r\n\r\n`;
  const smuggled = `0\r\n\r\n${whole}`;
  return [
    ['length and chunks', chunked + smuggled],
    ['two lengths', `${head}\r\nContent-Length: 0\r\n\r\n${body}`],
    ['a chunk of no size', `${chunked}zz\r\n{}\r\n0\r\n\r\n`],
    ['chunks of another name', `${head}\r\nTransfer-Encoding: xchunked\r\n\r\n${body}`],
    ['a folded header', `${head}\r\nX-A: b\r\n c\r\n\r\n${body}`],
    ['a space before the colon', `${head}\r\nX-A : b\r\n\r\n${body}`],
    ['a header with a NUL', `${head}\r\nX-A: b\0c\r\n\r\n${body}`],
    ['a header of 70 KiB', `${head}\r\nX-A: ${'a'.repeat(70 * 1024)}\r\n\r\n${body}`],
    ['HTTP/0.9', `${request.method} ${request.target}\r\n\r\n`],
    ['HTTP/2 without TLS', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['no HTTP', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000'],
    [
      'a length that is a lie',
      `${head.replace(/Content-Length: \d+/, 'Content-Length: 1048577')}\r\n\r\n${body}`,
    ],
  ];
}

/** What is sent to which port of which address. */
interface Job {
  what: string;
  port: number;
  bytes: string;
  address?: string;
}

/** Whoever comes with a code that is none: one that was used, over and over, and the beginning of a good one. */
function launches(ground: Ground): RawRequest[] {
  const { usedCode, shell } = ground;
  const codes = [usedCode, usedCode, usedCode, codeOf(shell).slice(0, 16), codeOf(shell).slice(0, -1), ''];
  return codes.map((code) =>
    good(
      ground,
      `launching with ${code === usedCode ? 'a used code' : `“${code}”`}`,
      '/launch',
      JSON.stringify({ code }),
    ),
  );
}

/** The addresses by which other machines reach this one, and those of its own beside 127.0.0.1. */
function otherAddresses(): string[] {
  const own = Object.values(networkInterfaces()).flatMap((given) => given ?? []);
  const others = own.filter(({ scopeid = 0 }) => scopeid === 0).map(({ address }) => address);
  return [...otherLoopback, ...others.filter((address) => address !== '127.0.0.1')];
}

/** Requests as the page makes them, which would get through if only anybody listened there. */
function fromElsewhere(ground: Ground): Job[] {
  const requests = [page(ground), ...goodRequests(ground)];
  return otherAddresses().flatMap((address) =>
    requests.map((request) => ({
      what: `${request.what} at ${address}`,
      ...{ port: ground.shell.port, bytes: bytesOf(request), address },
    })),
  );
}

/** Sends every raw variant; resolves with what came of each. */
export async function attackRaw(ground: Ground): Promise<Attempt[]> {
  const { shell, ending, token } = ground;
  const withToken = goodRequests(ground).filter(({ target }) => target !== '/launch');
  const toShell = withToken.flatMap((request) => spoilt(request, shell.port, token));
  const launch = spoilt(good(ground, 'launching', '/launch', `{"code":"${token}"}`), shell.port, null);
  const ways = waysOut.map((target) => ({ ...page(ground), what: `the page, ${target}`, target }));
  const files = [...strange(page(ground), shell.port), ...ways];
  const toMock = strange(goodEnd(ground, ending.key), ending.port);
  const jobTo = (port: number) => (request: RawRequest) => ({
    ...{ what: request.what, port, bytes: bytesOf(request) },
  });
  const [, changing = page(ground)] = goodRequests(ground);
  const bare = { ...changing, headers: page(ground).headers.slice(0, 1) };
  const jobs: Job[] = [
    ...[...toShell, ...launch, ...launches(ground), ...files].map(jobTo(shell.port)),
    ...toMock.map(jobTo(ending.port)),
    ...malformed(bare).map(([what, bytes]) => ({ what, port: shell.port, bytes })),
    ...fromElsewhere(ground),
  ];
  const attempts: Attempt[] = [];
  for (let at = 0; at < jobs.length; at += abreast) {
    const some = jobs.slice(at, at + abreast).map(async ({ what, port, bytes, address }) => {
      attempts.push({ what, succeeded: isSuccess(await sendBytes(port, bytes, address)) });
    });
    await Promise.all(some);
  }
  return attempts;
}
