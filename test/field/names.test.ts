import { describe, expect, test } from 'vitest';
import type { Session } from '../../electron/bridge/session.ts';
import { compile } from '../../electron/query/question.ts';
import { pageWords } from '../../renderer/sessions/row/page-words.ts';
import { visibleText } from '../../renderer/ui/visible-text.ts';
import { fixtureSession } from '../support/page/page-fixtures.ts';

const matches = (session: Session, words: string) =>
  compile(
    { words, state: 'all' },
    { vocabulary: pageWords().vocabulary, at: 0, sessions: [session] },
  )(session);

// Kind 6: names, and finding them. How to add a row: docs/field.md.

/** A name that has to be shown as it is. */
test.each<[source: string, what: string, name: string]>([
  ['variation', 'Persian, with a non-joiner', 'علی\u200cرضا'],
  ['variation', 'Persian, several words', 'می\u200cخواهم باشم'],
  ['variation', 'Devanagari, with a joiner', 'क्\u200dष'],
  ['variation', 'Devanagari, a half form at the end', 'क्\u200d'],
  ['variation', 'Sinhala', 'ශ්\u200dරී'],
  ['variation', 'Malayalam', 'അവന്\u200d'],
  ['variation', 'a family', '👨\u200d👩\u200d👧'],
  ['variation', 'a family of four skins', '👩🏽\u200d🤝\u200d👨🏿'],
  ['variation', 'a rainbow flag', '🏳️\u200d🌈'],
  ['variation', 'the flag of England', '🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}'],
  ['variation', 'a soft hyphen in a word', 'Donau\u00addampf'],
  ['variation', 'accents of its own', 'Jose\u0301 Lima'],
  ['variation', 'Thai', 'สมชาย ใจดี'],
  ['joypixels/emojione#191', 'a family of four', '👨\u200d👩\u200d👧\u200d👦'],
  ['notofonts/noto-source#64', 'a couple kissing', '👩\u200d❤\ufe0f\u200d💋\u200d👨'],
  ['notofonts/noto-source#64', 'a couple with a heart', '👩\u200d❤\ufe0f\u200d👨'],
  ['minimaxir/big-list-of-naughty-strings#201', 'skins without joiners', '👨🏻👩🏾👧🏼👦🏽'],
])('%s: %s stays, %s', (_, __, name) => {
  expect(visibleText(name)).toBe(name);
});

test.each<[source: string, what: string, name: string, code: string]>([
  ['variation', 'an override', '\u202egnp.exe', 'U+202E'],
  ['variation', 'an isolate', 'a\u2067b\u2069', 'U+2067'],
  ['variation', 'a zero-width space in an ASCII name', 'ad\u200bmin', 'U+200B'],
  ['variation', 'a non-joiner in an ASCII name', 'ad\u200cmin', 'U+200C'],
  ['variation', 'a joiner in an ASCII name', 'ad\u200dmin', 'U+200D'],
  ['variation', 'a joiner at the end of an ASCII name', 'admin\u200d', 'U+200D'],
  ['variation', 'a joiner after an emoji that joins nothing', '👨\u200dadmin', 'U+200D'],
  ['variation', 'a non-joiner before Arabic', 'a\u200cع', 'U+200C'],
  ['variation', 'a non-joiner in Cyrillic', 'ад\u200cмин', 'U+200C'],
  ['variation', 'a soft hyphen at the start', '\u00adadmin', 'U+00AD'],
  ['variation', 'tags without a flag', 'a\u{E0067}\u{E007F}', 'U+E0067'],
  ['variation', 'a word joiner', 'ad\u2060min', 'U+2060'],
  ['variation', 'a Hangul filler', 'ad\u3164min', 'U+3164'],
  ['element-hq/riot-android#722', 'an override before a name', '\u202eMatrixcoffee', 'U+202E'],
  ['nhoizey/vscode-gremlins#19', 'an override to the right', 'a\u202db', 'U+202D'],
  ['nhoizey/vscode-gremlins#19', 'an end of direction', 'a\u202cb', 'U+202C'],
  ['niekcandaele/sitrep#33', 'an embedding that nobody ends', 'Fix \u202alogin', 'U+202A'],
  ['niekcandaele/sitrep#33', 'an isolate that nobody ends', 'Fix \u2066login', 'U+2066'],
  ['microsoft/terminal#2409', 'an override in a file’s name', 'harmless_file\u202etxt.exe', 'U+202E'],
])('%s: %s is made visible', (_, __, name, code) => {
  expect(visibleText(name)).toContain(`⟨${code}⟩`);
});

