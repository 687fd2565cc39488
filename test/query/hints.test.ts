import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Session } from '../../electron/bridge/session.ts';
import { hintKinds, hintsOf } from '../../electron/query/hints.ts';
import { kindOf } from '../../electron/query/kind.ts';
import { isLive } from '../../electron/query/status.ts';
import { fixtureSession } from '../support/page/page-fixtures.ts';
import { anySession } from '../support/query/random-sessions.ts';

// A hint has its evidence, and what is not known is never one.

const now = Date.parse('2026-12-01T12:00:00Z');
const [minute, day] = [60_000, 86_400_000];
const quiet: Partial<Session> = {
  lastActiveAt: now - minute,
  createdAt: now - 5 * day,
  expiresAt: now + 9 * day,
};
const session = (parts: Partial<Session>) => fixtureSession({ ...quiet, ...parts });
const hintsFor = (...sessions: Session[]) => {
  const found = hintsOf(sessions, now);
  return (id: string) => found.get(id)?.map(({ kind }) => kind) ?? [];
};
const only = (parts: Partial<Session>) => hintsFor(session({ id: 'a', ...parts }))('a');

describe('one session alone', () => {
  test.each<[string, Partial<Session>, string[]]>([
    ['in use, says nothing', {}, []],
    ['idle for 30 days is stale', { lastActiveAt: now - 30 * day, createdAt: 0 }, ['stale']],
    ['idle for a millisecond less is not', { lastActiveAt: now - 30 * day + 1, createdAt: 0 }, []],
    ['not used since the sign-in', { lastActiveAt: now - 5 * day }, ['never-used']],
    ['that expires within a day', { expiresAt: now + day - 1 }, ['expires-soon']],
    ['that expires in a day', { expiresAt: now + day }, []],
    ['that has expired already', { expiresAt: now - 1 }, []],
    ['in which somebody acts as the user', { impersonatedBy: 'admin' }, ['impersonated']],
    ['without a second factor, where the API says so', { extra: { mfaVerified: 'false' } }, ['no-mfa']],
    ['with a second factor', { extra: { mfaVerified: 'true' } }, []],
    ['of an agent', { userAgent: 'Mozilla/5.0 (compatible; ChatGPT-User/1.0)' }, ['agent']],
    ['of a command line', { userAgent: 'curl/8.9.1' }, ['cli']],
    ['that is over', { status: 'revoked', lastActiveAt: now - 99 * day, impersonatedBy: 'admin' }, []],
    ['of which no time is known', { lastActiveAt: null, createdAt: null, expiresAt: null }, []],
  ])('%s', (_, parts, expected) => expect(only(parts)).toEqual(expected));
});

describe('two countries within an hour', () => {
  const lisbon = session({ id: 'a', country: 'PT', lastActiveAt: now - 90 * minute });
  const tokyo = session({ id: 'b', country: 'JP', lastActiveAt: now - 30 * minute });

  test('are a hint on both sessions, each with the other as evidence', () => {
    const found = hintsOf([lisbon, tokyo], now);
    expect(found.get('a')).toContainEqual({ kind: 'concurrent', other: 'b' });
    expect(found.get('b')).toContainEqual({ kind: 'concurrent', other: 'a' });
  });

  test.each<[string, Partial<Session>]>([
    ['an hour and a millisecond apart', { lastActiveAt: now - 30 * minute + 1 }],
    ['of another user', { user: { id: 'other', name: null, email: null } }],
    ['of nobody known', { user: { id: null, name: 'Ana Silva', email: null } }],
    ['in the same country', { country: 'PT' }],
    ['in the same country, in small letters', { country: 'pt' }],
    ['in a country that has a name, not a code', { country: 'Portugal' }],
    ['in no country', { country: null }],
    ['in a blank country', { country: ' ' }],
    ['at no known time', { lastActiveAt: null }],
    ['that is over', { status: 'expired' }],
  ])('are none for a session %s', (_, parts) => {
    expect(hintsFor(lisbon, { ...tokyo, ...parts })('a')).not.toContain('concurrent');
  });

  test('the nearest in time is the evidence', () => {
    const near = session({ id: 'c', country: 'US', lastActiveAt: now - 89 * minute });
    expect(hintsOf([tokyo, near, lisbon], now).get('a')).toContainEqual({ kind: 'concurrent', other: 'c' });
  });
});

describe('a new device', () => {
  const on = (id: string, os: string | null, createdAt: number | null) =>
    session({ id, createdAt, device: { browser: os && 'Chrome', browserVersion: '1', os, kind: null } });

  test('is one that no older session of the user has', () => {
    const hints = hintsFor(
      on('a', 'macOS', 1),
      on('b', 'macOS', 2),
      on('c', 'Linux', 3),
      on('d', 'Linux', 4),
    );
    expect(['a', 'b', 'c', 'd'].map((id) => hints(id).includes('new-device'))).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });

  test.each([
    ['the only one', [on('c', 'Linux', 3)]],
    ['where the older one is not known', [on('a', null, 1), on('c', 'Linux', 3)]],
    ['where it is not known when it began', [on('a', 'macOS', 1), on('c', 'Linux', null)]],
    ['where both began at once', [on('a', 'macOS', 3), on('c', 'Linux', 3)]],
    ['of a newer version of the same browser', [on('a', 'Linux', 1), on('c', 'Linux', 3)]],
  ])('is none %s', (_, sessions) => expect(hintsFor(...sessions)('c')).not.toContain('new-device'));
});

test('whatever the list: only live sessions have hints, the other end is in the list, and each kind is known', () => {
  fc.assert(
    fc.property(fc.uniqueArray(anySession(60), { maxLength: 40, selector: ({ id }) => id }), (sessions) => {
      const found = hintsOf(sessions, 1_700_100_000_000);
      const byId = new Map(sessions.map((one) => [one.id, one]));
      for (const [id, hints] of found) {
        expect(isLive(byId.get(id) ?? fixtureSession({ status: 'ended' }))).toBe(true);
        expect(new Set(hints.map(({ kind }) => kind)).size).toBe(hints.length);
        for (const { kind, other } of hints) {
          expect(hintKinds).toContain(kind);
          if (other !== null) expect(byId.get(other)?.country).not.toBe(byId.get(id)?.country);
        }
      }
    }),
  );
});

test.each<[string, Partial<Session>, string | null]>([
  ['a browser', {}, 'browser'],
  [
    'nothing that is known',
    { userAgent: null, device: { browser: null, browserVersion: null, os: 'Linux', kind: null } },
    null,
  ],
  ['an app', { userAgent: 'Acme/3 CFNetwork/1490 Darwin/23' }, 'app'],
  ['a tool', { userAgent: 'python-requests/2.32' }, 'cli'],
  ['a browser that names a tool', { userAgent: 'Mozilla/5.0 curl' }, 'browser'],
  ['an agent', { userAgent: 'Mozilla/5.0; Claude-User/1.0' }, 'agent'],
  [
    'somebody in the user’s name, in whatever browser',
    { impersonatedBy: 'x', userAgent: 'curl/8' },
    'impersonation',
  ],
])('the kind of %s', (_, parts, kind) => expect(kindOf(fixtureSession(parts))).toBe(kind));
