import { describe, expect, test } from 'vitest';
import { cacheLifetime } from '../../electron/adapters/cookies/cookie-cache.ts';

// A copy of a session in a cookie goes on counting after the session has ended: for how long, its cookie tells.

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const session = { session: { token: 'a-token' }, user: { name: 'Zoë' }, version: '1' };
const updatedAt = 1_800_000_000_000;
const compact = base64url({
  session: { ...session, updatedAt },
  expiresAt: updatedAt + 90_000,
  signature: 'signature',
});
const jwt = ['header', base64url({ ...session, iat: 1_800_000_000, exp: 1_800_000_045 }), 'signature'].join(
  '.',
);
const jwe = [base64url({ alg: 'dir', enc: 'A256CBC-HS512' }), '', 'iv', 'text', 'tag'].join('.');
const minutes = 60_000;

test.each([
  ['the usual name', 'better-auth.session_data', 'anything', 5 * minutes],
  ['a prefix', '__Secure-my-app.session_data', 'anything', 5 * minutes],
  ['a piece of a large one', 'better-auth.session_data.0', 'anything', 5 * minutes],
  ['a name of its own, and its content', 'acme_copy', compact, 5 * minutes],
  ['a name of its own, and the content of a JWT', 'acme_copy', jwt, 5 * minutes],
  ['a name of its own, and an encrypted content', 'acme_copy', jwe, 5 * minutes],
])('is known by %s, and counts as long as the server set it', (_, name, value, lifetime) => {
  expect(cacheLifetime([{ name, value, maxAge: lifetime }])).toBe(lifetime);
});

describe('without a Max-Age', () => {
  test.each([
    ['its content says', 'acme_copy', compact, 90_000],
    ['a JWT says', 'acme_copy', jwt, 45_000],
    ['better-auth says where nothing else does', 'better-auth.session_data', jwe, 300_000],
  ])('it counts as long as %s', (_, name, value, lifetime) => {
    expect(cacheLifetime([{ name, value, maxAge: null }])).toBe(lifetime);
  });
});

test('in pieces it is read as a whole, in their order', () => {
  const [half, rest] = [compact.slice(0, 40), compact.slice(40)];
  const pieces = [
    { name: 'acme_copy.1', value: rest, maxAge: null },
    { name: 'acme_copy.0', value: half, maxAge: null },
  ];
  expect(cacheLifetime(pieces)).toBe(90_000);
});

test.each([
  ['the session itself', 'better-auth.session_token', 'token.signature'],
  ['an encrypted account', 'better-auth.account_data', jwe],
  ['JSON of something else', 'theme', base64url({ session: 'dark', expiresAt: 1 })],
  [
    'a token of another program',
    'access',
    ['header', base64url({ sub: 'x', exp: 2, iat: 1 }), 's'].join('.'),
  ],
  ['broken base64', 'odd', '%%%'],
  ['nothing', 'empty', ''],
])('%s is no copy of a session', (_, name, value) => {
  expect(cacheLifetime([{ name, value, maxAge: 7 * minutes }])).toBeNull();
});

test('an encrypted cookie that a person pasted, without a Max-Age, says nothing', () => {
  expect(cacheLifetime([{ name: 'next-auth.session-token', value: jwe, maxAge: null }])).toBeNull();
});
