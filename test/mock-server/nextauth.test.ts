import { inflateSync } from 'node:zlib';
import decodeQR from 'qr/decode.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { headersOf, noncesOf, started } from './support/started.ts';
import type { Started } from './support/started.ts';

interface LoginStatus {
  loggedin: boolean;
  userid?: string;
  accountid?: number;
  pk?: string;
  canprovoke: boolean;
  hsid: string;
  loginqrdata: string;
}

let nextauth: Started;
let server: string;
let nonces: string[];

beforeEach(async () => {
  nextauth = await started('nextauth');
  const { settings, secrets } = nextauth.api.access;
  server = `/servers/${encodeURIComponent(settings['serverId'] ?? '')}`;
  nonces = noncesOf(secrets);
});
afterEach(() => nextauth.close());

async function status(nonce: string): Promise<LoginStatus> {
  return (await nextauth.call('GET', `${server}/sessions/`, { 'x-nonce': nonce })).value as LoginStatus;
}

function qr(query: string, nonce: string, context?: object): ReturnType<Started['call']> {
  const body = context === undefined ? undefined : JSON.stringify(context);
  const length: Record<string, string> =
    body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const headers = { 'x-nonce': nonce, 'content-type': 'application/json', ...length };
  return nextauth.call('GET', `${server}/sessions/qr/login${query}`, headers, body);
}

/** The grey values of a PNG as the mock server writes it: one bit a pixel, no filter. */
function pixels(png: Buffer): { width: number; height: number; data: Uint8Array } {
  const width = png.readUInt32BE(16);
  const length = png.readUInt32BE(33);
  const rows = inflateSync(png.subarray(41, 41 + length));
  const data = new Uint8Array(width * width * 3);
  for (let at = 0; at < width * width; at += 1) {
    const [x, y] = [at % width, Math.floor(at / width)];
    const byte = rows[y * (1 + Math.ceil(width / 8)) + 1 + (x >> 3)] ?? 0;
    data.fill(byte & (0x80 >> (x & 7)) ? 255 : 0, at * 3, at * 3 + 3);
  }
  return { width, height: width, data };
}

describe('a session', () => {
  test('is whatever its nonce says: alice on account 42, logged out, never used, someone else', async () => {
    const found = await Promise.all(nonces.map(status));
    expect(
      found.map(({ loggedin, userid, accountid, canprovoke }) => [loggedin, userid, accountid, canprovoke]),
    ).toEqual([
      [true, 'alice', 42, true],
      [false, undefined, undefined, true],
      [false, undefined, undefined, false],
      [true, 'chiara', 58, true],
    ]);
    expect(new Set(found.map(({ hsid }) => hsid)).size).toBe(4);
  });

  test('is any nonce: an unknown one is logged out', async () => {
    expect(await status('made-up-here')).toMatchObject({ loggedin: false, canprovoke: false });
  });

  test('of a server whose id has / and + and = in it is found by the id in percent encoding, or as Base64url', async () => {
    const id = nextauth.api.access.settings['serverId'] ?? '';
    expect(id).toMatch(/(?=.*\/)(?=.*\+)(?=.*=)/);
    const url = id.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
    expect((await nextauth.call('GET', `/servers/${url}/sessions/`)).status).toBe(200);
    expect((await nextauth.call('GET', `/servers/${id}/sessions/`)).status).toBe(404);
  });

  test('is asked for with a slash at the end', async () => {
    expect((await nextauth.call('GET', `${server}/sessions`)).status).toBe(404);
  });
});

describe('logging out', () => {
  test('ends that session and no other, says nothing, and can be repeated', async () => {
    const logout = (): ReturnType<Started['call']> => nextauth.call('POST', `${server}/sessions/logout`);
    for (const reply of [await logout(), await logout()]) {
      expect(reply).toMatchObject({ status: 200, text: '' });
      expect(reply.headers['content-type']).toBeUndefined();
    }
    expect(await status(nonces[0] ?? '')).toMatchObject({ loggedin: false, canprovoke: true });
    expect(await status(nonces[3] ?? '')).toMatchObject({ loggedin: true });
  });

  test.each([
    ['does-nothing', true, true],
    ['ends-another', false, false],
  ] as const)('%s when behaviour say so', async (end, first, other) => {
    nextauth.api.behaviour.end = end;
    await nextauth.call('POST', `${server}/sessions/logout`);
    expect(await status(nonces[0] ?? '')).toMatchObject({ loggedin: first });
    expect(await status(nonces[3] ?? '')).toMatchObject({ loggedin: other });
  });
});

