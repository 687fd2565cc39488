import { expect, test } from 'vitest';
import german from '../../renderer/messages/de.json?raw';
import english from '../../renderer/messages/en.json?raw';
import { m } from '../../renderer/messages/compiled/messages.js';
import { Times } from '../../renderer/ui/time/times.ts';
import { visibleText } from '../../renderer/ui/visible-text.ts';
import { like, pattern } from '../support/like.ts';

const en = JSON.parse(english) as Record<string, unknown>;
const de = JSON.parse(german) as Record<string, unknown>;
const noon = new Date(2026, 5, 15, 12, 0).getTime();
const minute = 60_000;

test.each([
  ['right-to-left override', 'a\u202Eb', 'a⟨U+202E⟩b'],
  ['zero-width space', 'a\u200Bb', 'a⟨U+200B⟩b'],
  ['escape sequence', '\u001B[31mred', '⟨U+001B⟩[31mred'],
  ['line break', 'a\nb', 'a⟨U+000A⟩b'],
  ['half of a surrogate pair', 'a\uD83D', 'a⟨U+D83D⟩'],
])('a %s is made visible', (_name, text, shown) => {
  expect(visibleText(text)).toBe(shown);
});

test('times are said the way one says them', () => {
  const times = new Times('en', 'en-GB');
  expect(times.relative(noon - 12 * minute, noon)).toBe('12 min ago');
  expect(times.relative(noon - 5 * 60 * minute, noon)).toBe('5 hr ago');
  expect(times.relative(new Date(2026, 5, 9, 14, 5).getTime(), noon)).toBe('Tue 14:05');
  expect(times.until(noon + 6 * 24 * 60 * minute, noon)).toBe('in 6 days');
});

test('every sentence exists in English and in German', () => {
  expect(Object.keys(de)).toEqual(Object.keys(en));
});

test('the page never says “revoke”', () => {
  expect(JSON.stringify(Object.values(en))).not.toMatch(/revok(e|ing)/i);
});

test('a text is found whatever its parameters are, and not found where a given one differs', () => {
  expect('Ends 1 session in 9 s').toMatch(like(m.run_waiting));
  expect('Ends 1,204 sessions in 9 s').toMatch(like(m.run_waiting, { left: /\d/ }));
  expect('Ends 2 sessions in 9 s').not.toMatch(like(m.run_waiting, { count: 1 }));
  expect('Ends 2 sessions in 19 s').not.toMatch(pattern`in ${/\d/} s`);
  expect('3 (three)').toMatch(pattern`^\d ${'(three)'}$`);
});
