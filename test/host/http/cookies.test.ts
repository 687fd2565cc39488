import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CookieJar } from 'tough-cookie';
import { expect, test } from 'vitest';
import { cookieHeader, cookiesOf, storeCookies } from '../../../electron/host/http/cookies.ts';
import { openTestHost } from '../../support/host.ts';
import { reply, startRawServer } from '../../support/servers/raw-server.ts';

const url = new URL('https://api.example.com/v1/sessions');

function jarAfter(...setCookies: string[]): CookieJar {
  const jar = new CookieJar();
  storeCookies(jar, url, ['kept=1', ...setCookies]);
  return jar;
}

test.each([
  ['a letter that no header carries', 'a=\u00e4'],
  ['a name that no header carries', '\u00fe=1'],
  ['a control character', 'a=\u0007'],
  ['another host', 'a=1; Domain=example.org'],
  ['more than 4 KiB', `a=${'x'.repeat(5000)}`],
  ['no cookie at all', ';;;'],
])('a cookie with %s is left out, and the others are sent on', (_, line) => {
  expect(cookieHeader(jarAfter(line), url)).toBe('kept=1');
});

test('a server cannot fill the jar beyond 64 KiB, and can still change and remove what is in it', () => {
  const many = Array.from({ length: 100 }, (_, place) => `c${place}=${'x'.repeat(4000)}`);
  const jar = jarAfter(...many);
  expect(cookieHeader(jar, url).length).toBeLessThan(66 * 1024);
  storeCookies(jar, url, ['c0=; Max-Age=0']);
  expect(cookieHeader(jar, url)).not.toContain('c0=');
});

test.each([
  ['for the path that is asked for', () => ''],
  ['each for a path of its own', (place: number) => `; Path=/p${place}`],
])('a server cannot set more than 180, %s, and can still change those that it has', (_, path) => {
  const jar = new CookieJar();
  for (let nth = 0; nth < 10; nth += 1)
    storeCookies(
      jar,
      url,
      Array.from({ length: 40 }, (__, place) => `c${nth}-${place}=1${path(nth * 40 + place)}`),
    );
  expect(jar.serializeSync()?.cookies).toHaveLength(180);
  storeCookies(jar, url, [`c0-0=2${path(0)}`, `c9-39=2${path(399)}`]);
  const values = jar.serializeSync()?.cookies.filter(({ value }) => value === '2') ?? [];
  expect(values.map(({ key }) => key)).toEqual(['c0-0']);
});

test('64 KiB are those of all paths', () => {
  const jar = new CookieJar();
  for (let nth = 0; nth < 40; nth += 1) storeCookies(jar, url, [`a=${'x'.repeat(4000)}; Path=/p${nth}`]);
  expect(jar.serializeSync()?.cookies).toHaveLength(16);
});

test('an ordinary cookie is kept', () => {
  expect(cookieHeader(jarAfter('a.session_token=b%2Bc.d; HttpOnly; Path=/'), url)).toBe(
    'kept=1; a.session_token=b%2Bc.d',
  );
});

test.each(['200 OK', '401 Unauthorized'])(
  'a cookie that an answer sets and repeats is in no file and no reply: %s',
  async (status) => {
    const fresh = 'FreshToken4711abcdef';
    const row = { id: 'one', deviceInfo: `canary ${fresh}`, lastActiveAt: '2026-11-21T12:00:00Z' };
    const body = JSON.stringify(status.startsWith('2') ? [row] : { message: `canary ${fresh}` });
    const headers = {
      'Content-Type': 'application/json',
      'X-Request-Id': fresh,
      'CF-Ray': 'canary-ray',
      'Set-Cookie': `session=${fresh}.c2ln; Path=/`,
    };
    const server = await startRawServer((socket) => void socket.write(reply(status, headers, body)));
    const { bridge, host, folder, close } = await openTestHost();
    const parts = { id: null, api: 'nest-sessions', kind: 'development', colour: 'blue' } as const;
    const { baseUrl } = server;
    const saved = await bridge('connections.save', {
      ...parts,
      name: 'x',
      baseUrl,
      settings: {},
      filters: {},
    });
    const connectionId = saved.id;
    await bridge('keys.put', { connectionId, secrets: { accessToken: 'canary-key-4711' } });
    const replied = JSON.stringify(await host.invoke('sessions.list', { connectionId, filters: {} }));
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
    const written = `${files.join('\n')}\n${replied}`;
    expect(replied).toContain('canary [redacted]');
    expect(files.join('\n')).toContain('canary-ray');
    expect(written).not.toContain(fresh);
    await close();
    await server.close();
  },
);

