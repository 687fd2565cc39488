import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Guesses, LaunchCodes, securityHeaders } from '../../electron/web/request-rules.ts';
import { pathPieces } from '../support/path-pieces.ts';
import { directivesOf, wantedDirectives } from '../support/policy.ts';
import { askOf, openShell, statusOf, without, type Headers } from '../support/shells/web-shell.ts';
import { otherLoopback } from '../support/servers/loopback.ts';

let open: Awaited<ReturnType<typeof openShell>>;
beforeEach(async () => {
  open = await openShell();
});
afterEach(() => open.shell.close());

/** The page's own headers, with some of them replaced. */
function own(changed: Record<string, string>): Headers {
  return [...without(open.own, ...Object.keys(changed)), ...Object.entries(changed)];
}

describe('it listens on 127.0.0.1 and nowhere else (CVE-2024-28224 and CVE-2025-49596 began with more)', () => {
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'];
  test.skipIf(process.platform !== 'linux')('by what the system says', () => {
    const port = open.shell.port.toString(16).toUpperCase().padStart(4, '0');
    const lines = tables.flatMap((table) => readFileSync(table, 'utf8').split('\n'));
    const listening = lines.filter((line) => line.includes(`:${port} `) && / 0A /.test(line));
    expect(listening.map((line) => line.trim().split(/\s+/)[1])).toEqual([`0100007F:${port}`]);
  });

  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address);
  test.each([...otherLoopback, '::1', ...others])('%s is refused', async (address) => {
    const code = await new Promise<string | undefined>((resolve) => {
      const socket = connect(open.shell.port, address, () => resolve('connected'));
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    });
    expect(code).toMatch(/^(ECONNREFUSED|EADDRNOTAVAIL|EAFNOSUPPORT)$/);
  });
});

describe('Host, against DNS rebinding (CVE-2024-28224, CVE-2025-24010, CVE-2025-66414):', () => {
  test.each(['127.0.0.1', 'localhost'])('%s with the port is let in', async (name) => {
    const authority = `${name}:${open.shell.port}`;
    const headers = own({ Host: authority, Origin: `http://${authority}` });
    expect(statusOf(await open.ask('POST', '/bridge/app.about', headers))).toBe(200);
  });

  test.each([
    ...['evil.test:PORT', '127.0.0.1', 'localhost', '127.0.0.1:1', '', 'localhost.:PORT', '127.0.0.1.:PORT'],
    ...['x.localhost:PORT', '127.0.0.1.evil.test:PORT', '127.0.0.2:PORT', '10.0.0.1:PORT', '0.0.0.0:PORT'],
    ...['[::1]:PORT', '[::ffff:127.0.0.1]:PORT', '2130706433:PORT', '0x7f000001:PORT', '127.1:PORT'],
    ...['127.0.0.1:PORT.', '127.0.0.1:0PORT', '127.0.0.1:PORT, evil.test', 'evil@127.0.0.1:PORT'],
    ...['LOCALHOST:PORT', '127.0.0.1:PORT/', 'http://127.0.0.1:PORT', '127.0.0.1 :PORT', '*'],
  ])('“%s” is refused', async (spelling) => {
    const headers = own({ Host: spelling.replace('PORT', String(open.shell.port)) });
    for (const [method, path] of [
      ['POST', '/bridge/app.about'],
      ['GET', '/'],
    ] as const)
      expect(statusOf(await open.ask(method, path, headers)), path).toBe(403);
  });

  test('missing, twice, or in the request line is refused', async () => {
    const twice: Headers = [...open.own, ['Host', `127.0.0.1:${open.shell.port}`]];
    expect(statusOf(await open.ask('GET', '/', without(open.own, 'Host')))).toBe(403);
    expect(statusOf(await open.ask('GET', '/', twice))).toBe(400);
    for (const origin of ['http://evil.test', `http://127.0.0.1:${open.shell.port}`])
      expect(statusOf(await open.ask('GET', `${origin}/`))).toBe(400);
  });
});

