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
      city: maybe('Lisbon', 'Zürich', ''),
      country: maybe('PT', 'CH'),
      lastActiveAt: maybe(0, 1, 1_700_000_000_000),
      expiresAt: maybe(5, 1_800_000_000_000),
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
