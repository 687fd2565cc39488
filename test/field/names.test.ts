import { describe, expect, test } from 'vitest';
import type { Session } from '../../electron/bridge/session.ts';
import { matches } from '../../renderer/sessions/arrange.ts';
import { visibleText } from '../../renderer/ui/visible-text.ts';
import { fixtureSession } from '../support/page/page-fixtures.ts';

// Kind 6: names, and finding them. How to add a row: docs/field.md.

/** A name that has to be shown as it is. */
test.each<[what: string, name: string]>([
  ['Persian, with a non-joiner', 'علی\u200cرضا'],
  ['Persian, several words', 'می\u200cخواهم باشم'],
  ['Devanagari, with a joiner', 'क्\u200dष'],
  ['Devanagari, a half form at the end', 'क्\u200d'],
  ['Sinhala', 'ශ්\u200dරී'],
  ['Malayalam', 'അവന്\u200d'],
  ['a family', '👨\u200d👩\u200d👧'],
  ['a family of four skins', '👩🏽\u200d🤝\u200d👨🏿'],
  ['a rainbow flag', '🏳️\u200d🌈'],
  ['the flag of England', '🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}'],
  ['a soft hyphen in a word', 'Donau\u00addampf'],
  ['accents of its own', 'Jose\u0301 Lima'],
  ['Thai', 'สมชาย ใจดี'],
])('%s stays: %s', (_, name) => {
  expect(visibleText(name)).toBe(name);
});

test.each<[what: string, name: string, code: string]>([
  ['an override', '\u202egnp.exe', 'U+202E'],
  ['an isolate', 'a\u2067b\u2069', 'U+2067'],
  ['a zero-width space in an ASCII name', 'ad\u200bmin', 'U+200B'],
  ['a non-joiner in an ASCII name', 'ad\u200cmin', 'U+200C'],
  ['a joiner in an ASCII name', 'ad\u200dmin', 'U+200D'],
  ['a joiner at the end of an ASCII name', 'admin\u200d', 'U+200D'],
  ['a joiner after an emoji that joins nothing', '👨\u200dadmin', 'U+200D'],
  ['a non-joiner before Arabic', 'a\u200cع', 'U+200C'],
  ['a non-joiner in Cyrillic', 'ад\u200cмин', 'U+200C'],
  ['a soft hyphen at the start', '\u00adadmin', 'U+00AD'],
  ['tags without a flag', 'a\u{E0067}\u{E007F}', 'U+E0067'],
  ['a word joiner', 'ad\u2060min', 'U+2060'],
  ['a Hangul filler', 'ad\u3164min', 'U+3164'],
])('%s is made visible', (_, name, code) => {
  expect(visibleText(name)).toContain(`⟨${code}⟩`);
});

test.each<[text: string, longest: number, shown: string]>([
  ['ab👨\u200d👩\u200d👧', 4, 'ab…'],
  ['aJose\u0301', 5, 'aJos…'],
  ['ab😀c', 3, 'ab…'],
  ['a🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}b', 6, 'a…'],
  ['abcdef', 3, 'abc…'],
])('%s cut to %d falls between characters', (text, longest, shown) => {
  expect(visibleText(text, longest)).toBe(shown);
});

test('a character that never ends is cut all the same', () => {
  expect(visibleText(`a${'\u0301'.repeat(100_000)}`, 80).length).toBeLessThan(100);
});

const named = (name: string): Session => {
  const session = fixtureSession();
  return { ...session, user: { ...session.user, name } };
};

describe('search finds', () => {
  test.each<[name: string, words: string]>([
    ['Jose\u0301 Lima', 'José'],
    ['José Lima', 'jose'],
    ['Jose Lima', 'josé'],
    ['José', 'JOSE\u0301 '],
    ['İbrahim Şahin', 'ibrahim'],
    ['Işıl', 'isil'],
    ['ISIL', 'ışıl'],
    ['Straße', 'strasse'],
    ['STRASSE', 'straße'],
    ['Müller', 'muller'],
    ['Łukasz', 'lukasz'],
    ['Søren', 'soren'],
    ['Ångström', 'angstrom'],
    ['ｆｕｌｌ ｗｉｄｔｈ', 'full width'],
    ['علی\u200cرضا', 'علیرضا'],
    ['Ελένη', 'ελενη'],
  ])('%s by %s', (name, words) => {
    expect(matches(named(name), words)).toBe(true);
    expect(matches(named(name), `${words}zz`)).toBe(false);
  });

  test.each<[ip: string, words: string]>([
    ['2001:db8::1', '2001:0db8:0:0:0:0:0:1'],
    ['2001:0DB8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
    ['2001:db8::1', '[2001:db8::1]'],
    ['2001:db8::1', '2001:db8'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['203.0.113.7', '203.0.113'],
  ])('%s by %s', (ip, words) => {
    expect(matches({ ...fixtureSession(), ip }, words)).toBe(true);
    expect(matches({ ...fixtureSession(), ip: '198.51.100.9' }, words)).toBe(false);
  });
});
