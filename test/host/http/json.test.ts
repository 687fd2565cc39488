import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson } from '../../../electron/host/http/json.ts';
import { tame } from '../../../electron/host/scrub/redact.ts';

const parse = (text: string) => parseJson(Buffer.from(text));

describe('JSON from a server', () => {
  test('is read as any other parser reads it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 6 }), async (value) => {
        const text = JSON.stringify(value);
        // Dropped keys, and whole numbers that stay texts, have tests of their own.
        if (/__proto__|constructor|prototype|\d{16}/.test(text)) return;
        expect(await parse(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 2000, seed: 20_261_121 },
    );
  });

  test('reaches no prototype, however its keys are spelled', async () => {
    const value = await parse(
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
    ['200,000 values are read', `[${'1,'.repeat(200_000)}1]`, true],
    ['600,000 values are too many', `[${'1,'.repeat(600_000)}1]`, false],
    ['half a document is none', '{"a":', false],
  ])('%s', async (_, text, readable) => {
    if (readable) expect(await parse(text)).toBeDefined();
    else await expect(parse(text)).rejects.toThrow(/^the answer/);
  });

  test.each([65_535, 65_536])('a text of %d characters is whole', async (length) => {
    expect(await parse(`["${'a'.repeat(length)}"]`)).toEqual(['a'.repeat(length)]);
  });

  test('a longer text is cut, between characters, and what follows it is read', async () => {
    const cut = 'a'.repeat(65_535);
    expect(await parse(`["${cut}ab",1]`)).toEqual([`${cut}a`, 1]);
    expect(await parse(`["${cut}\u{1F600}","b"]`)).toEqual([cut, 'b']);
    expect(await parse(`{"a":"${'x'.repeat(1024 * 1024)}","__proto__":{"b":1}}`)).toEqual({
      a: 'x'.repeat(65_536),
    });
  });

  test('with the same key twice is what any parser makes of it: the last one counts, and it is one value', async () => {
    expect(await parse('{"id":"a","id":"b"}')).toEqual({ id: 'b' });
    expect(await parse('{"a":1,"__proto__":{"a":2},"a":3}')).toEqual({ a: 3 });
    expect('a' in {}).toBe(false);
  });

  test.each(['"\u{1F600}\u202e"', '"\\u202e\\u0000"', '"\\ud800"'])('%j is a text', async (text) => {
    expect(await parse(text)).toBe(JSON.parse(text));
  });

  test('is measured across the stretches in which it is read: a backslash may be the last of one', async () => {
    for (let at = 65_530; at < 65_540; at += 1) {
      const text = `["${'a'.repeat(at - 40_000)}","${'b'.repeat(40_000 - 6)}\\"","${'['.repeat(70)}"]`;
      expect(await parse(text)).toEqual(JSON.parse(text));
      await expect(parse(`${text.slice(0, -1)},${'['.repeat(65)}`)).rejects.toThrow(/nested deeper/);
    }
  });

  test.each(['NaN', 'Infinity', '01', '1.', '+1', '0x10', "'a'", '[1,]', '{a:1}', '// x', '\ufeff\ufeff1'])(
    '%s is not JSON',
    async (text) => {
      await expect(parse(text)).rejects.toThrow(/^the answer is not JSON$/);
    },
  );

  test('is not quoted when it is broken', async () => {
    await expect(parse('{"token":"sk_live_canary"')).rejects.toThrow(/^the answer is not JSON$/);
  });
});

test('foreign text is cut and cannot turn around or break a line', () => {
  expect(tame('a\u202eb\u200bc\u001b[31m\n')).toBe('a\\u{202e}b\\u{200b}c\\u{1b}[31m\\u{a}');
  expect(tame('a\u2028b\u2029\ud800')).toBe('a\\u{2028}b\\u{2029}\\u{d800}');
  expect(tame('\u{1F600} ä')).toBe('\u{1F600} ä');
  expect(tame('x'.repeat(400))).toHaveLength(301);
});
