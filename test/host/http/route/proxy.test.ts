import { execFile } from 'node:child_process';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer, type Server } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Deadline } from '../../../../electron/host/http/deadline.ts';
import { openApi } from '../../../../electron/host/http/wire.ts';
import { parseProxy, parseProxyLogin } from '../../../../electron/host/http/route/proxy.ts';
import { concealedParts, direct, routeTo } from '../../../../electron/host/http/route/route.ts';
import { failureOf, patient } from '../../../support/host.ts';
import { apiTest } from '../../../support/servers/self-signed.ts';
import { clerkAt, testWire } from '../../../support/servers/wire.ts';

const key = 'sk_test_canary_8f3b21';
const list = { method: 'GET', path: '/sessions', answer: z.unknown() } as const;

/** The server that is called api.test; only the proxy knows where it is. */
let api: Server;
let apiPort = 0;
let asked: IncomingMessage['headers'][] = [];
/** What a proxy was asked for, and everything that it could read of it. */
let tunnels: { to: string | undefined; headers: IncomingMessage['headers'] }[] = [];
let plain = 0;
let seen = '';
const proxy = createServer((_, response) => {
  plain += 1;
  response.writeHead(200, { 'Content-Type': 'application/json' }).end('[]');
});
let allows = true;
/** The login that the proxy asks for; null: none. */
let login: string | null = null;
proxy.on('connect', ({ url, headers }: IncomingMessage, socket: Socket) => {
  tunnels.push({ to: url, headers });
  const given = headers['proxy-authorization'];
  const isKnown = login === null || given === `Basic ${Buffer.from(login).toString('base64')}`;
  if (!allows || !isKnown) return void socket.end('HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n');
  socket.write('HTTP/1.1 200 Go\r\n\r\n');
  const through = connect(apiPort, '127.0.0.1');
  socket.on('data', (data) => (seen += data.toString('latin1')));
  socket.pipe(through).pipe(socket);
  for (const end of [socket, through]) end.on('error', () => socket.destroy());
});

