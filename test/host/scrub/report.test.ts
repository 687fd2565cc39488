import fc from 'fast-check';
import { inspect } from 'node:util';
import { HTTPError } from 'ky';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { KnownSecrets } from '../../../electron/host/scrub/known-secrets.ts';
import { reportFault } from '../../../electron/host/scrub/report.ts';
import { Sweep, wholeForms } from '../../support/canary/canary.ts';

let told = '';
beforeEach(() => {
  told = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    told += String(chunk);
    return true;
  });
});
afterEach(() => void vi.restoreAllMocks());

function sees(text: string, secret: string): string[] {
  const sweep = new Sweep([secret]);
  sweep.look('the log', text);
  return sweep.hits;
}

const key = 'sk_live_canary4711abcdefghijklmnopqrstuv';

test('of an error its class, its code and its places are told, and of what caused it the same', () => {
  const cause = Object.assign(new RangeError('no'), { code: 'ECONNRESET' });
  reportFault('sessions.list', new TypeError('outer', { cause }));
  expect(told).toMatch(/^fault in sessions\.list: TypeError\n {4}at .*report\.test\.ts:\d+:\d+\)?\n/);
  expect(told).toMatch(/^caused by RangeError ECONNRESET\n {4}at /m);
});

test('an error of the HTTP library, which holds the key when it is printed as it is, is told without it', () => {
  const request = new Request('http://127.0.0.1/?key=x', { headers: { authorization: `Bearer ${key}` } });
  const error = new HTTPError(new Response(key, { status: 401 }), request, {} as never);
  expect(sees(inspect(error), key)).not.toEqual([]);
  reportFault('sessions.list', new Error(`with ${key}`, { cause: error }));
  expect(told).toContain('HTTPError');
  expect(sees(told, key)).toEqual([]);
});

test('a message that looks like a place in the program is none', () => {
  reportFault('x', new Error(`no\n    at ${key} (/tmp/${key}.ts:1:1)`));
  expect(told).toContain('report.test.ts');
  expect(sees(told, key)).toEqual([]);
});

test('what goes round in a circle is told once', () => {
  const error = new Error('one');
  error.cause = error;
  reportFault('x', error);
  expect(told.match(/Error/g)).toHaveLength(1);
});

test('a line cannot be forged: control characters are shown as what they are', () => {
  reportFault('x\nfault in y', new Error('z'));
  expect(told.split('\n').filter((line) => line.startsWith('fault in'))).toEqual([
    'fault in x\\u{a}fault in y: Error',
  ]);
});

test('no form of a secret is told, however deep it is in causes, messages, codes and names; printed as it is, it is there', () => {
  const keys = fc.stringMatching(/^[\x21-\x7e]{12,60}$/).filter((own) => new Set(own).size > 9);
  const claim = fc.property(keys, fc.nat(5), fc.nat(), fc.nat(2), (own, depth, nth, at) => {
    told = '';
    const forms = wholeForms(own);
    const said = forms[nth % forms.length] ?? own;
    let error: Error =
      at === 0 ? new Error(said) : Object.assign(new Error('x'), at === 1 ? { code: said } : { name: said });
    for (let level = 0; level < depth; level += 1)
      error = new Error(`level ${level}: ${said}`, { cause: error });
    const secrets = new KnownSecrets();
    secrets.learn([own]);
    reportFault(`calling ${said}`, error, (text) => secrets.scrubText(text));
    expect(sees(told, own)).toEqual([]);
    expect(sees(JSON.stringify([error.message, error.name, error, said]), own)).not.toEqual([]);
  });
  fc.assert(claim, { numRuns: 300, seed: 20_261_121 });
});

test.each([
  ['Authorization: Bearer abc.def', 'Bearer'],
  ['sk_live_4711abcdef', 'sk_live'],
  ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', 'eyJ'],
  ['api_key=4711abc&x=1', '4711'],
  ['https://ana:pass@example.com/', 'pass'],
])('nor what looks like one, though nobody knows it: %s', (text, part) => {
  class Odd extends Error {}
  Object.defineProperty(Odd, 'name', { value: text });
  reportFault('x', new Odd('y'));
  expect(told).toContain('[redacted]');
  if (part !== 'Bearer') expect(told).not.toContain(part);
});
