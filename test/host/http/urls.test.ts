import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BridgeError } from '../../../electron/bridge/failure.ts';
import { buildUrl, parseBaseUrl } from '../../../electron/host/http/urls.ts';
import { failureOf } from '../../support/host.ts';

describe('a base URL is taken in its canonical form', () => {
  test.each([
    ['https://api.clerk.com/v1', 'https://api.clerk.com/v1'],
    ['https://api.clerk.com/v1//', 'https://api.clerk.com/v1'],
    ['https://API.Example.com:443/', 'https://api.example.com'],
    ['http://localhost:3000/api/auth', 'http://localhost:3000/api/auth'],
    ['http://127.1:8080/x', 'http://127.0.0.1:8080/x'],
    ['http://2130706433/', 'http://127.0.0.1'],
    ['http://0177.0.0.1/', 'http://127.0.0.1'],
    ['http://127.0.0.1./', 'http://127.0.0.1'],
    ['http://LOCALHOST/', 'http://localhost'],
    ['https://10.0.0.1/v1', 'https://10.0.0.1/v1'],
    ['https://sessions.internal:8443', 'https://sessions.internal:8443'],
    ['http://0x7f.1/', 'http://127.0.0.1'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
    // Whatever a name server says of them, these lead to this machine: see addresses.ts.
    ['http://app.localhost:3000', 'http://app.localhost:3000'],
    ['http://localhost./', 'http://localhost.'],
    ['http://[::ffff:127.0.0.1]/', 'http://[::ffff:7f00:1]'],
    ['api.clerk.com/v1', 'https://api.clerk.com/v1'],
    ['localhost:3000/api/auth', 'http://localhost:3000/api/auth'],
    ['[::1]:3000', 'http://[::1]:3000'],
    ['http://127.10.200.30', 'http://127.10.200.30'],
    ['https://notmetadata.google.internal', 'https://notmetadata.google.internal'],
    ['https://metadata.google.internal.example', 'https://metadata.google.internal.example'],
    ['https://münchen.example/v1', 'https://xn--mnchen-3ya.example/v1'],
  ])('%s', (given, canonical) => {
    expect(parseBaseUrl(given)).toBe(canonical);
  });
});

describe('a base URL is refused', () => {
  test.each([
    'ftp://example.com',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'http://example.com',
    'http://localhost.evil.test',
    'http://notlocalhost',
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
    'https://example.com:0',
    'https://169.254.169.254/latest',
    'https://metadata.google.internal/',
    'https://[fe80::1]/',
    'https://[fd00:ec2::254]/',
    'https://169.254.169.254./',
    'https://0xa9fea9fe/',
    'https://0xa9.0xfe.169.254/',
    'https://0251.0376.0251.0376/',
    'https://2852039166/',
    'https://169.16689662/',
    'https://[::ffff:169.254.169.254]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[64:ff9b::a9fe:a9fe]/',
    'https://metadata.google.internal./',
    'https://METADATA.google.internal/',
    'https://１６９.254.169.254/',
    'http://0.0.0.0/',
    'http://0/',
    'http://[::]/',
    'http://127.0.0.1.evil.test/',
    'http://a@127.0.0.1/',
    'https:\\\\example.com',
    '//example.com/v1',
    'https://',
    'https://exa\u0000mple.com',
    'https://example.com%00.evil.test',
    'https://example.com:-1',
    'data:text/html,x',
    '',
  ])('%j', (given) => {
    expect(() => parseBaseUrl(given)).toThrow('invalid');
  });
});

describe('a base URL is refused with the reason, which does not repeat it:', () => {
  test.each([
    ['a space, a backslash or a control character', 'https://example.com/a b'],
    ['is not a URL: it looks like https://', 'example'],
    ['must start with https://', 'ftp://example.com'],
    ['plain http is for this machine only', 'http://example.com'],
    ['must not hold a user name or a password', 'https://example:secret@example.com'],
    ['must not hold a user name or a password', 'https://:secret@example.com'],
    ['must not have a query or a fragment', 'https://example.com/?secret=1'],
    ['must not have a query or a fragment', 'https://example.com/#secret'],
    ['must not have the port 0', 'https://example.com:0/secret'],
    ['link-local and metadata addresses are not session APIs', 'https://169.254.169.254/secret'],
  ])('%s', async (reason, given) => {
    const failed = await failureOf(Promise.resolve().then(() => parseBaseUrl(given)));
    expect(failed).toMatchObject({ code: 'invalid', tried: 'connections.save', field: 'baseUrl' });
    expect(failed.got).toContain(reason);
    expect(failed.got).not.toContain('secret');
  });
});

test.each([
  ['upwards', '/../sessions'],
  ['to another address', '.evil.test/sessions'],
  ['to another port', ':8080/sessions'],
  ['into a query', '/sessions?all=true'],
  ['into a fragment', '/sessions#all'],
])('a template that leads %s is refused as an id would be', async (_, path) => {
  const parts = { path, params: {}, query: {} };
  const built = Promise.resolve().then(() => buildUrl('https://api.example.com', parts, 'a test'));
  expect(await failureOf(built)).toMatchObject({
    ...{ code: 'invalid', tried: 'a test' },
    got: 'an id would have changed the address that is called',
  });
});

test('a template whose id is not given is refused', async () => {
  const parts = { path: '/sessions/{id}', params: {}, query: {} };
  const built = Promise.resolve().then(() => buildUrl('https://api.example.com', parts, 'a test'));
  expect(await failureOf(built)).toMatchObject({ code: 'invalid', field: 'id' });
});

describe('an id in a path', () => {
  const base = 'https://api.example.com/v1';
  const path = '/sessions/{id}/revoke';
  const build = (id: string) => buildUrl(base, { path, params: { id }, query: {} }, 'a test');

  test.each([
    ...['', '.', '..', 'a\u0000b', 'a\nb', 'a\u007f', '\ud800', 'x'.repeat(257)],
    ...[
      '../x',
      'x/..',
      'a/../b',
      'a/./b',
      './a',
      '..\\x',
      'a\\..',
      '..;',
      '..;/x',
      '.;a',
      '../../etc/passwd',
    ],
    ...['..?x', '..#', '.?', '.. ', 'a/.. /b', '..%3fx', '..%23', '..%00', '..%20', '..%0a', '..%253F'],
    ...['%2e%2e', '%2E%2e', '.%2e', '%2e', '%2e%2e%2fx', '..%2fx', '..%5cx', 'a%2f..', '..%3b', '%2e%2e;x'],
    ...[
      '%252e%252e',
      '%25252e%25252e',
      '..%252fx',
      '%25%32%65'.replace('%32%65', '2e'),
      `%${'25'.repeat(9)}2e`,
    ],
  ])('%j is refused, and not repeated', async (id) => {
    const failed = await failureOf(Promise.resolve().then(() => build(id)));
    expect(failed).toMatchObject({
      code: 'invalid',
      got: 'this id cannot be part of an address',
      field: 'id',
    });
  });

  test.each([
    ...['sess_1', 'a/b', 'a?b#c', 'ä', '//evil.test', 'a\\b', '...', 'a..b', '.a', 'a.', '..a', "-_.!~*'()"],
    ...[
      'https://evil.test/',
      '@evil.test',
      ':8080',
      '?',
      '#',
      '&a=b',
      ';x',
      ' ',
      '%',
      '%2',
      '%zz',
      '%00',
      '%ff',
    ],
    ...[
      'a\u2028b',
      'a\u2029b',
      'a\u202eb',
      '\u200b',
      '\ufeff',
      '\u0130',
      '😀',
      'e\u0301',
      '．．',
      '。。',
      '／',
    ],
    ...['aGVsbG8/d29ybGQ+==', 'x'.repeat(256), '{id}', '$&', '$1', '__proto__', 'constructor'],
  ])('%j stays one segment', (id) => {
    const segments = build(id).pathname.split('/');
    expect(segments).toHaveLength(5);
    expect(decodeURIComponent(segments[3] ?? '')).toBe(id);
  });

  test('whatever it is, the request goes to the same origin and the same place, or nowhere', () => {
    const piece = fc.constantFrom(
      '.',
      '/',
      '\\',
      ';',
      '?',
      '#',
      '@',
      ':',
      ' ',
      '%',
      '2e',
      '2f',
      '5c',
      '25',
      'a',
      '\u202e',
    );
    const soup = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
      fc.tuple(fc.webPath(), fc.nat(10)).map(([path, times]) => encoded(path, times)),
    );
    let built = 0;
    fc.assert(
      fc.property(soup, (id) => {
        const url = attempted(() => build(id));
        if (!url) return true;
        built += 1;
        const segments = url.pathname.split('/');
        const rest = [segments[1], segments[2], segments[4], segments.length].join();
        return (
          url.origin === 'https://api.example.com' &&
          rest === 'v1,sessions,revoke,5' &&
          decodeURIComponent(segments[3] ?? '') === id &&
          !leadsUpwards(segments[3] ?? '')
        );
      }),
      { numRuns: strings, seed: 20_261_121 },
    );
    expect(built, 'and most are not refused: the claim can fail').toBeGreaterThan(strings / 4);
  });
});

