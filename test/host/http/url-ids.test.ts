import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BridgeError } from '../../../electron/bridge/failure.ts';
import { buildUrl } from '../../../electron/host/http/urls.ts';
import { failureOf } from '../../support/host.ts';

describe('an id in a path', () => {
  const base = 'https://api.example.com/v1';
  const path = '/sessions/{id}/revoke';
  const build = (id: string) => buildUrl(base, { path, params: { id }, query: {} }, 'a test');

  test.each([
    ...['', '.', '..', 'a\u0000b', 'a\nb', 'a\u007f', '\ud800', 'x'.repeat(257)],
    ...[
      '../x',
      'x/..',
      'a/../b',
      'a/./b',
      './a',
      '..\\x',
      'a\\..',
      '..;',
      '..;/x',
      '.;a',
      '../../etc/passwd',
    ],
    ...['..?x', '..#', '.?', '.. ', 'a/.. /b', '..%3fx', '..%23', '..%00', '..%20', '..%0a', '..%253F'],
    ...['%2e%2e', '%2E%2e', '.%2e', '%2e', '%2e%2e%2fx', '..%2fx', '..%5cx', 'a%2f..', '..%3b', '%2e%2e;x'],
    ...[
      '%252e%252e',
      '%25252e%25252e',
      '..%252fx',
      '%25%32%65'.replace('%32%65', '2e'),
      `%${'25'.repeat(9)}2e`,
    ],
  ])('%j is refused, and not repeated', async (id) => {
    const failed = await failureOf(Promise.resolve().then(() => build(id)));
    expect(failed).toMatchObject({
      code: 'invalid',
      got: 'this id cannot be part of an address',
      field: 'id',
    });
  });

  test.each([
    ...['sess_1', 'a/b', 'a?b#c', 'ä', '//evil.test', 'a\\b', '...', 'a..b', '.a', 'a.', '..a', "-_.!~*'()"],
    ...[
      'https://evil.test/',
      '@evil.test',
      ':8080',
      '?',
      '#',
      '&a=b',
      ';x',
      ' ',
      '%',
      '%2',
      '%zz',
      '%00',
      '%ff',
    ],
    ...[
      'a\u2028b',
      'a\u2029b',
      'a\u202eb',
      '\u200b',
      '\ufeff',
      '\u0130',
      '😀',
      'e\u0301',
      '．．',
      '。。',
      '／',
    ],
    ...['aGVsbG8/d29ybGQ+==', 'x'.repeat(256), '{id}', '$&', '$1', '__proto__', 'constructor'],
  ])('%j stays one segment', (id) => {
    const segments = build(id).pathname.split('/');
    expect(segments).toHaveLength(5);
    expect(decodeURIComponent(segments[3] ?? '')).toBe(id);
  });

  test('whatever it is, the request goes to the same origin and the same place, or nowhere', () => {
    const piece = fc.constantFrom(
      '.',
      '/',
      '\\',
      ';',
      '?',
      '#',
      '@',
      ':',
      ' ',
      '%',
      '2e',
      '2f',
      '5c',
      '25',
      'a',
      '\u202e',
    );
    const soup = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
      fc.tuple(fc.webPath(), fc.nat(10)).map(([path, times]) => encoded(path, times)),
    );
    let built = 0;
    fc.assert(
      fc.property(soup, (id) => {
        const url = attempted(() => build(id));
        if (!url) return true;
        built += 1;
        const segments = url.pathname.split('/');
        const rest = [segments[1], segments[2], segments[4], segments.length].join();
        return (
          url.origin === 'https://api.example.com' &&
          rest === 'v1,sessions,revoke,5' &&
          decodeURIComponent(segments[3] ?? '') === id &&
          !leadsUpwards(segments[3] ?? '')
        );
      }),
      { numRuns: strings, seed: 20_261_121 },
    );
    expect(built, 'and most are not refused: the claim can fail').toBeGreaterThan(strings / 4);
  });
});

/** 100,000 when asked for: `STRINGS=100000 vitest run --project node test/host/http/urls.test.ts`. */
const strings = Number(process.env['STRINGS'] ?? 10_000);

function encoded(text: string, times: number): string {
  return times === 0 ? text : encoded(encodeURIComponent(text), times - 1);
}

function attempted(work: () => URL): URL | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof BridgeError) return null;
    throw error;
  }
}

/** Whether a path with this segment in it becomes another one, however often somebody decodes it on the way. */
function leadsUpwards(segment: string): boolean {
  let seen = segment;
  for (let times = 0; times < 10; times += 1) {
    const path = `/v1/sessions/${seen}/revoke`.replaceAll('\\', '/');
    const { pathname } = new URL(`https://api.example.com${path}`);
    if (pathname.split('/').length !== path.split('/').length) return true;
    seen = seen.replace(/%(25|2e|2f|5c)/gi, decodeURIComponent);
  }
  return false;
}
