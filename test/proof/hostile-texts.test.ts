import { describe, expect, test } from 'vitest';
import { stemOf } from '../../electron/adapters/cookies/device-cookies.ts';
import { retryAt } from '../../electron/host/http/retry-at.ts';
import { buildUrl } from '../../electron/host/http/urls.ts';
import { deviceOf } from '../../electron/host/lists/device.ts';
import { tame } from '../../electron/host/scrub/redact.ts';
import { formsOf } from '../../electron/host/scrub/secret-forms.ts';
import { namesOf } from '../../electron/host/sign-in/limit-names.ts';
import { markOf, personOf } from '../../electron/host/sign-in/person.ts';

// Whatever takes a server's text apart does so in less CPU time than one turn of the host may use, however the text is
// made up. 64 KiB is the longest text that is read, 16 KiB the longest header.

const mostPerTurn = 200;
const text = (part: string, length = 65_000) => part.repeat(length / part.length);
const accents = `a${text('\u0301\u0316')}`;

/** CPU time that this takes, ms. */
function costOf(work: () => unknown): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

const person = (userId: string) => ({ userId, accountId: text('0') });

// Node 22 does not count the CPU time of a thread.
describe.skipIf(!('threadCpuUsage' in process))('a text that is made up to be slow', () => {
  test.each<[string, () => unknown]>([
    ['a user of accents, as a person', () => personOf(person(accents))],
    ['a user of accents, with a mark', () => markOf(accents)],
    ['a user of letters of many scripts', () => markOf(text('aб漢ア한գ'))],
    [
      'a user of accents, in the names of a limit',
      () => namesOf('server', person(accents), [person(accents)]),
    ],
    ['a name of a cookie', () => stemOf({ name: `${text('_multi-', 16_000)} `, value: 'token' })],
    ['a wait of digits', () => retryAt(new Headers({ 'retry-after': text('1 ,', 16_000) }), 0)],
    ['a wait of days', () => retryAt(new Headers({ 'retry-after': text('Mon 00:00:0', 16_000) }), 0)],
    ['a user agent', () => deviceOf(text('Mozilla/5.0 (Linux; '))],
    ['a message', () => tame(text('\u202e\u0000'), 300)],
    ['a secret', () => formsOf(text('%=&<"\\', 4000))],
    [
      'an id that was encoded any number of times',
      () => {
        const parts = { path: '/{id}', params: { id: `%${text('25')}` }, query: {} };
        expect(() => buildUrl('https://a.test', parts, 'a test')).toThrow();
      },
    ],
  ])('%s takes less than a turn', (_, work) => {
    work();
    expect(costOf(work)).toBeLessThan(mostPerTurn);
  });

  test.each<[string, () => unknown]>([
    ['accents that are normalised whole', () => accents.normalize('NFC')],
    ['a pattern that begins anew at each place', () => `${text('=')}x`.replace(/=+$/, '')],
  ])('%s take more: the claims above can fail', (_, work) => {
    expect(costOf(work)).toBeGreaterThan(mostPerTurn);
  });
});

describe('the stem of a device cookie', () => {
  test.each([
    ['better-auth.session_token_multi-abc', 'AbC.signature', 'better-auth.session_token'],
    ['a_multi-b_multi-c', 'c.s', 'a_multi-b'],
    ['_multi-abc', 'abc.s', null],
    ['a_multi-', '.s', null],
    ['a_multi-abc', 'abd.s', null],
    ['abc', 'abc.s', null],
  ])('of %s=%s is %s', (name, value, stem) => {
    expect(stemOf({ name, value })).toBe(stem);
  });
});
