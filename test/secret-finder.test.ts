import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formsOf, redactor } from '../electron/host/redact.ts';
import { SecretFinder } from '../electron/host/secret-finder.ts';

function finderOf(...secrets: string[]): SecretFinder {
  const finder = new SecretFinder();
  for (const secret of secrets) finder.add(secret);
  return finder;
}

test('the longest form is taken, so that nothing of it is left over, whichever was learned first', () => {
  for (const secrets of [
    ['abcdef', 'abcdefgh'],
    ['abcdefgh', 'abcdef'],
  ]) {
    expect(finderOf(...secrets).scrub('abcdefgh abcdef')).toBe('[redacted] [redacted]');
    expect(redactor(secrets)('abcdefgh abcdef')).toBe('[redacted] [redacted]');
  }
});

test('a form that was written as JSON once more is found, and nothing where there is no secret', () => {
  const twice = JSON.stringify(JSON.stringify('a"bcdefg'));
  expect(finderOf('a"bcdefg').scrub(twice)).toBe(JSON.stringify('"[redacted]"'));
  expect(finderOf().isIn('any text')).toBe(false);
  expect(finderOf().scrub('any text')).toBe('any text');
});

test.each([100, 6000, 60_000])('a secret of %i characters is found whole, in every form', (length) => {
  const secret = Array.from({ length }, (_, nth) => (nth * 7919).toString(36))
    .join('%"')
    .slice(0, length);
  const finder = finderOf(secret);
  const left = formsOf(secret).map((form) => finder.scrub(`<${form}>`));
  expect(new Set(left)).toEqual(new Set(['<[redacted]>']));
  expect(finder.isIn('a text of somebody else’s, 0123456789abcdef')).toBe(false);
});

test.each('\\ ^ $ . * + ? ( ) [ ] { } |'.split(' '))(
  '“%s”, which means something in a pattern, is taken as it is',
  (sign) => {
    const own = `sk_live${sign}4711`;
    expect(finderOf(own).scrub(`${own} sk_liveX4711`)).toBe('[redacted] sk_liveX4711');
  },
);

test('at the very beginning and end of a text, twice in a row, and nowhere in half, it is found', () => {
  const finder = finderOf('secret');
  expect(finder.scrub('secret')).toBe('[redacted]');
  expect(finder.scrub('secretsecret')).toBe('[redacted][redacted]');
  expect(finder.scrub('secre ecret')).toBe('secre ecret');
  expect([finder.isIn('secret'), finder.isIn('a secret'), finder.isIn('secre')]).toEqual([true, true, false]);
});

test('one that is taken back is found no more, and no other one with it', () => {
  const finder = finderOf('token4711', 'token4711.signature', 'token4711');
  finder.remove('token4711');
  expect(finder.scrub('token4711 token4711.signature')).toBe('[redacted] [redacted]');
  finder.remove('token4711');
  expect(finder.scrub('token4711 token4711.signature')).toBe('token4711 [redacted]');
  finder.remove('token4711.signature');
  expect(finder.scrub('token4711.signature')).toBe('token4711.signature');
});

test('taking back what was never added changes nothing', () => {
  const finder = finderOf('token4711');
  finder.remove('token4712');
  finder.remove('another4711');
  expect(finder.scrub('token4711 token4712')).toBe('[redacted] token4712');
});

test('it finds what looking for each form one after another finds', () => {
  const unit = fc.constantFrom('a', 'b', 'c', '%', '"', '/', 'é');
  const secret = fc.string({ unit, minLength: 6, maxLength: 9 });
  const claim = fc.property(
    fc.array(secret, { maxLength: 4 }),
    fc.string({ unit, maxLength: 80 }),
    (own, text) => {
      const finder = finderOf(...own);
      const forms = own.flatMap(formsOf);
      expect(finder.isIn(text)).toBe(forms.some((form) => text.includes(form)));
      expect(forms.some((form) => finder.scrub(text).includes(form))).toBe(false);
      if (!finder.isIn(text)) expect(finder.scrub(text)).toBe(text);
    },
  );
  fc.assert(claim, { numRuns: 500, seed: 20_261_121 });
});