beforeAll(async () => {
  api = createTlsServer(apiTest, ({ headers }, response) => {
    asked.push(headers);
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"fine":true}');
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  apiPort = (api.address() as AddressInfo).port;
});
afterAll(() => {
  for (const server of [api, proxy]) {
    server.closeAllConnections();
    server.close();
  }
});
beforeEach(() => {
  [asked, tunnels, plain, seen, allows, login] = [[], [], 0, '', true, null];
});

const proxyAddress = () => `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;

async function ask(
  baseUrl: string,
  settings: Record<string, string>,
  secrets: Record<string, string> = {},
): Promise<unknown> {
  const deadline = new Deadline(patient);
  const target = clerkAt(baseUrl, key);
  try {
    const connection = { ...target.connection, settings };
    return await openApi(
      { ...target, connection, secrets: { ...target.secrets, ...secrets } },
      deadline,
      testWire(),
      { retry: false },
    ).request(list);
  } finally {
    deadline.end();
  }
}

describe('a connection with a proxy', () => {
  test('reaches its server through a tunnel, in which the proxy reads neither key nor path', async () => {
    const settings = { authorities: apiTest.cert, proxy: proxyAddress() };
    expect(await ask('https://api.test/v1', settings)).toEqual({ fine: true });
    expect(asked).toMatchObject([{ authorization: `Bearer ${key}`, host: 'api.test' }]);
    expect(tunnels).toMatchObject([{ to: 'api.test:443' }]);
    const read = JSON.stringify(tunnels) + seen;
    expect(seen.length, 'there was something to read').toBeGreaterThan(500);
    for (const secret of [key, 'uthorization', '/v1', 'sessions']) expect(read).not.toContain(secret);
    expect(plain).toBe(0);
  });

  test('trusts no other certificates than without one', async () => {
    const { code, got } = await failureOf(ask('https://api.test/v1', { proxy: proxyAddress() }));
    expect([code, got]).toEqual(['unreachable', expect.stringMatching(/certificate/)]);
    const wrong = ask('https://other.test/v1', { authorities: apiTest.cert, proxy: proxyAddress() });
    expect((await failureOf(wrong)).got).toMatch(/certificate is for another name/);
    expect([tunnels.length, asked.length]).toEqual([2, 0]);
  });

  test('is told when the proxy refuses, and nothing goes round it', async () => {
    allows = false;
    const settings = { authorities: apiTest.cert, proxy: proxyAddress() };
    const failed = await failureOf(ask('https://closed.test/v1', settings));
    expect(failed).toMatchObject({
      code: 'unreachable',
      got: expect.stringMatching(/^the proxy asks for a login/) as string,
    });
    expect(asked).toEqual([]);
  });

  test('that asks for a login gets it, and the server does not', async () => {
    login = 'ann:pässword';
    const settings = { authorities: apiTest.cert, proxy: proxyAddress() };
    const url = 'https://api.test/v1';
    expect(await ask(url, settings, { proxyLogin: login })).toEqual({ fine: true });
    expect(asked[0]).not.toHaveProperty('proxy-authorization');
    for (const secrets of [{}, { proxyLogin: 'ann:another' }])
      expect((await failureOf(ask('https://closed.test/v1', settings, secrets))).got).toMatch(
        /^the proxy asks for a login/,
      );
    expect(asked).toHaveLength(1);
  });

  test('calls a server on this machine without it', async () => {
    expect(await ask(proxyAddress(), { proxy: 'http://127.0.0.1:9' })).toEqual([]);
    expect([plain, tunnels.length]).toEqual([1, 0]);
  });

  test('leaves those without one alone', () => {
    const url = new URL('https://api.test/v1');
    expect(routeTo(url, {})).toEqual(direct);
  });
});

describe('the environment’s proxy', () => {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'];
  const program = join(import.meta.dirname, '../../../support/programs/proxy-program.ts');
  /** For Node 22.13, which does not yet read TypeScript by itself. */
  const strip = '--experimental-strip-types';

  /** Runs a program that fetches `url` as we do, or as Node does, where every variable names the proxy. */
  async function fetchWith(how: 'ours' | 'node', url: string): Promise<string> {
    const proxies = Object.fromEntries(names.map((name) => [name, proxyAddress()]));
    const env = { ...process.env, ...proxies, NODE_USE_ENV_PROXY: '1', NO_PROXY: '', no_proxy: '' };
    const { stdout } = await promisify(execFile)(process.execPath, [strip, program, how, url], { env });
    return stdout;
  }

  test('is not used, though Node itself would use it', async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('"direct"');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    expect(await fetchWith('ours', url)).toBe('200 "direct"');
    expect([plain, tunnels.length]).toEqual([0, 0]);
    // Node has had this switch since 24.0 and 22.21: without it, there is nothing to compare with.
    await fetchWith('node', url);
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    if (major >= 24 || (major === 22 && minor >= 21)) expect(plain + tunnels.length).toBe(1);
    server.close();
  });
});

describe('a proxy’s address', () => {
  test.each([
    ['', ''],
    [' ', ''],
    ['http://proxy.example:3128', 'http://proxy.example:3128'],
    ['http://PROXY.example:3128/', 'http://proxy.example:3128'],
    ['http://10.0.0.1:8080', 'http://10.0.0.1:8080'],
    ['proxy.example:3128', 'http://proxy.example:3128'],
    ['localhost:3128', 'http://localhost:3128'],
  ])('%j is kept as %j', (given, kept) => {
    expect(parseProxy(given)).toBe(kept);
  });

  test.each([
    'https://proxy.example:3128',
    'socks5://proxy.example:1080',
    'http://user:secret@proxy.example:3128',
    'http://user@proxy.example:3128',
    'http://proxy.example:3128/pac',
    'http://proxy.example:3128?a',
    'http://proxy.example:3128#a',
    'http://169.254.169.254:80',
    'http://[fe80::1]:80',
    'http://0xa9fea9fe',
    'http://pro xy',
  ])('%j is refused, and not repeated', async (given) => {
    const failed = await failureOf(Promise.resolve().then(() => parseProxy(given)));
    expect(failed).toMatchObject({ code: 'invalid', field: 'proxy' });
    expect(failed.got).not.toContain('secret');
  });
});

describe('a proxy’s login', () => {
  test.each([
    ['ann:secret', 'ann:secret'],
    [' ann:se:cr@t ', 'ann:se:cr@t'],
    ['http://ann:secret@proxy.example:3128', 'ann:secret'],
  ])('%j is kept as %j', (given, kept) => {
    expect(parseProxyLogin(given)).toBe(kept);
  });

  test.each(['ann', ':secret', 'ann:', 'ann:sec\nret'])('%j is refused, and not repeated', async (given) => {
    const failed = await failureOf(Promise.resolve().then(() => parseProxyLogin(given)));
    expect(failed).toMatchObject({ code: 'invalid', field: 'proxyLogin' });
    expect(failed.got).not.toContain('secret');
  });

  test('is never repeated, and its password is neither', () => {
    expect(concealedParts('proxyLogin', 'ann:correct horse')).toEqual(['ann:correct horse', 'correct horse']);
  });
});
