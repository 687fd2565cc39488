import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson } from '../electron/host/json.ts';
import { tame } from '../electron/host/redact.ts';

const parse = (text: string) => parseJson(Buffer.from(text));

describe('JSON from a server', () => {
  test('is read as any other parser reads it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        if (/__proto__|constructor|prototype/.test(text)) return;
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 2000, seed: 20_261_121 },
    );
  });

  test('reaches no prototype, however its keys are spelled', () => {
    const value = parse(
      '{"__proto__":{"polluted":1},"\\u005f_proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a":1}',
    );
    expect(Object.keys(value as object)).toEqual(['a']);
    expect(Object.assign({}, value)).not.toHaveProperty('polluted');
  });

  test.each([
    ['64 levels are read', '['.repeat(64) + ']'.repeat(64), true],
    ['65 levels are not', '['.repeat(65) + ']'.repeat(65), false],
    ['brackets inside a text are no levels', `"${'['.repeat(100)}"`, true],
    ['an escaped quote does not end a text', `"\\"${'['.repeat(100)}"`, true],
    ['50,000 values are too many', `[${'1,'.repeat(50_000)}1]`, false],
    ['a text of 65 KiB is too long', `"${'a'.repeat(65 * 1024)}"`, false],
    ['half a document is none', '{"a":', false],
  ])('%s', (_, text, readable) => {
    if (readable) expect(parse(text)).toBeDefined();
    else expect(() => parse(text)).toThrow(/^the answer/);
  });

  test('with the same key twice is what any parser makes of it: the last one counts, and it is one value', () => {
    expect(parse('{"id":"a","id":"b"}')).toEqual({ id: 'b' });
    expect(parse('{"a":1,"__proto__":{"a":2},"a":3}')).toEqual({ a: 3 });
    expect('a' in {}).toBe(false);
  });

  test.each(['"\u{1F600}\u202e"', '"\\u202e\\u0000"', '"\\ud800"'])('%j is a text', (text) => {
    expect(parse(text)).toBe(JSON.parse(text));
  });

  test.each(['NaN', 'Infinity', '01', '1.', '+1', '0x10', "'a'", '[1,]', '{a:1}', '// x', '\ufeff\ufeff1'])(
    '%s is not JSON',
    (text) => {
      expect(() => parse(text)).toThrow(/^the answer is not JSON$/);
    },
  );

  test('is not quoted when it is broken', () => {
    expect(() => parse('{"token":"sk_live_canary"')).toThrow(/^the answer is not JSON$/);
  });
});

test('foreign text is cut and cannot turn around or break a line', () => {
  expect(tame('a\u202eb\u200bc\u001b[31m\n')).toBe('a\\u{202e}b\\u{200b}c\\u{1b}[31m\\u{a}');
  expect(tame('a\u2028b\u2029\ud800')).toBe('a\\u{2028}b\\u{2029}\\u{d800}');
  expect(tame('\u{1F600} ä')).toBe('\u{1F600} ä');
  expect(tame('x'.repeat(400))).toHaveLength(301);
});
