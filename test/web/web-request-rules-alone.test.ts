import { describe, expect, test } from 'vitest';
import {
  type Head,
  LaunchCodes,
  refusal,
  sameSecret,
  securityHeaders,
} from '../../electron/web/request-rules.ts';

describe('each guard holds where all others would let the request pass', () => {
  const good = { host: '127.0.0.1:81', origin: 'http://127.0.0.1:81', 'sec-fetch-site': 'same-origin' };
  const visit = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'none' };

  /** The status for a call of the page with some of its parts replaced. */
  function judge(parts: Partial<Head>): number | null {
    const request = {
      httpVersion: '1.1',
      method: 'POST',
      url: '/bridge/x',
      headersDistinct: {},
      headers: good,
    };
    return refusal({ ...request, ...parts }, 81);
  }

  test('the page’s own calls and a visit pass: the claims below can fail', () => {
    expect(judge({})).toBeNull();
    expect(judge({ url: '/bridge/x//' })).toBeNull();
    expect(judge({ method: 'GET', url: '/', headers: { host: good.host, ...visit } })).toBeNull();
  });

  test.each<[string, Partial<Head>, number]>([
    ['an older HTTP', { httpVersion: '1.0' }, 400],
    ['no path', { url: undefined }, 400],
    ['an address for a path', { url: 'http://127.0.0.1:81/bridge/x' }, 400],
    ['a path that is the begin of an address', { url: '//127.0.0.1:81/bridge/x' }, 400],
    ['another method', { method: 'PUT' }, 405],
    ['another host', { method: 'GET', url: '/', headers: { host: 'evil.test' } }, 403],
    [
      'a visit that fetches',
      { method: 'GET', url: '/', headers: { ...good, ...visit, 'sec-fetch-mode': 'cors' } },
      403,
    ],
    ['a visit that sends', { url: '/', headers: { ...good, ...visit } }, 403],
  ])('%s', (_, parts, status) => {
    expect(judge(parts)).toBe(status);
  });

  test.each(['host', 'origin', 'sec-fetch-site', 'content-type', 'x-sessiondeck-token'])(
    '%s, twice',
    (name) => {
      expect(judge({ headersDistinct: { [name]: ['a'] } })).toBeNull();
      expect(judge({ headersDistinct: { [name]: ['a', 'a'] } })).toBe(400);
    },
  );

  test('every answer says how it may be used', () => {
    expect(securityHeaders).toMatchObject({
      ...{
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'no-referrer',
      },
      ...{ 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Resource-Policy': 'same-origin' },
      ...{ 'Cross-Origin-Embedder-Policy': 'require-corp', 'X-Frame-Options': 'DENY' },
    });
  });

  test.each([undefined, null, 7, {}, ['secret'], '', 'secre', 'secret '])('%j is not the secret', (given) => {
    expect(sameSecret(given, 'secret')).toBe(false);
    expect(sameSecret('secret', 'secret')).toBe(true);
  });

  test('a code works up to its tenth minute, and then no more, even when the clock is set back', () => {
    const codes = new LaunchCodes();
    const [first, second] = [codes.issue(0), codes.issue(0)];
    expect(codes.redeem(first, 600_000)).toBe('good');
    expect(codes.redeem(second, 600_001)).toBe('wrong');
    expect(codes.redeem(second, 0)).toBe('wrong');
  });
});
