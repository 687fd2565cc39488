import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { expect, test } from 'vitest';
import { addressesIn } from '../../electron/query/language/addresses.ts';
import { completed, namesFrom, typedAt } from '../../electron/query/language/complete.ts';
import { durationIn, periodIn } from '../../electron/query/language/times.ts';

const day = 86_400_000;

test('whatever the address and the network, the answer is the library’s', () => {
  const octet = fc.integer({ min: 0, max: 255 });
  const address = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'));
  fc.assert(
    fc.property(
      address,
      address,
      fc.integer({ min: 0, max: 32 }),
      fc.boolean(),
      (one, network, length, isNear) => {
        const other = isNear ? network : one;
        const expected = ipaddr.parse(other).match(ipaddr.parseCIDR(`${network}/${length}`));
        expect(addressesIn(`${network}/${length}`)?.(other)).toBe(expected);
      },
    ),
    { numRuns: 1000 },
  );
});

test.each([
  '10.0.0',
  '10.0.0.256',
  '010.0.0.1',
  '10.0.0.1.2',
  '10..0.1',
  ' 10.0.0.1',
  '10.0.0.1x',
  '',
  '.',
  '....',
])('“%s” is no address: it is in no network', (text) => expect(addressesIn('0.0.0.0/0')?.(text)).toBe(false));

test('lengths of time and dates', () => {
  expect(['90s', '5m', '5min', '2h', '1.5d', '2w', '1mo', '1y'].map(durationIn)).toEqual([
    ...[90_000, 300_000, 300_000, 7_200_000, 1.5 * day, 14 * day, 30 * day, 365 * day],
  ]);
  expect(['', 'd', '30', '30x', '-1d', '1e3d', '9999999d'].map(durationIn)).toEqual(Array(7).fill(null));
  expect(periodIn('2024-02-29')).toEqual({ first: Date.UTC(2024, 1, 29), last: Date.UTC(2024, 2, 1) - 1 });
  expect(periodIn('2026-12-01T08:30')?.first).toBe(Date.UTC(2026, 11, 1, 8, 30));
});

test.each([
  ['us', 2, { from: 0, to: 2, field: null, typed: 'us' }],
  ['ana os:li', 9, { from: 7, to: 9, field: 'os', typed: 'li' }],
  ['-(os:', 5, { from: 5, to: 5, field: 'os', typed: '' }],
  ['user:"Ana S', 11, { from: 5, to: 11, field: 'user', typed: 'Ana S' }],
  ['os:li', 1, null],
  ['usr:li', 5, null],
  ['"us', 3, null],
  ['ana ', 4, null],
])('in “%s” at %i is typed %o', (text, caret, typed) => {
  expect(typedAt(text, caret)).toEqual(typed);
});

test('what is typed is completed, and the rest stays', () => {
  expect(namesFrom('I')).toEqual(['ip', 'id', 'idle']);
  expect(namesFrom('')).toEqual([]);
  const done = (text: string, caret: number, by: string) => {
    const typed = typedAt(text, caret);
    return typed && completed(text, typed, by);
  };
  expect(done('br ana', 2, 'browser:')).toEqual({ text: 'browser: ana', caret: 8 });
  expect(done('os:li', 5, 'Linux')).toEqual({ text: 'os:Linux ', caret: 9 });
  expect(done('-os:li ana', 6, 'Linux')).toEqual({ text: '-os:Linux ana', caret: 9 });
});