test.each<[source: string, text: string, longest: number, shown: string]>([
  ['variation', 'ab👨\u200d👩\u200d👧', 4, 'ab…'],
  ['variation', 'aJose\u0301', 5, 'aJos…'],
  ['variation', 'ab😀c', 3, 'ab…'],
  ['variation', 'a🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}b', 6, 'a…'],
  ['variation', 'abcdef', 3, 'abc…'],
  ['bluesky-social/social-app#11568', 'Ann 🏳️\u200d🌈', 6, 'Ann …'],
  ['mastodon/mastodon#25148', '12😀', 3, '12…'],
  ['langfuse/langfuse#16172', `${'a'.repeat(15)}🚀b`, 16, `${'a'.repeat(15)}…`],
  ['block/buzz#5996', `${'x'.repeat(99)}🎉 more text`, 100, `${'x'.repeat(99)}…`],
])('%s: %s cut to %d falls between characters', (_, text, longest, shown) => {
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
  test.each<[source: string, name: string, words: string]>([
    ['variation', 'Jose\u0301 Lima', 'José'],
    ['variation', 'José Lima', 'jose'],
    ['variation', 'Jose Lima', 'josé'],
    ['variation', 'José', 'JOSE\u0301 '],
    ['variation', 'İbrahim Şahin', 'ibrahim'],
    ['variation', 'Işıl', 'isil'],
    ['variation', 'ISIL', 'ışıl'],
    ['variation', 'Straße', 'strasse'],
    ['variation', 'STRASSE', 'straße'],
    ['variation', 'Müller', 'muller'],
    ['variation', 'Łukasz', 'lukasz'],
    ['variation', 'Søren', 'soren'],
    ['variation', 'Ångström', 'angstrom'],
    ['variation', 'ｆｕｌｌ ｗｉｄｔｈ', 'full width'],
    ['variation', 'علی\u200cرضا', 'علیرضا'],
    ['variation', 'Ελένη', 'ελενη'],
    ['pelias/api#600', 'Chambe\u0301ry, France', 'Chamb\u00e9ry'],
    ['pelias/api#600', 'Chamb\u00e9ry, France', 'Chambe\u0301ry'],
    ['hbz/lobid-gnd#181', 'Halévy, Ludovic', 'Halevy, Ludovic'],
    ['sillsdev/web-languageforge#1316', 'ﬁsh', 'fish'],
    ['sillsdev/web-languageforge#1316', 'groß', 'gross'],
    ['sillsdev/web-languageforge#1316', 'schön', 'schoen'],
    ['variation', 'Mueller', 'Müller'],
    ['variation', 'JÜRGEN', 'juergen'],
    ['variation', 'Ju\u0308rgen', 'juergen'],
    ['variation', 'Søren', 'soeren'],
    ['variation', 'Åse', 'aase'],
    ['variation', 'Joel', 'Joël'],
    ['sillsdev/web-languageforge#1272', '감'.normalize('NFD'), '감'.normalize('NFC')],
    ['nkowaokwu/igbo_api#501', 'mmadụ̀', 'mmadụ'],
    ['linagora/twake-on-matrix#3131', 'Zoé', 'Zoe'],
    ['coder13/Competitor-groups#39', 'Álvaro', 'Alvaro'],
    ['coder13/Competitor-groups#39', 'Alvaro', 'Álvaro'],
    ['mierak/rmpc#498', 'Annbjørg', 'annbjorg'],
    ['mierak/rmpc#498', 'López', 'lopez'],
    ['4gray/iptvnator#609', 'İnş', 'inş'],
    ['4gray/iptvnator#609', 'Çan', 'çan'],
    ['4gray/iptvnator#1612', 'Işık TV', 'ışık'],
    ['stefanocudini/bootstrap-list-filter#25', 'İstanbul', 'istanbul'],
    ['osmanasaf/reindecar-ui#45', 'İzmir', 'izmir'],
    ['osmanasaf/reindecar-ui#45', 'Isparta', 'isparta'],
    ['vuetifyjs/vuetify#4811', 'ılgaz', 'I'],
    ['toolscode/findinfiles#9', 'Ja\u0308ger', 'Jäger'],
  ])('%s: %s by %s', (_, name, words) => {
    expect(matches(named(name), words)).toBe(true);
    expect(matches(named(name), `${words}zz`)).toBe(false);
  });

  test.each<[source: string, ip: string, words: string]>([
    ['variation', '2001:db8::1', '2001:0db8:0:0:0:0:0:1'],
    ['variation', '2001:0DB8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
    ['variation', '2001:db8::1', '[2001:db8::1]'],
    ['variation', '2001:db8::1', '2001:db8'],
    ['variation', '::ffff:203.0.113.7', '203.0.113.7'],
    ['variation', '203.0.113.7', '203.0.113'],
  ])('%s: %s by %s', (_, ip, words) => {
    expect(matches({ ...fixtureSession(), ip }, words)).toBe(true);
    expect(matches({ ...fixtureSession(), ip: '198.51.100.9' }, words)).toBe(false);
  });
});
