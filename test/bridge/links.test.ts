import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLink, writeLink } from '../../electron/bridge/link.ts';

const id = fc.stringMatching(/^[\w-]{1,64}$/);
const search = fc
  .string({ unit: 'grapheme', maxLength: 60 })
  .filter((text) => text !== '' && !/\p{C}/u.test(text));

test('every link that is written opens what it was written for', () => {
  const link = fc.record({ connectionId: id, sessionId: fc.option(id), search: fc.option(search) });
  fc.assert(
    fc.property(link, (written) => {
      fc.pre((written.search ?? '').length <= 100 && writeLink(written).length < 1000);
      expect(readLink(writeLink(written))).toEqual(written);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['another scheme', 'https://connection/demo-clerk'],
  ['another place', 'sessiondeck://revoke/demo-clerk'],
  ['an act', 'sessiondeck://connection/demo-clerk/session/abc/end'],
  ['a way out', 'sessiondeck://connection/../session/abc'],
  ['an encoded way out', 'sessiondeck://connection/%2e%2e'],
  ['a second line', 'sessiondeck://connection/demo-clerk\nsessiondeck://connection/b'],
  ['a null', 'sessiondeck://connection/demo-clerk\0'],
  ['a space', 'sessiondeck://connection/demo clerk'],
  ['a person', 'sessiondeck://user@connection/demo-clerk'],
  ['a port', 'sessiondeck://connection:80/demo-clerk'],
  ['a fragment', 'sessiondeck://connection/demo-clerk#end'],
  ['another question', 'sessiondeck://connection/demo-clerk?end=1'],
  ['two questions', 'sessiondeck://connection/demo-clerk?q=a&q=b'],
  ['half an escape', 'sessiondeck://connection/demo-clerk?q=%E4%'],
  ['no UTF-8', 'sessiondeck://connection/demo-clerk?q=%FF'],
  ['a control character', 'sessiondeck://connection/demo-clerk?q=%00'],
  ['a character that turns the text round', 'sessiondeck://connection/demo-clerk?q=%E2%80%AE'],
  ['a long search', `sessiondeck://connection/demo-clerk?q=${'a'.repeat(201)}`],
  ['a longer one', `sessiondeck://connection/demo-clerk?q=${'a'.repeat(100_000)}`],
  ['a long id', `sessiondeck://connection/${'a'.repeat(65)}`],
  ['an option', '--sessiondeck://connection/demo-clerk'],
  ['nothing', ''],
])('a link with %s opens nothing', (_, text) => {
  expect(readLink(text)).toBeNull();
});

test('the same forms without their fault do open something: the claims above can fail', () => {
  expect(readLink('sessiondeck://connection/demo-clerk')).toEqual({
    connectionId: 'demo-clerk',
    sessionId: null,
    search: null,
  });
  expect(readLink('sessiondeck://connection/demo-clerk/session/abc?q=user%3Aann+smith')).toEqual({
    connectionId: 'demo-clerk',
    sessionId: 'abc',
    search: 'user:ann smith',
  });
});
