import { expect, test } from 'vitest';
import { linesOf, isClean } from './hostile/figures.ts';
import { attack } from './hostile/index.ts';

test('five hundred hostile local requests and more, from sockets and from Chromium, get and do nothing', async () => {
  const figures = await attack();
  expect(isClean(figures), linesOf(figures).join('\n')).toBe(true);
  expect(figures.raw.length + (figures.browser?.length ?? 0)).toBeGreaterThan(figures.browser ? 500 : 400);
});

test('a success or an effect among them, or a control that does not get through, is told', () => {
  const clean = {
    raw: [{ what: 'a', succeeded: false }],
    browser: [],
    skipped: null,
    effects: 0,
    controls: { passed: 2, all: 2 },
    seconds: 1,
  };
  expect(isClean(clean)).toBe(true);
  expect(isClean({ ...clean, browser: [{ what: 'b', succeeded: true }] })).toBe(false);
  expect(isClean({ ...clean, effects: 1 })).toBe(false);
  expect(isClean({ ...clean, controls: { passed: 1, all: 2 } })).toBe(false);
  expect(linesOf({ ...clean, browser: [{ what: 'b', succeeded: true }] })).toContain('succeeded   b');
});
