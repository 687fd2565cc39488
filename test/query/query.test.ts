import { expect, test } from 'vitest';
import { isLive, isOver, statuses } from '../../electron/query/status.ts';
import { folded, foldedWord, spellingsOf } from '../../electron/query/search-words.ts';

test('each status is live or over; one that we do not know is live', () => {
  const live = statuses.filter((status) => isLive({ status }));
  expect(live).toEqual(['active', 'pending', 'unknown']);
  expect(statuses.filter((status) => isOver({ status }))).toEqual(
    statuses.filter((one) => !live.includes(one)),
  );
});

test.each([
  ['ÉCLAIR', 'eclair'],
  ['Straße', 'strasse'],
  ['İstanbul ı', 'istanbul i'],
  ['zero\u200bwidth', 'zerowidth'],
  ['Søren Łukasz', 'soren lukasz'],
])('“%s” is searched as “%s”', (text, expected) => {
  expect(folded(text)).toBe(expected);
});

test.each([
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['[::1]', '::1'],
  ['::ffff:127.0.0.1', '::ffff:7f00:1'],
  ['12:34', '12:34'],
  ['1:2:3', '1:2:3'],
])('an address of IPv6 has one form: %s is %s', (word, expected) => {
  expect(foldedWord(word)).toBe(expected);
});

test('a text is looked for in every spelling', () => {
  expect(spellingsOf('Ana')).toEqual(['ana']);
  expect(spellingsOf('2001:DB8::1')).toEqual(['2001:db8::1']);
  expect(spellingsOf('Jörg')).toEqual(['jorg', 'joerg']);
});
