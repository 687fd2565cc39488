import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Session } from '../../electron/bridge/session.ts';
import { parse } from '../../electron/query/language/parse.ts';
import { compile } from '../../electron/query/question.ts';
import { pageWords } from '../../renderer/sessions/row/page-words.ts';
import { fixtureSession } from '../support/page/page-fixtures.ts';

const now = Date.parse('2026-12-01T12:00:00Z');
const day = 86_400_000;
const { vocabulary } = pageWords();
function matches(words: string, parts: Partial<Session> = {}): boolean {
  const session = fixtureSession(parts);
  return compile({ words, state: 'all' }, { vocabulary, at: now, sessions: [session] })(session);
}

const ana: Partial<Session> = {
  user: { id: 'user_1', name: 'Ana Silva', email: 'ana@example.test' },
  device: { browser: 'Chrome', browserVersion: '126', os: 'macOS', kind: 'desktop' },
  ip: '10.1.2.3',
  nativeId: 'sess_abc',
  extra: { client_id: 'client_77' },
  lastActiveAt: now - 40 * day,
  createdAt: Date.parse('2025-12-31T23:59:00Z'),
  expiresAt: now + 3_600_000,
};

describe('a session is found', () => {
  test.each([
    ...[
      'ana',
      'ANA chrome',
      '"Ana Silva"',
      'user:ana',
      'user:"ana silva"',
      'USER:Ana',
      'user_1',
      'sess_abc',
      'id:abc',
    ],
    ...[
      'client_77',
      'id:client_77',
      'browser:chrome',
      'os:macos',
      'device:"chrome 126"',
      'place:lisbon',
      'status:active',
    ],
    ...[
      'ip:10.0.0.0/8',
      'ip:10.1.2.3',
      'ip:10.1',
      '-os:linux',
      'os:linux OR os:macos',
      '(os:linux OR os:macos) ana',
    ],
    ...[
      'idle>30d',
      'idle>=40d',
      'idle<41d',
      'idle>5w',
      'idle>1mo',
      'created<2026',
      'created<2026-01-01',
      'created:2025-12',
    ],
    ...[
      'created<=2025-12-31',
      'created>2025-12-30',
      'created>330d',
      'expires<2h',
      'expires>59m',
      'expires>2026-11',
    ],
    ...[
      'ana AND chrome',
      '-(os:linux OR nobody)',
      '--ana',
      'kind:browser',
      'KIND:Browser',
      '-kind:agent',
      '-nobody',
    ],
  ])('by %s', (words) => {
    expect(parse(words).problems).toEqual([]);
    expect(matches(words, ana)).toBe(true);
  });
});

describe('a session is not found', () => {
  test.each([
    ...[
      'nobody',
      'user:chrome',
      'browser:ana',
      'os:linux',
      '-ana',
      'ana nobody',
      'ip:10.1.2.30',
      'ip:10.1.2.0/25 nobody',
    ],
    ...[
      'ip:11.0.0.0/8',
      'idle<30d',
      'idle>41d',
      'created>2025-12-31',
      'created<2025',
      'created:2026',
      'expires>2h',
    ],
    ...['expires<1m', '-(ana OR nobody)', 'kind:cli', 'or', '"silva ana"', 'id:ana'],
  ])('by %s', (words) => {
    expect(parse(words).problems).toEqual([]);
    expect(matches(words, ana)).toBe(false);
  });
});

test('what is not known compares with nothing: neither with a length nor with a date, and is found by what is not', () => {
  const unknown = { lastActiveAt: null, createdAt: null, expiresAt: null, ip: null };
  for (const words of [
    'idle>1s',
    'idle<9y',
    'created<2030',
    'created>1970',
    'expires<9y',
    'expires>1s',
    'ip:0.0.0.0/0',
  ])
    expect([words, matches(words, unknown), matches(`-${words}`, unknown)]).toEqual([words, false, true]);
});

test('what has expired does not expire soon', () => {
  expect(matches('expires<2h', { expiresAt: now - 1 })).toBe(false);
});

