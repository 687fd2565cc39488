import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scrubShapes, tame } from '../../../electron/host/scrub/redact.ts';
import { redactor } from '../../../electron/host/scrub/secret-finder.ts';
import { formsOf } from '../../../electron/host/scrub/secret-forms.ts';

/** With every character that some form writes in another way. */
const secret = `sk_live_"4f"/9c+a1'<7e>&%C3=ß\\2d~`;

const bytes = Buffer.from(secret);
/** Each as somebody else's program would write it, by other means than ours. */
const forms: [string, string][] = [
  ['as it is', secret],
  ['decoded', decodeURIComponent('abc%C3%9Fdef-4711')],
  ['percent-encoded', encodeURIComponent(secret)],
  [
    'percent-encoded in small letters',
    encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
  ],
  [
    'percent-encoded, every byte',
    [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join(''),
  ],
  ['of a form', new URLSearchParams({ a: secret }).toString().slice(2)],
  ['in base64', btoa(String.fromCharCode(...bytes))],
  ['in base64url', bytes.toString('base64url')],
  ['in hex', [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')],
  ['in capital hex', bytes.toString('hex').toUpperCase()],
  ['in JSON', JSON.stringify(secret).slice(1, -1)],
  ['in JSON with its slashes escaped', JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/')],
  [
    'in HTML',
    secret
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;'),
  ],
  [
    'in HTML by numbers',
    secret
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&#34;')
      .replaceAll("'", '&#x27;'),
  ],
  ['in UTF-16', Buffer.from(secret, 'utf16le').toString('latin1')],
];

describe('a secret', () => {
  const scrub = (text: string) => redactor([secret, 'abc%C3%9Fdef-4711'])(text);

  test.each(forms)('%s is taken out of the text around it', (_, form) => {
    expect(`before ${form} after`).toContain(form);
    expect(scrub(`before ${form} after`)).not.toContain(form.slice(0, -1));
    expect(scrub(`before ${form} after`)).toMatch(/^before \[redacted\].? after$/);
  });

  test('inside a longer text in base64 leaves none of its own characters there, wherever it stands', () => {
    const word = fc.string({ unit: 'binary-ascii', maxLength: 20 });
    const key = fc.stringMatching(/^[\x21-\x7e]{8,60}$/);
    const claim = fc.property(key, word, word, fc.boolean(), (own, before, after, isUrl) => {
      const text = Buffer.from(before + own + after).toString(isUrl ? 'base64url' : 'base64');
      const left = Buffer.from(redactor([own])(text).replaceAll('[redacted]', '~~~~'), 'base64').toString(
        'latin1',
      );
      // Two characters at either end share their base64 with what stands beside them.
      expect(left).not.toContain(own.slice(2, -2));
    });
    fc.assert(claim, { numRuns: 5000, seed: 20_261_121 });
  });

  test('is taken out of any text around it, as it is and in base64', () => {
    const claim = fc.property(
      fc.string({ minLength: 8, maxLength: 40 }),
      fc.string(),
      fc.string(),
      (own, before, after) => {
        fc.pre(!'[redacted]'.includes(own));
        const given = [own, Buffer.from(own).toString('base64'), encodeURIComponent(own)];
        for (const form of given)
          expect(redactor([own])(`${before}|${form}|${after}`)).not.toContain(`|${form}|`);
      },
    );
    fc.assert(claim, { numRuns: 2000, seed: 20_261_121 });
  });

  test('that is very short leaves the text alone, and so does having none', () => {
    expect(redactor(['a'])('a plain sentence')).toBe('a plain sentence');
    expect(redactor([])('a plain sentence')).toBe('a plain sentence');
  });

  test('of signs that mean something in a pattern is taken as it is', () => {
    expect(redactor(['a.c*(d|e)[f]$'])('a.c*(d|e)[f]$ axc')).toBe('[redacted] axc');
    expect(redactor(['a.cdefg'])('axcdefg')).toBe('axcdefg');
  });
});

describe('the forms of a secret', () => {
  test('are six characters long at least', () => {
    expect(formsOf('abcde').filter((form) => form.includes('abcde') && form.length < 6)).toEqual([]);
    expect(formsOf('abcdef')).toContain('abcdef');
  });

  test('are at most the 24 that SECURITY.md names, and most of them differ', () => {
    const odd = 'Aé/+>>?b c"d\'e&f<g%41klm???~~~zz';
    expect(formsOf(odd).length).toBeLessThanOrEqual(24);
    expect(formsOf(odd).length).toBeGreaterThan(20);
  });

  test('are those of what it means, where it was percent-encoded; text that was not, stays', () => {
    expect(formsOf('sk%2Flive%2F4711')).toContain('sk/live/4711');
    expect(formsOf('100%-live-4711')).toContain('100%-live-4711');
  });

  test('do not fail for half a character', () => {
    expect(formsOf('sk_live_\ud800')).toContain('sk_live_%EF%BF%BD');
  });
});

describe('what looks like a secret', () => {
  test.each([
    ['Authorization: Bearer abc.def/4711', 'Authorization: Bearer [redacted]'],
    ['authorization: basic  YWJj; x', 'authorization: basic [redacted]; x'],
    ['sk_live_4711ab failed', '[redacted] failed'],
    ['pk_test_4711ab, rk_4711ab and whsec_4711ab', '[redacted], [redacted] and [redacted]'],
    ['token eyJhbGciOi.eyJzdWIi.c2ln here', 'token [redacted] here'],
    ['token eyJhbGciOi.eyJzdWIi here', 'token [redacted] here'],
    ['GET /x?api_key=4711&b=1', 'GET /x?api_key=[redacted]&b=1'],
    [
      'access-token=4711; secret=12, Password=7',
      'access-token=[redacted]; secret=[redacted], Password=[redacted]',
    ],
    ['https://ann:pw@h.example/x', 'https://[redacted]@h.example/x'],
  ])('is taken out of “%s”', (given, left) => {
    expect(scrubShapes(given)).toBe(left);
  });

  test.each([
    'a token of its bearer',
    'task_listing_failed',
    'sk_live and sk_12345',
    'eyJ alone',
    'monkey=7',
    'https://h.example/users/@ann',
    'ann@h.example',
  ])('“%s” does not', (given) => {
    expect(scrubShapes(given)).toBe(given);
  });
});

describe('a text of somebody else’s', () => {
  test('is cut where it is too long, which is seen', () => {
    expect(tame('x'.repeat(300))).toBe('x'.repeat(300));
    expect(tame('x'.repeat(301))).toBe(`${'x'.repeat(300)}…`);
    expect(tame('abcdef', 3)).toBe('abc…');
  });

  test('cannot forge a line nor turn around: such characters are shown', () => {
    expect(tame('a\nb\u202ec\u200bd')).toBe('a\\u{a}b\\u{202e}c\\u{200b}d');
    expect(tame('Ünïcode 😀 stays')).toBe('Ünïcode 😀 stays');
  });
});
