import { CookieJar } from 'tough-cookie';
import { expect, test } from 'vitest';
import { cookieHeader, storeCookies } from '../electron/host/cookies.ts';

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
  expect(cookieHeader(jarAfter(line), url, {})).toBe('kept=1');
});

test('a server cannot fill the jar beyond 64 KiB, and can still change and remove what is in it', () => {
  const many = Array.from({ length: 100 }, (_, place) => `c${place}=${'x'.repeat(4000)}`);
  const jar = jarAfter(...many);
  expect(cookieHeader(jar, url, {}).length).toBeLessThan(66 * 1024);
  storeCookies(jar, url, ['c0=; Max-Age=0']);
  expect(cookieHeader(jar, url, {})).not.toContain('c0=');
});

test('an ordinary cookie is kept', () => {
  expect(cookieHeader(jarAfter('a.session_token=b%2Bc.d; HttpOnly; Path=/'), url, {})).toBe(
    'kept=1; a.session_token=b%2Bc.d',
  );
});
