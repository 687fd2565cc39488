import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildUrl, parseBaseUrl } from '../electron/host/urls.ts';

describe('a base URL is taken in its canonical form', () => {
  test.each([
    ['https://api.clerk.com/v1', 'https://api.clerk.com/v1'],
    ['https://api.clerk.com/v1//', 'https://api.clerk.com/v1'],
    ['https://API.Example.com:443/', 'https://api.example.com'],
    ['http://localhost:3000/api/auth', 'http://localhost:3000/api/auth'],
    ['http://127.1:8080/x', 'http://127.0.0.1:8080/x'],
    ['http://0x7f.1/', 'http://127.0.0.1'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
    ['https://münchen.example/v1', 'https://xn--mnchen-3ya.example/v1'],
  ])('%s', (given, canonical) => {
    expect(parseBaseUrl(given)).toBe(canonical);
  });
});

describe('a base URL is refused', () => {
  test.each([
    'api.clerk.com',
    'ftp://example.com',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'http://example.com',
    'http://localhost.evil.test',
    'http://127.0.0.1.nip.io',
    'http://10.0.0.1',
    'https://user@example.com',
    'https://user:secret@example.com',
    'https://example.com\\@evil.test',
    'https://example.com/?a=1',
    'https://example.com/#a',
    'https://example.com/?',
    'https://exa mple.com',
    'https://example.com\t/v1',
    'https://example.com:65536',
    'https://169.254.169.254/latest',
    'https://metadata.google.internal/',
    'https://[fe80::1]/',
    'https://[fd00:ec2::254]/',
    '',
  ])('%j', (given) => {
    expect(() => parseBaseUrl(given)).toThrow('invalid');
  });
});

describe('an id in a path', () => {
  const base = 'https://api.example.com/v1';
  const path = '/sessions/{id}/revoke';
  const build = (id: string) => buildUrl(base, { path, params: { id }, query: {} }, 'a test');

  test.each(['', '.', '..', 'a\u0000b', 'a\nb', '\ud800', 'x'.repeat(257)])('%j is refused', (id) => {
    expect(() => build(id)).toThrow('invalid');
  });

  test.each(['sess_1', 'a/b', 'a?b#c', '../x', '%2e%2e', 'ä', '//evil.test', 'a\\b'])(
    '%j stays one segment',
    (id) => {
      const segments = build(id).pathname.split('/');
      expect(segments).toHaveLength(5);
      expect(decodeURIComponent(segments[3] ?? '')).toBe(id);
    },
  );

  test('whatever it is, the request goes to the same origin and the same place, or nowhere', () => {
    const soup = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.stringMatching(/^[%./\\2eEfF?#@:\t ]{0,30}$/),
    );
    fc.assert(
      fc.property(soup, (id) => {
        let url: URL;
        try {
          url = build(id);
        } catch {
          return true;
        }
        const segments = url.pathname.split('/');
        return (
          url.origin === 'https://api.example.com' &&
          segments.length === 5 &&
          decodeURIComponent(segments[3] ?? '') === id
        );
      }),
      { numRuns: 20_000, seed: 20_261_121 },
    );
  });
});

test('a query is encoded, and an undefined parameter left out', () => {
  const query = { user_id: 'a&b=c', status: undefined, limit: 10 };
  const url = buildUrl('https://api.example.com', { path: '/sessions', params: {}, query }, 'a test');
  expect(url.search).toBe('?user_id=a%26b%3Dc&limit=10');
});