describe('a mistake is named, with its place and what was probably meant, and finds nothing', () => {
  test.each([
    ['usr:ana', 'unknown-field', 'usr', 'user'],
    ['brwoser:chrome', 'unknown-field', 'brwoser', 'browser'],
    ['statsu:active', 'unknown-field', 'statsu', 'status'],
    ['qqqqq:x', 'unknown-field', 'qqqqq', null],
    ['ana usr:x', 'unknown-field', 'usr', 'user'],
    ['constructor:x', 'unknown-field', 'constructor', null],
    ['__proto__ toString:x', 'unknown-field', 'toString', null],
    ['kind:agnet', 'unknown-value', 'agnet', 'agent'],
    ['user:', 'no-value', 'user:', null],
    ['user:""', 'no-value', 'user:""', null],
    ['idle>soon', 'no-length', 'idle>soon', null],
    ['idle:30d', 'no-length', 'idle:30d', 'idle>30d'],
    ['idle>2026-01-01', 'no-length', 'idle>2026-01-01', null],
    ['created<soon', 'no-time', 'created<soon', null],
    ['created<2026-02-30', 'no-time', 'created<2026-02-30', null],
    ['created<2026-13', 'no-time', 'created<2026-13', null],
    ['ip:10.0.0.0/99', 'no-address', '10.0.0.0/99', null],
    ['ip:10.0/8', 'no-address', '10.0/8', null],
    ['user>ana', 'not-compared', 'user>ana', 'user:'],
    ['"ana', 'open-quote', '"ana', null],
    ['user:"ana', 'open-quote', 'user:"ana', null],
    ['(ana', 'open-group', '(ana', null],
    ['ana)', 'stray', ')', null],
    ['()', 'stray', '()', null],
    ['ana OR', 'stray', 'OR', null],
    ['OR ana', 'stray', 'OR', null],
    ['ana OR OR chrome', 'stray', 'OR', null],
    ['('.repeat(30), 'too-deep', '(', null],
  ])('%s', (words, what, where, near) => {
    const [problem] = parse(words).problems.filter((one) => one.what === what);
    expect(problem).toMatchObject({ what, near });
    expect(words.slice(problem?.from, problem?.to)).toBe(where);
    for (const one of [words, `-(${words})`, `ana OR ${words}`]) expect(matches(one, ana)).toBe(false);
  });
});

test('no text makes the language throw, and every place is within the text', () => {
  const pieces = fc.constantFrom(
    ...['ana', 'user:', 'idle>', '30d', '(', ')', '-', '"', 'OR', ' ', ':', '<', '\n', '\u202e', 'ip:', '1/'],
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces).map((some) => some.join('')),
      ),
      (words) => {
        for (const { from, to } of parse(words).problems) {
          expect(from).toBeLessThanOrEqual(to);
          expect(to).toBeLessThanOrEqual(words.length);
        }
        matches(words, ana);
      },
    ),
    { numRuns: 3000 },
  );
});

test('a word that looks like a field, in quotes, is a word', () => {
  const user = { id: 'usr:ana', name: null, email: null };
  expect(matches('"usr:ana"', { user })).toBe(true);
});

test.each([
  '2001:DB8::1',
  '2001:db8:0:0:0:0:0:1',
  'ip:2001:db8::1',
  'ip:2001:db8::/32',
  '2001:db8',
  '[2001:db8::1]',
])('an address of IPv6 is found by %s', (words) =>
  expect(matches(words, { ip: '2001:DB8:0:0:0:0:0:1' })).toBe(true),
);

test('an address of IPv4 written as one of IPv6 is within the networks of IPv4', () => {
  expect(matches('ip:10.0.0.0/8', { ip: '::ffff:10.1.2.3' })).toBe(true);
  expect(matches('ip:10.1.2.3', { ip: '::ffff:10.1.2.3' })).toBe(true);
  expect(matches('ip:::/0', { ip: '10.1.2.3' })).toBe(false);
});