describe('the QR code', () => {
  test('is the bytes of loginqrdata, or a picture of them, both as a stream of bytes', async () => {
    const { loginqrdata } = await status(nonces[2] ?? '');
    const raw = await qr('', nonces[2] ?? '');
    const picture = await qr('?img=png', nonces[2] ?? '');
    for (const { headers } of [raw, picture])
      expect(headers['content-type']).toBe('application/octet-stream');
    expect(raw.bytes.toString('base64')).toBe(loginqrdata);
    expect(picture.bytes.subarray(1, 4).toString()).toBe('PNG');
    const textDecoder = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
    expect(decodeQR(pixels(picture.bytes), { textDecoder })).toBe(loginqrdata);
  });

  test('is 500 pixels wide, or as many as asked for', async () => {
    const width = async (query: string): Promise<number> => pixels((await qr(query, 'n')).bytes).width;
    expect(await width('?img=png')).toBe(500);
    expect(await width('?img=png&s=240')).toBe(240);
    expect((await qr('?img=png&s=wide', 'n')).status).toBe(400);
  });

  test('takes a user context in the body of the GET, and keeps it for the phone', async () => {
    const context = { sessioninfo: { ip: '192.0.2.7', useragent: 'Desk', info: { reason: 'Audit' } } };
    expect((await qr('', nonces[2] ?? '', context)).status).toBe(200);
    const pending = nextauth.api.phone?.pending().find(({ nonce }) => nonce === nonces[2]);
    expect(pending?.context).toEqual(context);
  });

  test('is another one when the time to answer is over', async () => {
    nextauth.api.behaviour.loginSeconds = 0.05;
    const first = await status(nonces[2] ?? '');
    await new Promise((resolve) => setTimeout(resolve, 80));
    const second = await status(nonces[2] ?? '');
    expect(second.loginqrdata).not.toBe(first.loginqrdata);
  });

  test('stays the same until then', async () => {
    const first = await status(nonces[2] ?? '');
    expect((await status(nonces[2] ?? '')).loginqrdata).toBe(first.loginqrdata);
  });
});

describe('a push', () => {
  const provoke = (path: string, nonce: string, body?: string): ReturnType<Started['call']> =>
    nextauth.call('POST', `${server}${path}/provokelogin`, { 'x-nonce': nonce }, body);

  test('goes to the account that was here last, to a named one, or to all of a user', async () => {
    const context = { announceinfo: { ip: '192.0.2.8' } };
    for (const path of ['/sessions', '/accounts/61', '/users/alice', '/users/dmitri%20volkov']) {
      const reply = await provoke(path, nonces[1] ?? '', JSON.stringify(context));
      expect(reply).toMatchObject({ status: 200, text: '' });
    }
    const pushes = nextauth.api.phone?.pending().filter(({ kind }) => kind === 'push');
    expect(pushes?.map(({ accountids }) => accountids)).toEqual([[57], [61], [42, 43], [61]]);
    expect(pushes?.every((one) => JSON.stringify(one.context) === JSON.stringify(context))).toBe(true);
    expect((await status(nonces[1] ?? '')).loggedin).toBe(false);
  });

  test('cannot be provoked where nobody was logged in before, nor on nobody', async () => {
    expect(await provoke('/sessions', nonces[2] ?? '')).toMatchObject({ status: 404 });
    expect(await provoke('/accounts/9', nonces[2] ?? '')).toMatchObject({ status: 404 });
    expect(await provoke('/accounts/abc', nonces[2] ?? '')).toMatchObject({ status: 400 });
    expect(await provoke('/users/nobody', nonces[2] ?? '')).toMatchObject({ status: 404 });
    expect(await provoke('/sessions', nonces[1] ?? '', 'no json')).toMatchObject({ status: 400 });
    expect(nextauth.api.phone?.pending().filter(({ kind }) => kind === 'push')).toEqual([]);
  });
});

describe('the door', () => {
  test.each([
    ['no key', 401, { 'x-apikey': '' }],
    ['an unknown key', 401, { 'x-apikey': 'guessed' }],
    ['no nonce', 400, { 'x-nonce': '' }],
    ['a role without permission', 403, { 'x-su': 'auditor' }],
    ['a role that is not there', 403, { 'x-su': 'root' }],
  ] as const)('says no in plain text to %s (%i)', async (_, code, headers) => {
    const reply = await nextauth.call('GET', `${server}/sessions/`, headers);
    expect(reply.status).toBe(code);
    expect(reply.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(reply.text.trim()).not.toBe('');
  });

  test('lets in a role with the permission, and no key without it', async () => {
    const path = `${server}/sessions/`;
    expect((await nextauth.call('GET', path, { 'x-su': 'support' })).status).toBe(200);
    const [, weak = ''] = /^other key +(\S+)/m.exec(nextauth.api.hints.join('\n')) ?? [];
    const headers = { ...headersOf(nextauth.api), 'x-apikey': weak };
    expect(await nextauth.call('GET', path, headers)).toMatchObject({ status: 403 });
    const onAccount = `${server}/accounts/42/provokelogin`;
    expect((await nextauth.call('POST', onAccount, headers)).status).toBe(200);
    expect((await nextauth.call('POST', onAccount, { ...headers, 'x-su': 'support' })).status).toBe(403);
  });
});
