import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactor, SecretFinder } from '../../../electron/host/scrub/secret-finder.ts';
import { formsOf } from '../../../electron/host/scrub/secret-forms.ts';

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

test('of a form of 32 characters or more a beginning that long is found as well, and one of 31 is not', () => {
  const secret = `sk_live_${'0123456789'.repeat(20)}`;
  const finder = finderOf(secret);
  expect(finder.scrub(`<${secret.slice(0, 31)}>`)).toBe(`<${secret.slice(0, 31)}>`);
  expect(finder.scrub(`<${secret.slice(0, 32)}>`)).toBe('<[redacted]>');
  expect(finder.scrub(`<${secret.slice(0, 150)}~>`)).toBe('<[redacted]~>');
});

test('what overlaps is redacted whole: nothing of the second is left', () => {
  const finder = finderOf('abcdef', 'defghi', 'x'.repeat(40) + 'abc');
  expect(finder.scrub('<abcdefghi>')).toBe('<[redacted]>');
  expect(finder.scrub('aaabcdefaa')).toBe('aa[redacted]aa');
  expect(finder.scrub(`<${'x'.repeat(40)}abcdefghi>`)).toBe('<[redacted]>');
});

/** All spellings, looked for one after another at each place; `longest`: how much of a long one is enough. */
function naively(secrets: string[], text: string, longest = 32): string {
  const forms = secrets.flatMap(formsOf).flatMap((form) => [form, JSON.stringify(form).slice(1, -1)]);
  let scrubbed = '';
  let end = 0;
  for (let at = 0; at < text.length; at += 1) {
    const lengths = forms.map((form) => agreement(form, text, at)).filter((one) => one.length > 0);
    const hits = lengths.filter(({ length, whole }) => whole || length >= longest);
    const length = Math.max(0, ...hits.map((hit) => hit.length));
    if (length > 0 && at >= end) scrubbed += '[redacted]';
    end = Math.max(end, length > 0 ? at + length : 0);
    if (at >= end) scrubbed += text[at] ?? '';
  }
  return scrubbed;
}

function agreement(form: string, text: string, at: number): { length: number; whole: boolean } {
  let length = 0;
  while (length < form.length && form[length] === text[at + length]) length += 1;
  return { length, whole: length === form.length };
}

const unit = fc.constantFrom('a', 'b', 'c', '%', '"', '/', 'é');

test('it redacts exactly what looking for each form at each place finds', () => {
  const secrets = fc.array(fc.string({ unit, minLength: 6, maxLength: 9 }), { maxLength: 4 });
  const claim = fc.property(secrets, fc.string({ unit, maxLength: 80 }), fc.nat(), (own, noise, nth) => {
    const forms = own.flatMap(formsOf);
    const text = `${noise}${forms[nth % forms.length] ?? ''}${noise.slice(3)}`;
    const finder = finderOf(...own);
    expect(finder.scrub(text)).toBe(naively(own, text));
    expect(finder.isIn(text)).toBe(finder.scrub(text) !== text);
  });
  fc.assert(claim, { numRuns: 500, seed: 20_261_121 });
});

test('long secrets that begin alike: none is left whole, and a text without a beginning stays as it is', () => {
  const part = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 50 });
  const secret = fc.tuple(fc.constantFrom('a', 'ab', 'aab'), fc.integer({ min: 6, max: 60 }), part);
  const claim = fc.property(
    fc.array(secret, { minLength: 1, maxLength: 6 }),
    fc.array(part),
    (given, parts) => {
      const own = given.map(([common, times, rest]) => common.repeat(times) + rest);
      const text = parts.flatMap((one, nth) => [one, own[nth % own.length]?.slice(0, 20 + nth * 7)]).join('');
      const finder = finderOf(...own);
      expect(finder.isIn(text)).toBe(naively(own, text) !== text);
      expect(own.flatMap(formsOf).filter((form) => finder.scrub(text).includes(form))).toEqual([]);
    },
  );
  fc.assert(claim, { numRuns: 300, seed: 20_261_121 });
});

test('one that was added and taken back between others leaves no trace', () => {
  const secret = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 6, maxLength: 12 });
  const claim = fc.property(fc.array(secret), fc.array(secret), fc.array(secret), (kept, gone, texts) => {
    const finder = finderOf(...gone, ...kept, ...gone);
    for (const one of [...gone, ...gone]) finder.remove(one);
    for (const text of texts) expect(finder.scrub(text)).toBe(finderOf(...kept).scrub(text));
  });
  fc.assert(claim, { numRuns: 300, seed: 20_261_121 });
});

describe('the work it takes is linear in the text, whatever the secrets are', () => {
  const filled = (text: string, length: number) =>
    text.repeat(Math.ceil(length / text.length)).slice(0, length);
  const usual = 'The quick brown fox, 0123456789, jumps over the lazy dog. ';
  const alike = (common: string) =>
    Array.from({ length: 170 }, (_, nth) => common + String(nth).repeat(1 + (nth % 40)));
  const branching = Array.from({ length: 120 }, (_, nth) => `${'a'.repeat(nth)}bbbbbb`);

  // For each place up to 32 steps are taken, where an ordinary text takes about one.
  test.each([
    [
      '170 with one beginning',
      alike('session-of-a-hostile-server-'),
      'session-of-a-hostile-server-',
      1_000_000,
    ],
    [
      '170 with a long beginning',
      alike('session-of-a-server-'.repeat(20)),
      'session-of-a-server-',
      1_000_000,
    ],
    ['170 that begin with 200 times one letter', alike('a'.repeat(200)), 'a', 1_000_000],
    ['170 that begin with 30 times one letter', alike('a'.repeat(30)), 'a', 100_000],
    ['forms that branch at each letter', branching, 'a', 100_000],
    ['the same, and a text that never agrees for long', branching, `${'a'.repeat(31)}c`, 100_000],
  ])('%s × that beginning', (_, secrets, beginning, size) => {
    const finder = finderOf(...secrets);
    const control = leastWork(() => finder.scrub(filled(usual, size)));
    const attacked = leastWork(() => finder.scrub(filled(beginning, size)));
    const part = leastWork(() => finder.scrub(filled(beginning, size / 16)));
    expect(attacked / control).toBeLessThan(200);
    // 16 if it is linear and 256 if it is quadratic, whatever else the machine does.
    expect(attacked / part).toBeLessThan(90);
  });

  test('negative control: trying each length at each place takes more than that already for 1 kB', () => {
    const forms = new Set(alike('a'.repeat(200)).flatMap(formsOf));
    const lengths = [...new Set([...forms].filter((one) => one.startsWith('a')).map((one) => one.length))];
    const text = filled('a', 1000);
    const isInside = () => {
      for (let at = 0; at < text.length; at += 1)
        if (lengths.some((one) => forms.has(text.slice(at, at + one)))) return true;
      return false;
    };
    const finder = finderOf('any-other-secret');
    expect(leastWork(isInside) / leastWork(() => finder.scrub(filled(usual, text.length)))).toBeGreaterThan(
      200,
    );
  });
});

/** CPU time of this thread for one run of the work, µs: the least of three measurements of at least 50 ms each. */
function leastWork(work: () => unknown): number {
  const measure = () => {
    const before = process.threadCpuUsage();
    for (let runs = 1; ; runs += 1) {
      work();
      const { user, system } = process.threadCpuUsage(before);
      if (user + system > 50_000) return (user + system) / runs;
    }
  };
  return Math.min(measure(), measure(), measure());
}