/** 100,000 when asked for: `STRINGS=100000 vitest run --project node test/host/http/urls.test.ts`. */
const strings = Number(process.env['STRINGS'] ?? 10_000);

function encoded(text: string, times: number): string {
  return times === 0 ? text : encoded(encodeURIComponent(text), times - 1);
}

function attempted(work: () => URL): URL | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof BridgeError) return null;
    throw error;
  }
}

/** Whether a path with this segment in it becomes another one, however often somebody decodes it on the way. */
function leadsUpwards(segment: string): boolean {
  let seen = segment;
  for (let times = 0; times < 10; times += 1) {
    const path = `/v1/sessions/${seen}/revoke`.replaceAll('\\', '/');
    const { pathname } = new URL(`https://api.example.com${path}`);
    if (pathname.split('/').length !== path.split('/').length) return true;
    seen = seen.replace(/%(25|2e|2f|5c)/gi, decodeURIComponent);
  }
  return false;
}

test('a base address with a path of its own stays what it is', () => {
  const { href } = buildUrl(
    'https://h.example/a%20b/v1',
    { path: '/x/{id}', params: { id: 'a b' }, query: {} },
    't',
  );
  expect(href).toBe('https://h.example/a%20b/v1/x/a%20b');
});

test('a query is encoded, and an undefined parameter left out', () => {
  const query = { user_id: 'a&b=c', status: undefined, limit: 10 };
  const url = buildUrl('https://api.example.com', { path: '/sessions', params: {}, query }, 'a test');
  expect(url.search).toBe('?user_id=a%26b%3Dc&limit=10');
});
