import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastActive } from '../../renderer/sessions/row/describe.ts';
import { listSentences } from '../../renderer/sessions/notes.ts';
import { Times } from '../../renderer/ui/time/times.ts';
import {
  apisWith,
  json,
  listBody,
  only,
  openField,
  rowWith,
  wireName,
  type Field,
} from '../support/field.ts';

// Kind 2: times, as the page says them; as servers write them: times.test.ts. How to add a row: docs/field.md.

let field: Field;
beforeAll(async () => {
  field = await openField();
});
afterAll(() => field.close());

// What the page makes of them. Now is Saturday, 28 November 2026, 14:26, in whatever zone this runs.
const now = new Date(2026, 10, 28, 14, 26).getTime();
const minute = 60_000;
const day = 24 * 60 * minute;

test.each<[source: string, ago: number, english: string, german: string]>([
  ['deltachat/deltachat-desktop#2778', 26 * 60 * minute, 'Fri 12:26', 'Fr., 12:26'],
  ['variation', 5 * day, 'Mon 14:26', 'Mo., 14:26'],
  ['variation', 6 * day, '22 Nov', '22. Nov.'],
  ['variation', 167 * 60 * minute, '21 Nov', '21. Nov.'],
  ['variation', 7 * day, '21 Nov', '21. Nov.'],
  ['variation', 8 * day, '20 Nov', '20. Nov.'],
  ['variation', 332 * day, '31 Dec 2025', '31. Dez. 2025'],
  ['variation', 365 * day, '28 Nov 2025', '28. Nov. 2025'],
  ['tailscale/tailscale#12162', now - new Date(2022, 3, 7, 17, 32).getTime(), '7 Apr 2022', '7. Apr. 2022'],
  ['iterate/iterate#1829', -1, 'now', 'jetzt'],
  ['openshift/origin-web-console#2754', -5 * minute, 'now', 'jetzt'],
  ['variation', -2 * day, 'now', 'jetzt'],
])('%s: %d ms ago', (_, ago, english, german) => {
  expect(new Times('en', 'en-GB').relative(now - ago, now)).toBe(english);
  expect(new Times('de', 'de-DE').relative(now - ago, now)).toBe(german);
});

test.each<[ahead: number, words: string]>([
  [30 * minute, 'in 30 min'],
  [2 * day, 'in 2 days'],
  [-2 * day, 'Thu 14:26'],
  [400 * day, 'Jan 2028'],
])('an expiry %d ms ahead is told as such', (ahead, words) => {
  expect(new Times('en', 'en-GB').until(now + ahead, now)).toBe(words);
});

test.each<[away: number, clock: string]>([
  [-minute, '14:25'],
  [-2 * day, 'Thu 14:26'],
  [-7 * day, '21 Nov, 14:26'],
  [7 * day, '5 Dec, 14:26'],
  [-400 * day, '24 Oct 2025, 14:26'],
])('the clock of %d ms from now cannot be taken for another day’s', (away, clock) => {
  expect(new Times('en', 'en-GB').clock(now + away, now)).toBe(clock);
});

test.each<[source: string, ahead: number, isSaid: boolean]>([
  ['Submitty/Submitty#10458', 5 * minute, true],
  ['openshift/origin#2568', 5 * 60 * minute, true],
  ['its-a-feature/Mythic#435', 2 * day, true],
  ['variation', 20_000, false],
  ['variation', -minute, false],
])('%s: last active %d ms ahead is active now', async (_, ahead, isSaid) => {
  for (const api of apisWith('active')) {
    const value = new Date(Date.now() + ahead).toISOString();
    const page = await field.list(api, json(listBody(api, [rowWith(api, wireName(api, 'active'), value)])));
    expect(lastActive(only(page), Date.now(), new Times('en', 'en-GB'))).toBe('Active now');
    expect(listSentences(page).some((sentence) => sentence.includes('clock'))).toBe(isSaid);
  }
});
