import { connect as connectSocket } from 'node:net';
import type { Random } from '../../../mock-server/random.ts';

/** Where the browser shell is, and what lets a page in. */
export interface Door {
  port: number;
  token: string;
}

interface Patience {
  /** When the other side must have closed, ms. */
  ms: number;
  /** When our side says that nothing more comes, ms. */
  patience: number;
}

/** Sends bytes to a port of 127.0.0.1; resolves with what came until the other side closed, or null when it did not. */
export function sendRaw(
  port: number,
  bytes: string | Buffer,
  { ms, patience }: Patience,
): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connectSocket(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    const done = (came: string | null) => {
      clearTimeout(timer);
      clearTimeout(end);
      socket.destroy();
      resolve(came);
    };
    const timer = setTimeout(() => done(null), ms + patience);
    const end = setTimeout(() => socket.end(), patience);
    const text = () => Buffer.concat(chunks).toString('latin1');
    socket.on('data', (chunk) => chunks.push(chunk));
    // A server that hangs up on such bytes does well.
    socket.on('error', () => done(text()));
    socket.on('close', () => done(text()));
    socket.write(bytes);
  });
}

const versions = ['HTTP/1.1', 'HTTP/1.0', 'HTTP/2', 'http/1.1', 'HTTP/1.1 X', ''];
const verbs = ['POST', 'POST', 'POST', 'GET', 'PUT', 'CONNECT', 'TRACE', 'P\0ST', 'post', 'OPTIONS'];
const odd = [
  ...[
    'X: \0',
    'X',
    ' X: y',
    'Content-Length: -1',
    'Content-Length: 99999999999',
    'Content-Length: 1, 2',
    'Expect: 100-continue',
  ],
  ...[
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: gzip, chunked',
    'Upgrade: websocket\r\nConnection: upgrade',
    'X: a\nY: b',
  ],
  ...[
    'Content-Encoding: gzip',
    'Host: 127.0.0.1',
    'Origin: null',
    `X: ${'x'.repeat(20_000)}`,
    'X: y\r\n'.repeat(3000).trim(),
  ],
];

interface Spoilt {
  kind: string;
  bytes: Buffer;
  /** Whether it is a proper request, so that there is an answer to wait for. */
  isWhole: boolean;
}

/** A call of the browser shell with this JSON, whole or with something wrong in how it is sent. */
export function spoiltRequest(door: Door, path: string, json: string, random: Random): Spoilt {
  const host = `127.0.0.1:${door.port}`;
  const given = [
    `Host: ${host}`,
    `Origin: http://${host}`,
    `X-Sessiondeck-Token: ${door.token}`,
    'Connection: close',
  ];
  const whole = (body: string | Buffer, headers = given, start = `POST ${path} HTTP/1.1`) => {
    const bytes = Buffer.from(body);
    const lines = [start, ...headers, 'Content-Type: application/json', `Content-Length: ${bytes.length}`];
    return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]);
  };
  const kind = random.integer(1, 20);
  if (kind <= 10) return { kind: 'mutated JSON', bytes: whole(json), isWhole: true };
  if (kind <= 12) {
    const start = `${random.pick(verbs)} ${random.pick([path, '*', '//', '/bridge/%00', `${path}?x#y`])} ${random.pick(versions)}`;
    return { kind: 'odd request line', bytes: whole(json, given, start), isWhole: false };
  }
  if (kind <= 15)
    return { kind: 'odd header', bytes: whole(json, [...given, random.pick(odd)]), isWhole: false };
  if (kind <= 17) {
    const bytes = whole(json);
    const piece = bytes.subarray(0, random.integer(0, bytes.length - 1));
    return { kind: 'cut off', bytes: piece, isWhole: false };
  }
  if (kind === 18) {
    const noise = Buffer.from(
      Array.from({ length: random.pick([1, 30, 300]) }, () => random.integer(0, 255)),
    );
    return { kind: 'bytes that are no text', bytes: whole(noise), isWhole: true };
  }
  if (kind === 19 && random.integer(1, 10) === 1)
    return { kind: 'too large', bytes: whole('x'.repeat(1_200_000)), isWhole: true };
  const bytes = Buffer.from(whole(json));
  for (let time = 0; time < 6; time += 1) bytes[random.integer(0, bytes.length - 1)] = random.integer(0, 255);
  return { kind: 'bytes changed', bytes, isWhole: false };
}