describe('Origin and fetch metadata, against other sites’ pages', () => {
  const origins = ['own', 'missing', 'null', 'http://evil.test', 'http://127.0.0.1:1'];
  const sites = ['missing', 'same-origin', 'none', 'same-site', 'cross-site', 'bogus'];
  const pairs = origins.flatMap((origin) => sites.map((site): [string, string] => [origin, site]));

  function headersOf(origin: string, site: string): Headers {
    const kept = without(open.own, 'Origin');
    const given = origin === 'own' ? `http://127.0.0.1:${open.shell.port}` : origin;
    const ofOrigin: Headers = origin === 'missing' ? [] : [['Origin', given]];
    return [...kept, ...ofOrigin, ...(site === 'missing' ? [] : ([['Sec-Fetch-Site', site]] as Headers))];
  }

  test('a call passes by its own Origin or as same-origin, and by nothing that says otherwise: 5 × 6', async () => {
    const passed: string[] = [];
    for (const [origin, site] of pairs) {
      open.effects.length = 0;
      const status = statusOf(await open.ask('POST', '/bridge/app.about', headersOf(origin, site)));
      expect([200, 403]).toContain(status);
      expect(open.effects).toHaveLength(status === 200 ? 1 : 0);
      if (status === 200) passed.push(`${origin}, ${site}`);
    }
    expect(passed).toEqual(['own, missing', 'own, same-origin', 'missing, same-origin']);
  });

  test.each([
    ['CVE-2018-14732, CVE-2023-26114: any Origin', 'http://evil.test'],
    ['CVE-2025-30360: any address for an Origin', 'http://10.0.0.1'],
    ['CVE-2026-40110: an Origin that begins like the own one', 'http://127.0.0.1:PORT.evil.test'],
    ['an Origin that ends like the own one', 'http://evil.test@127.0.0.1:PORT'],
    ['the own one over TLS', 'https://127.0.0.1:PORT'],
    ['the own one in capitals', 'HTTP://127.0.0.1:PORT'],
  ])('%s is refused', async (_, origin) => {
    const headers = own({ Origin: origin.replace('PORT', String(open.shell.port)) });
    expect(statusOf(await open.ask('POST', '/bridge/app.about', headers))).toBe(403);
  });

  const visit = (site: string, more: Record<string, string> = {}) =>
    own({
      'Sec-Fetch-Site': site,
      ...{ 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' },
      ...more,
    }).filter(([name]) => name !== 'Origin');

  test.each(['none', 'cross-site', 'same-site'])('a link to the page is followed: %s', async (site) => {
    expect(statusOf(await open.ask('GET', '/', visit(site)))).toBe(200);
  });

  test.each<[string, string, string, Record<string, string>]>([
    ['into a frame', 'GET', '/', { 'Sec-Fetch-Dest': 'iframe' }],
    ['as a script', 'GET', '/', { 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'script' }],
    ['to a file of the page', 'GET', '/index.html', {}],
    ['with a form', 'POST', '/', {}],
    ['to a call', 'POST', '/bridge/app.about', {}],
  ])('a link from elsewhere is not followed %s', async (_, method, path, more) => {
    expect(statusOf(await open.ask(method, path, visit('cross-site', more)))).toBe(403);
    expect(statusOf(await open.ask(method, path, visit('none', more)))).toBe(403);
  });
});

test('the policy says what it has to say, as a browser reads it', () => {
  expect(directivesOf(securityHeaders['Content-Security-Policy'] ?? '')).toEqual(wantedDirectives("'self'"));
  expect(directivesOf("default-src: 'self'")).not.toEqual(new Map([['default-src', ["'self'"]]]));
});

test('of a thousand paths none leads to anything but the files of the page', async () => {
  const piece = fc.constantFrom(...pathPieces, 'index.html', 'secret.pem', '__proto__');
  const made = fc.array(piece, { maxLength: 6 }).map((pieces) => `/${pieces.join('')}`);
  const path = fc.oneof(made, fc.webPath(), fc.constantFrom('/', '/index.html', '/?..'));
  let served = 0;
  await fc.assert(
    fc.asyncProperty(path, async (target) => {
      const { port } = open.shell;
      const { status, body } = await askOf(port, 'GET', target || '/', { Host: `127.0.0.1:${port}` });
      if (status !== 200) return body === '';
      served += 1;
      return body === '<!doctype html><title>Sessiondeck</title>';
    }),
    { numRuns: 1000 },
  );
  expect(served).toBeGreaterThan(0);
});

describe('a wrong token or code', () => {
  test('is answered at once twenty times in ten seconds, and each further one a second later', () => {
    let told = 0;
    const guesses = new Guesses(() => (told += 1));
    const waits = (times: number, at: number) => Array.from({ length: times }, () => guesses.wrong(at));
    expect(new Set(waits(20, 0))).toEqual(new Set([0]));
    expect(told).toBe(0);
    expect(new Set(waits(30, 9999))).toEqual(new Set([1000]));
    expect(told).toBe(1);
    expect(new Set(waits(20, 19_999))).toEqual(new Set([0]));
    expect(guesses.wrong(19_999)).toBe(1000);
    expect(told).toBe(2);
  });

  test('keeps nobody out who has the right one, and is told of in one line without it', async () => {
    const { ask, own: good, page, shell, warnings } = await openShell();
    const bad: Headers = [...without(good, 'X-Sessiondeck-Token'), ['X-Sessiondeck-Token', 'wrong']];
    for (let nth = 0; nth < 20; nth += 1) await ask('POST', '/bridge/app.about', bad);
    const order: string[] = [];
    const late = ask('POST', '/bridge/app.about', bad).then((answer) => order.push(`${statusOf(answer)}`));
    await expect.poll(() => warnings).toHaveLength(1);
    for (let nth = 0; nth < 3; nth += 1) order.push(String(statusOf(await ask('POST', '/bridge/app.about'))));
    await late;
    expect(order).toEqual(['200', '200', '200', '401']);
    expect(warnings.join()).toMatch(/guesses the token/);
    expect(warnings.join()).not.toContain(page.token);
    await shell.close();
  });

  test('a code that is used again is told of in one line without it, once', async () => {
    const { page, shell, warnings } = await openShell();
    const code = new URLSearchParams(new URL(shell.address()).hash.slice(1)).get('code') ?? '';
    const statuses: number[] = [];
    for (let nth = 0; nth < 4; nth += 1) statuses.push((await page.send('/launch', { code })).status);
    expect(statuses).toEqual([200, 401, 401, 401]);
    expect(warnings).toHaveLength(1);
    expect(warnings.join()).not.toContain(code);
    await shell.close();
  });

  test('of several codes each works once, in any order', () => {
    const codes = new LaunchCodes();
    const [first, second] = [codes.issue(), codes.issue()];
    const redeemed = [second, first, second, second, first].map((code) => codes.redeem(code));
    expect(redeemed).toEqual(['good', 'good', 'used', 'wrong', 'used']);
  });
});
