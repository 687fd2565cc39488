import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBody, refusalReason } from '../../mock-server/incoming.ts';

type Given = Parameters<typeof refusalReason>[2];
type Headers = Record<string, string>;

const closed: Given = { checksOrigin: false, mayBeOpened: false };
const page: Given = { checksOrigin: false, mayBeOpened: true };
const byItself: Given = { checksOrigin: true, mayBeOpened: false };

let server: Server;
let port: number;
let received: (request: IncomingMessage) => Promise<unknown>;
beforeAll(async () => {
  server = createServer((request, response) => {
    void received(request).then((got) => response.end(got === undefined ? 'nothing' : JSON.stringify(got)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** What is made of a request with exactly these headers, by a real server. */
function send(
  receive: typeof received,
  { method = 'GET', headers = {}, body = '' }: { method?: string; headers?: Headers; body?: string },
): Promise<string> {
  received = receive;
  return new Promise((resolve, reject) => {
    const own = Object.entries({ Host: `127.0.0.1:${port}`, ...headers });
    const named = own.map(([name, value]) => [name, value.replace('PORT', String(port))]);
    const options = { host: '127.0.0.1', port, method, headers: named.flat(), agent: false };
    const request = httpRequest(options, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk))).on('end', () => resolve(text));
    });
    request.on('error', reject).end(body);
  });
}

const ask = (given: Given, headers: Headers, method?: string) =>
  send(async (request) => refusalReason(request, port, given), { headers, ...(method && { method }) });

const otherSite = '"Requests from other sites are refused"';
const otherOrigin = '"Requests from other origins are refused"';

test.each(['http://evil.test/sessions', 'https://127.0.0.1/sessions', '//evil.test/sessions'])(
  'a request for %s is refused, whatever its Host says; by its path it is let in',
  (url) => {
    const request = { url, headers: {}, headersDistinct: { host: [`127.0.0.1:${port}`] } };
    const reasonFor = (given: object) => refusalReason(given as unknown as IncomingMessage, port, closed);
    expect(reasonFor(request)).toBe('Only paths are served');
    expect(reasonFor({ ...request, url: '/sessions' })).toBeUndefined();
  },
);

describe('the mock server lets in', () => {
  test.each<[string, Headers, Given]>([
    ['a program', {}, closed],
    ['a program, by the name localhost', { Host: 'localhost:PORT' }, closed],
    ['its own page', { 'Sec-Fetch-Site': 'same-origin' }, closed],
    ['what a person types', { 'Sec-Fetch-Site': 'none' }, closed],
    ['its own origin', { Origin: 'http://127.0.0.1:PORT' }, closed],
    ['its own origin, by the other name', { Origin: 'http://localhost:PORT' }, closed],
    ['a link to its page', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' }, page],
    ['another site, where the API decides by itself', { 'Sec-Fetch-Site': 'cross-site' }, byItself],
    ['another origin, where the API decides by itself', { Origin: 'https://evil.test' }, byItself],
  ])('%s', async (_, headers, given) => {
    expect(await ask(given, headers)).toBe('nothing');
  });
});

describe('the mock server keeps out, and says why,', () => {
  test.each<[string, Headers, Given, string]>([
    ['another site', { 'Sec-Fetch-Site': 'cross-site' }, closed, otherSite],
    ['another port of this machine', { 'Sec-Fetch-Site': 'same-site' }, closed, otherSite],
    [
      'a link to what is no page',
      { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' },
      closed,
      otherSite,
    ],
    [
      'what another site fetches of its page',
      { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'cors' },
      page,
      otherSite,
    ],
    ['another origin', { Origin: 'https://evil.test' }, closed, otherOrigin],
    ['another origin, also of its page', { Origin: 'https://evil.test' }, page, otherOrigin],
    ['its own origin by https', { Origin: 'https://127.0.0.1:PORT' }, closed, otherOrigin],
    ['a page in a sandbox', { Origin: 'null' }, closed, otherOrigin],
  ])('%s', async (_, headers, given, reason) => {
    expect(await ask(given, headers)).toBe(reason);
  });

  test('a form of another site that is sent to its page', async () => {
    const headers = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' };
    expect(await ask(page, headers, 'POST')).toBe(otherSite);
  });

  test.each(['evil.test', '127.0.0.1', 'localhost', '127.0.0.1:1', ''])(
    'the host %j, also where the API decides the rest by itself',
    async (host) => {
      expect(await ask(byItself, { Host: host })).toBe(
        `"Only 127.0.0.1:${port} and localhost:${port} are served"`,
      );
    },
  );

  test.each([[[]], [['127.0.0.1:PORT', 'evil.test']], [['127.0.0.1:PORT', '127.0.0.1:PORT']]])(
    'the hosts %j: none, or more than one',
    (hosts) => {
      const given = hosts.map((host) => host.replace('PORT', String(port)));
      const headersDistinct = given.length > 0 ? { host: given } : {};
      const request = { headersDistinct, headers: {} } as unknown as IncomingMessage;
      expect(refusalReason(request, port, closed)).toContain('Only 127.0.0.1');
    },
  );
});

describe('a body', () => {
  const most = 1024 * 1024;
  const read = (body: string, announced: boolean) => {
    const length = { 'Content-Length': String(Buffer.byteLength(body)) };
    const headers = announced ? length : { 'Transfer-Encoding': 'chunked' };
    return send(
      async (request) => {
        const text = await readBody(request);
        return text === undefined ? 'too large' : text.length;
      },
      { method: 'POST', headers, body },
    );
  };

  test.each([true, false])('of 1 MiB is read, of a byte more is not; announced: %j', async (announced) => {
    expect(await read('x'.repeat(most), announced)).toBe(String(most));
    expect(await read('x'.repeat(most + 1), announced)).toBe('"too large"');
  });

  test('that is announced as larger is refused before it comes', async () => {
    received = async (request) => (await readBody(request)) ?? 'too large';
    const headers = { Host: `127.0.0.1:${port}`, 'Content-Length': String(most + 1) };
    const options = { host: '127.0.0.1', port, method: 'POST', headers, agent: false };
    const answer = await new Promise<string>((resolve, reject) => {
      const request = httpRequest(options, (response) => {
        response.on('data', (chunk) => {
          resolve(String(chunk));
          request.destroy();
        });
      });
      request.on('error', reject).flushHeaders();
    });
    expect(answer).toBe('"too large"');
  });

  test('is read as UTF-8', async () => {
    const echo = (request: IncomingMessage) => readBody(request);
    const headers = { 'Content-Length': '6' };
    expect(await send(echo, { method: 'POST', headers, body: 'grüß' })).toBe('"grüß"');
    expect(await send(echo, {})).toBe('""');
  });
});