// One name, one cookie: a server that reads the first of two must not be shown the older one.

const base = 'https://api.example.com/v1';
const allIn = (jar: CookieJar) => cookiesOf(jar, base).all();

test.each([
  ['a longer path', 'sid=new; Path=/v1', 'sid=old; Path=/'],
  ['a shorter path', 'sid=new; Path=/', 'sid=old; Path=/v1'],
  ['a wider domain', 'sid=new; Path=/; Domain=example.com', 'sid=old; Path=/'],
])('a cookie that is set anew for %s takes the place of the one before', (_, newer, older) => {
  const jar = new CookieJar();
  storeCookies(jar, url, [older]);
  storeCookies(jar, url, [newer]);
  expect(cookieHeader(jar, url)).toBe('sid=new');
  expect(allIn(jar)).toMatchObject([{ name: 'sid', value: 'new' }]);
});

test.each([
  ['before', ['sid=; Max-Age=0; Path=/v1', 'sid=new; Path=/']],
  ['after', ['sid=new; Path=/', 'sid=; Max-Age=0; Path=/v1']],
])('an answer that moves a cookie may remove it from its old path %s it sets it', (_, lines) => {
  const jar = new CookieJar();
  storeCookies(jar, url, ['sid=old; Path=/v1']);
  storeCookies(jar, url, lines);
  expect(cookieHeader(jar, url)).toBe('sid=new');
});

test('a cookie for a path that is not asked for displaces none', () => {
  const jar = new CookieJar();
  storeCookies(jar, url, ['sid=own; Path=/v1', 'sid=other; Path=/v2']);
  expect(cookieHeader(jar, url)).toBe('sid=own');
});

test('of two that an earlier version kept, the one of the longer path is sent and counts', () => {
  const jar = new CookieJar();
  for (const line of ['sid=long; Path=/v1', 'sid=short; Path=/']) jar.setCookieSync(line, url.href);
  expect(cookieHeader(jar, url)).toBe('sid=long');
  expect(allIn(jar)).toMatchObject([{ value: 'long' }]);
});

test('a cookie for the path below the base URL is one of its cookies', () => {
  const jar = new CookieJar();
  storeCookies(jar, url, ['sid=own; Path=/v1/; Max-Age=60']);
  expect(allIn(jar)).toEqual([{ name: 'sid', value: 'own', maxAge: 60_000 }]);
});

test('a cookie that is set like another one is removed where the server removes that one', () => {
  const jar = new CookieJar();
  storeCookies(jar, url, ['sid=own; Path=/v1; Domain=example.com']);
  cookiesOf(jar, base).set('sid_multi', 'own', 'sid');
  expect(cookieHeader(jar, url)).toBe('sid=own; sid_multi=own');
  storeCookies(jar, url, ['sid_multi=; Max-Age=0; Path=/v1; Domain=example.com']);
  expect(cookieHeader(jar, url)).toBe('sid=own');
});

test('without the jar, only what is given for once is sent', () => {
  const extraCookies = { once: '1' };
  expect(cookieHeader(jarAfter(), url, { extraCookies })).toBe('kept=1; once=1');
  expect(cookieHeader(jarAfter(), url, { extraCookies, withoutJar: true })).toBe('once=1');
});
