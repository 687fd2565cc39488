import { describe, expect, test } from 'vitest';
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
