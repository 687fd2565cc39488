import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';

// A Clerk-shaped server for measuring: lists of 500 a page, and ends. Of every hundred ends one is a lie: the answer says
// 200 and “revoked”, and the session lives on.

const { values } = parseArgs({
  options: { rows: { type: 'string' }, latency: { type: 'string' }, rate: { type: 'string' } },
});
const rows = Number(values.rows ?? 500);
/** How long an answer takes, ms. */
const latency = Number(values.latency ?? 0);
/** Requests that are let through in each second of the clock. */
const rate = Number(values.rate ?? Infinity);
/** Ends by itself after this time, ms. */
const longest = 10 * 60_000;

const ended = new Set<string>();
const requests = { all: 0, refused: 0 };
let second = { nth: 0, used: 0 };

const idOf = (nth: number) => `sess_${String(nth).padStart(8, '0')}abcdefghijkl`;

function rowOf(nth: number): object {
  const id = idOf(nth);
  const activity = {
    id: `act_${nth}`,
    device_type: ['Windows', 'macOS', 'Linux'][nth % 3],
    is_mobile: false,
  };
  const browser = { browser_name: ['Chrome', 'Firefox'][nth % 2], browser_version: `${100 + (nth % 30)}.0` };
  const place = {
    ip_address: `10.${nth >> 16}.${(nth >> 8) & 255}.${nth & 255}`,
    city: 'Lisbon',
    country: 'PT',
  };
  return {
    ...{ object: 'session', id, client_id: `client_${nth % 4000}`, user_id: 'user_1', actor: null },
    ...{ status: ended.has(id) ? 'revoked' : 'active', last_active_at: 1_760_000_000_000 - nth * 1000 },
    ...{ expire_at: 1_990_000_000_000, abandon_at: 1_990_000_000_000, created_at: 1_750_000_000_000 },
    latest_activity: { object: 'session_activity', ...activity, ...browser, ...place },
  };
}

/** Pages as they are sent, by offset, so that the server costs little. An end makes those that were made wrong. */
const pages = new Map<number, Buffer>();

function listOf(query: URLSearchParams): Buffer {
  const from = Number(query.get('offset') ?? 0);
  const known = pages.get(from);
  if (known) return known;
  const to = Math.min(rows, from + Number(query.get('limit') ?? 10));
  const data = Array.from({ length: Math.max(0, to - from) }, (_, index) => rowOf(from + index));
  const page = Buffer.from(JSON.stringify({ data, total_count: rows }));
  pages.set(from, page);
  return page;
}

function end(id: string): string {
  const isLie = Number(id.slice(5, 13)) % 100 === 37;
  if (!isLie) {
    ended.add(id);
    pages.clear();
  }
  return JSON.stringify({ object: 'session', id, status: 'revoked', user_id: 'user_1' });
}

function isRefused(): boolean {
  const nth = Math.floor(Date.now() / 1000);
  if (second.nth !== nth) second = { nth, used: 0 };
  second.used += 1;
  return second.used > rate;
}

function answer(url: URL, response: ServerResponse): void {
  response.setHeader('content-type', 'application/json');
  if (url.pathname === '/stats') return void response.end(JSON.stringify({ ...requests, ended: ended.size }));
  if (url.pathname === '/reset') {
    ended.clear();
    pages.clear();
    Object.assign(requests, { all: 0, refused: 0 });
    return void response.end('{}');
  }
  requests.all += 1;
  if (isRefused()) {
    requests.refused += 1;
    return void response.writeHead(429, { 'retry-after': '1' }).end('{"errors":[]}');
  }
  const id = /^\/sessions\/([^/]+)\/revoke$/.exec(url.pathname)?.[1];
  const body = id === undefined ? listOf(url.searchParams) : end(id);
  setTimeout(() => response.end(body), latency);
}

const server = createServer((request, response) => {
  request.resume();
  answer(new URL(request.url ?? '/', 'http://server'), response);
});
server.keepAliveTimeout = longest;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
// The bench has ended, in whatever way.
process.on('disconnect', () => process.exit());
setTimeout(() => process.exit(), longest);
