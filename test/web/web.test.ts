import type { OutgoingHttpHeaders } from 'node:http';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Carrier } from '../../electron/bridge/crossing/connect.ts';
import { LaunchCodes } from '../../electron/web/request-rules.ts';
import { startWebShell, type WebShell } from '../../electron/web/server.ts';
import { openPage } from '../support/shells/carriers.ts';
import { askOf, type Reply } from '../support/shells/web-shell.ts';
import { newFolder } from '../support/host.ts';

const invoked: string[] = [];
const carrier: Carrier = {
  invoke(method) {
    invoked.push(method);
    return Promise.resolve({ ok: true, value: 'done' });
  },
  subscribe: () => () => undefined,
};

let shell: WebShell;
let page: Awaited<ReturnType<typeof openPage>>;

beforeAll(async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Sessiondeck</title>');
  writeFileSync(join(folder, 'secret.pem'), 'not for the page');
  shell = await startWebShell(carrier, folder, { warn: () => undefined });
  page = await openPage(shell.address());
});
afterAll(() => shell.close());

const raw = (method: string, path: string, headers: OutgoingHttpHeaders, body?: string) =>
  askOf(shell.port, method, path, headers, body);

const host = () => `127.0.0.1:${shell.port}`;
const good = () => ({
  Host: host(),
  Origin: `http://${host()}`,
  'Content-Type': 'application/json',
  'X-Sessiondeck-Token': page.token,
});

async function call(
  headers: Record<string, string | string[]>,
  body = '{}',
): Promise<Reply & { effect: boolean }> {
  const before = invoked.length;
  const reply = await raw('POST', '/bridge/connections.list', headers, body);
  return { ...reply, effect: invoked.length > before };
}

test('the page with its token gets through', async () => {
  expect(await call(good())).toMatchObject({ status: 200, effect: true });
});

describe('a call is refused, without effect,', () => {
  const bad: [string, Record<string, string>, number][] = [
    ['from a rebound name', { Host: 'evil.test:80' }, 403],
    ['with another port in Host', { Host: '127.0.0.1:1' }, 403],
    ['with a trailing dot in Host', { Host: 'localhost.' }, 403],
    ['from a foreign origin', { Origin: 'https://evil.test' }, 403],
    ['from an origin that starts like ours', { Origin: 'http://127.0.0.1.evil.test' }, 403],
    ['from a page in a sandbox', { Origin: 'null' }, 403],
    ['from another port of this machine', { Origin: 'http://127.0.0.1:1' }, 403],
    ['from another site, as the browser says', { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['from another port, as the browser says', { 'Sec-Fetch-Site': 'same-site' }, 403],
    ['with a wrong token', { 'X-Sessiondeck-Token': 'A'.repeat(43) }, 401],
    ['with a part of the token', { 'X-Sessiondeck-Token': 'A' }, 401],
    ['with an empty token', { 'X-Sessiondeck-Token': '' }, 401],
    ['as a simple form request', { 'Content-Type': 'text/plain' }, 415],
  ];
  test.each(bad)('%s', async (_, headers, status) => {
    expect(await call({ ...good(), ...headers })).toMatchObject({ status, effect: false, body: '' });
  });

  test('with no token', async () => {
    const { 'X-Sessiondeck-Token': _, ...headers } = good();
    expect(await call(headers)).toMatchObject({ status: 401, effect: false });
  });

  test('with the token in the query or a cookie', async () => {
    const { 'X-Sessiondeck-Token': token, ...headers } = good();
    const reply = await raw(
      'POST',
      `/bridge/connections.list?token=${token}`,
      { ...headers, Cookie: `token=${token}` },
      '{}',
    );
    expect(reply.status).toBe(401);
  });

  test('with neither Origin nor fetch metadata', async () => {
    const { Origin: _, ...headers } = good();
    expect(await call(headers)).toMatchObject({ status: 403, effect: false });
  });

  test('with a body over 1 MiB', async () => {
    expect(await call(good(), `"${'a'.repeat(1024 * 1024)}"`)).toMatchObject({ status: 413, effect: false });
  });

  test('with broken JSON', async () => {
    expect(await call(good(), '{"key":"sk_live')).toMatchObject({ status: 400, effect: false, body: '' });
  });
});

describe('static files', () => {
  test.each([
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '//etc/passwd',
    '/secret.pem',
    '/index.html/',
  ])('%s is not served', async (path) => {
    expect((await raw('GET', path, { Host: host() })).body).toBe('');
  });

  test('tell neither token nor code', async () => {
    const { body } = await raw('GET', '/', { Host: host() });
    expect(body).toContain('Sessiondeck');
    expect(body).not.toContain(page.token);
  });
});

describe('the one-time code', () => {
  test('works once', async () => {
    const code = new URLSearchParams(new URL(shell.address()).hash.slice(1)).get('code');
    expect((await page.send('/launch', { code })).status).toBe(200);
    expect((await page.send('/launch', { code })).status).toBe(401);
  });

  test('works for ten minutes', () => {
    const codes = new LaunchCodes();
    const code = codes.issue(0);
    expect(codes.redeem(code, 600_001)).toBe('wrong');
    expect(codes.redeem(codes.issue(0), 599_999)).toBe('good');
  });

  test.each([undefined, null, 7, '', {}, ['a']])('is not %j', async (code) => {
    expect((await page.send('/launch', { code })).status).toBe(401);
  });

  test('never travels in a path or a query: it is in the fragment', () => {
    const { pathname, search } = new URL(shell.address());
    expect(pathname + search).toBe('/');
  });
});

test('a second shell on the same port is refused, not moved', async () => {
  const folder = newFolder();
  await expect(startWebShell(carrier, folder, { port: shell.port })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});

test('two launches have two tokens', async () => {
  const other = await startWebShell(carrier, newFolder());
  expect((await openPage(other.address())).token).not.toBe(page.token);
  await other.close();
});
