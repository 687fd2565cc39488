import fc from 'fast-check';
import type { Session } from '../../../electron/bridge/session.ts';
import { signInWords, statuses } from '../../../electron/query/status.ts';
import { fixtureSession } from '../page/page-fixtures.ts';

// Few values for each field, so that rows agree, and searches hit.

const maybe = <Value>(...values: Value[]) => fc.constantFrom(null, ...values);

const user = fc.record({
  id: maybe('user_1', 'user_2', 'ÜSER'),
  name: maybe('Ana Silva', 'Jörg Weiß', 'Søren', 'ana', ' ', 'علی\u200cرضا'),
  email: maybe('ana@example.test', 'jw@example.test'),
});

const device = fc.record({
  browser: maybe('Chrome', 'Firefox', 'Şafari'),
  browserVersion: maybe('126.0.1', '9', '10'),
  os: maybe('macOS', 'Windows', 'Linux'),
  kind: fc.constant(null),
});

/** A session whose fields are any that an API may send; its id is one of `ids`. */
export function anySession(ids: number): fc.Arbitrary<Session> {
  return fc
    .record({
      id: fc.integer({ min: 1, max: ids }).map((id) => `s${id}`),
      user,
      device,
      userAgent: maybe('curl/8.1', 'x'.repeat(200)),
      ip: maybe('203.0.113.7', '198.51.100.9', '2001:DB8:0:0:0:0:0:1'),
      nativeId: maybe('sess_1', 'sess_2'),
      impersonatedBy: maybe('admin'),
      createdAt: maybe(0, 1_690_000_000_000, 1_780_000_000_000),
      city: maybe('Lisbon', 'Zürich', ''),
      country: maybe('PT', 'CH'),
      lastActiveAt: maybe(0, 1, 1_700_099_000_000, 1_700_000_000_000),
      expiresAt: maybe(5, 1_700_103_000_000, 1_800_000_000_000),
      status: fc.constantFrom(...statuses),
      statusGiven: maybe('frozen', 'revoked'),
      current: fc.constantFrom(true, false, null),
      signIn: fc.constantFrom(undefined, ...signInWords),
      phone: fc.constantFrom(
        undefined,
        { accountId: '42', canBeAsked: true },
        { accountId: null, canBeAsked: false },
      ),
    })
    .map((parts) => fixtureSession(parts));
}

const fieldTerms = [
  ...['user:ana', 'user:"Ana Silva"', 'ip:203.0.113.0/24', 'ip:2001:db8::/32', 'ip:2001:db8::1', 'ip:203.0'],
  ...[
    'device:chrome',
    'browser:firefox',
    'os:linux',
    'place:lisbon',
    'status:active',
    'status:frozen',
    'id:s',
  ],
  ...[
    'kind:cli',
    'kind:impersonation',
    'idle>30d',
    'idle<1h',
    'created<2026-01-01',
    'created>=2020',
    'expires<2h',
  ],
  ...[
    'expires>2026-01',
    '"Ana Silva"',
    '"on mac"',
    'risk:stale',
    'risk:concurrent',
    'risk:new-device',
    'risk:never-used',
  ],
];

/** A query of the whole language, without mistakes. */
export const anyQuery: fc.Arbitrary<string> = fc.letrec<{ query: string; term: string }>((tie) => ({
  term: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(...fieldTerms, 'ana', 'chrome', 'near', 'lisbon', 'revoked', 'nobody'),
    tie('term').map((term) => `-${term}`),
    tie('query').map((query) => `(${query})`),
  ),
  query: fc
    .array(fc.tuple(tie('term'), fc.constantFrom(' ', ' OR ', '  ')), { minLength: 1, maxLength: 4 })
    .map((terms) => terms.map(([term, join], at) => (at === terms.length - 1 ? term : term + join)).join('')),
})).query;

/** What a person may type into the search. */
export const anyWords: fc.Arbitrary<string> = fc
  .array(
    fc.constantFrom(
      ...[
        'ana',
        'ANA',
        'joerg',
        'jorg',
        'weiss',
        'soren',
        'soeren',
        'chrome',
        'chrome 12',
        'on',
        'macos',
        'near',
      ],
      ...[
        'lisbon',
        'zurich',
        'zuerich',
        '203.0',
        '2001:db8::1',
        'db8',
        'user_',
        'active',
        'revoked',
        'frozen',
        'curl',
      ],
      ...['علیرضا', 'nobody', '.', '@', '\\', '42'],
    ),
    { maxLength: 3 },
  )
  .map((words) => words.join(' '));
