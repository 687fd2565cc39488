import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Random } from '../../../../mock-server/random.ts';
import { chunks, encodings, headerLines, others, statusLines, types, waits } from './oddities.ts';
import { isOfConnection, pairs, type Recorded } from '../recordings.ts';
import type { Reply } from '../reply-server.ts';

/** How a reply is made wrong; those that leave the client waiting come seldom. */
type Way = (honest: Recorded, random: Random, words: readonly string[]) => Reply;

const end = (...pieces: (string | Buffer)[]): Reply => ({ pieces, then: 'end' });

/** An honest answer as it goes over the wire, with these headers beside its own. */
export function onWire({ status, headers, body }: Recorded, extra: string[] = []): Buffer {
  const own = pairs(headers).filter(([name]) => !isOfConnection(name));
  const sized = [...own, ...pairs(extra), ['Content-Length', String(body.length)]];
  const lines = sized.map(([name = '', value = '']) => `${name}: ${value}\r\n`).join('');
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} OK\r\n${lines}\r\n`, 'latin1'), body]);
}

function withHead(head: string, body: string | Buffer = '[]'): Buffer {
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), Buffer.from(body)]);
}

const json = 'Content-Type: application/json';

const packers = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync };
const bomb = gzipSync(Buffer.alloc(24 * 1024 * 1024, 0x20), { level: 9 });

function noise(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.integer(0, 255)));
}

function flipped(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  const times = random.integer(1, 12);
  for (let time = 0; time < times; time += 1)
    copy[random.integer(0, Math.max(0, copy.length - 1))] = random.integer(0, 255);
  return copy;
}

function packed({ status, headers, body }: Recorded, random: Random): Reply {
  const name = random.pick(['gzip', 'br', 'deflate'] as const);
  const whole = packers[name](body.length > 0 ? body : '[]');
  const bad = random.integer(0, 1)
    ? flipped(whole, random)
    : whole.subarray(0, random.integer(0, whole.length - 1));
  return { pieces: [onWire({ status, headers, body: bad }, ['Content-Encoding', name])], then: 'keep' };
}

/** Each way to be malformed, with how often it is taken against the others. */
const ways: Record<string, [weight: number, way: Way]> = {
  'broken status line': [8, (_, random) => end(withHead(`${random.pick(statusLines)}\r\n${json}`))],
  'broken header': [
    12,
    (_, random) => end(withHead(`HTTP/1.1 200 OK\r\n${json}\r\n${random.pick(headerLines)}`)),
  ],
  'broken chunks': [
    10,
    (_, random) =>
      end(withHead(`HTTP/1.1 200 OK\r\n${json}\r\nTransfer-Encoding: chunked`, random.pick(chunks))),
  ],
  'corrupt compression': [12, (honest, random) => packed(honest, random)],
  'false compression': [
    8,
    (honest, random) => ({
      pieces: [
        onWire({ ...honest, body: Buffer.alloc(40, 0xff) }, ['Content-Encoding', random.pick(encodings)]),
      ],
      then: 'keep',
    }),
  ],
  bomb: [
    0.3,
    (honest) => ({ pieces: [onWire({ ...honest, body: bomb }, ['Content-Encoding', 'gzip'])], then: 'keep' }),
  ],
  '1xx and again': [
    3,
    (honest, random) => {
      const early = `HTTP/1.1 ${random.pick([100, 101, 102, 103, 199])} Early\r\nX: a\r\n\r\n`;
      return end(early.repeat(random.pick([1, 5, 500])), ...(random.integer(0, 1) ? [onWire(honest)] : []));
    },
  ],
  'cut off': [
    16,
    (honest, random) => {
      const whole = onWire(honest);
      const piece = whole.subarray(0, random.integer(0, whole.length - 1));
      return { pieces: [piece], then: random.pick(['end', 'reset'] as const) };
    },
  ],
  'bytes changed': [18, (honest, random) => end(flipped(onWire(honest), random))],
  'wrong type': [
    6,
    (honest, random) => {
      const headers = ['Content-Type', random.pick(types)];
      return { pieces: [onWire({ ...honest, headers })], then: 'keep' };
    },
  ],
  'not UTF-8': [
    4,
    ({ status, headers, body }, random) => {
      const wide = Buffer.from(body.toString(), 'utf16le');
      const bad = random.pick([
        wide,
        Buffer.concat([Buffer.from([0xff, 0xfe]), wide]),
        flipped(body, random),
      ]);
      return { pieces: [onWire({ status, headers, body: bad })], then: 'keep' };
    },
  ],
  'odd status': [
    8,
    (honest, random, words) => {
      const status = random.pick([
        201, 204, 205, 206, 226, 300, 301, 304, 307, 308, 400, 401, 407, 421, 451, 500, 599,
      ]);
      const said = {
        code: random.pick(words),
        message: `no ${random.pick(words)}`,
        field: random.pick(words),
      };
      const body = random.integer(0, 1)
        ? honest.body
        : Buffer.from(JSON.stringify({ error: said, errors: [said], ...said }));
      return end(onWire({ ...honest, status, body }, ['Location', `http://127.0.0.1:9/${random.text(4)}`]));
    },
  ],
  'odd wait': [
    3,
    (honest, random) =>
      end(onWire({ ...honest, status: random.pick([429, 503]) }, ['Retry-After', random.pick(waits)])),
  ],
  'the key sent back': [
    4,
    (honest, random, words) => {
      const word = random.pick(words).replace(/[^\x20-\x7e]/g, '');
      return end(
        onWire({ ...honest, status: random.pick([200, 400, 500]) }, ['X-Request-Id', word, 'Location', word]),
      );
    },
  ],
  'two answers for one': [
    3,
    (honest) => ({ pieces: [Buffer.concat([onWire(honest), onWire(honest)])], then: 'keep' }),
  ],
  'not HTTP': [4, (_, random) => end(random.pick(others))],
  noise: [4, (_, random) => end(noise(random, random.pick([1, 16, 200, 2000])))],
  'nothing more': [
    0.8,
    (honest, random) => {
      const whole = onWire(honest);
      return { pieces: [whole.subarray(0, random.integer(0, whole.length - 1))], then: 'stall' };
    },
  ],
  'drop by drop': [
    0.4,
    (honest) => {
      const whole = onWire(honest);
      return {
        pieces: Array.from(whole.subarray(0, 200), (byte) => Buffer.from([byte])),
        then: 'stall',
        every: 5,
      };
    },
  ],
};

const sum = Object.values(ways).reduce((all, [weight]) => all + weight, 0);

/** A malformed reply, made of an honest one. `words` are put where a server has its say: secrets, for one. */
export function malformed(
  honest: Recorded,
  random: Random,
  words: readonly string[],
): Reply & { kind: string } {
  let drawn = (random.integer(1, 1_000_000) / 1_000_000) * sum;
  for (const [kind, [weight, way]] of Object.entries(ways)) {
    drawn -= weight;
    if (drawn <= 0) return { kind, ...way(honest, random, words) };
  }
  return { kind: 'nothing at all', ...end() };
}
