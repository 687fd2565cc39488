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

// Kind 2: times, as servers write them and as the page says them. How to add a row: docs/field.md.

const at = Date.parse('2026-11-28T14:26:05.000Z');
const utc = 'zoneless';

interface Row {
  source: string;
  value: unknown;
  /** ms since 1970; null: there is none. */
  shown: number | null;
  /** `zoneless`: the page says that it was read as UTC; `unreadable`: that it could not be read. */
  said?: 'zoneless' | 'unreadable';
}

const rows: Row[] = [
  // With a zone.
  { source: 'losol/eventuras#1554', value: '2026-11-28T14:26:05Z', shown: at },
  { source: 'variation', value: '2026-11-28T14:26:05.000000000Z', shown: at },
  { source: 'variation', value: '2026-11-28T20:11:05+05:45', shown: at },
  { source: 'variation', value: '2026-11-28T09:26:05-0500', shown: at },
  { source: 'wazo-platform/wazo-js-sdk#748', value: '2026-11-28 14:26:05+00', shown: at },
  { source: 'variation', value: '2026-11-28 14:26:05 UTC', shown: at },
  { source: 'variation', value: '2026-11-28 15:26:05 +0100 CET', shown: at },
  { source: 'variation', value: '2026-11-28T15:26:05+01:00[Europe/Berlin]', shown: at },
  { source: 'variation', value: '20261128T142605Z', shown: at },
  { source: 'variation', value: 'Sat, 28 Nov 2026 14:26:05 GMT', shown: at },
  {
    source: 'variation',
    value: 'Sat Nov 28 2026 15:26:05 GMT+0100 (Central European Standard Time)',
    shown: at,
  },
  // Without one: UTC, and said.
  { source: 'jherforth/HomeGlow#168', value: '2026-11-28 14:26:05', shown: at, said: utc },
  { source: 'apache/arrow#8161', value: '2026-11-28T14:26:05.000000', shown: at, said: utc },
  { source: 'gajus/slonik#239', value: '2026-11-28T14:26:05', shown: at, said: utc },
  { source: 'variation', value: '2026-11-28 14:26', shown: at - 5000, said: utc },
  { source: 'variation', value: '2026-11-28', shown: Date.parse('2026-11-28T00:00:00Z'), said: utc },
  { source: 'variation', value: 'Sat Nov 28 14:26:05 2026', shown: at, said: utc },
  { source: 'variation', value: [2026, 11, 28, 14, 26, 5, 0], shown: at, said: utc },
  // Counted from 1970.
  { source: 'stnguyen90/appwrite-explorer#9', value: at / 1000, shown: at },
  { source: 'zerodevapp/zerodev-wallet-sdk#1', value: at, shown: at },
  { source: 'variation', value: at * 1000, shown: at },
  { source: 'variation', value: `${at}000000`, shown: at },
  { source: 'variation', value: `${at / 1000}.000`, shown: at },
  { source: 'variation', value: `/Date(${at})/`, shown: at },
  { source: 'variation', value: { seconds: at / 1000, nanos: 0 }, shown: at },
  { source: 'variation', value: { $date: '2026-11-28T14:26:05Z' }, shown: at },
  { source: 'variation', value: { $date: { $numberLong: String(at) } }, shown: at },
  // Not set, and never.
  { source: 'bluesky-social/atproto-website#479', value: '0001-01-01T00:00:00Z', shown: null },
  { source: 'variation', value: '0001-01-01T00:00:00', shown: null },
  { source: 'variation', value: -62_135_596_800, shown: null },
  { source: 'fisharebest/webtrees#4745', value: 0, shown: null },
  { source: 'tympanix/Electorrent#75', value: '1970-01-01T00:00:00.000Z', shown: null },
  { source: 'sequinstream/sequin#1454', value: '1970-01-01 01:00:00', shown: null },
  { source: 'variation', value: '0', shown: null },
  { source: 'variation', value: '0000-00-00 00:00:00', shown: null },
  { source: 'variation', value: 'never', shown: null },
  { source: 'variation', value: 'infinity', shown: null },
  { source: 'variation', value: '9999-12-31T23:59:59.9999999Z', shown: null },
  { source: 'variation', value: '', shown: null },
  // No time of any calendar.
  { source: 'variation', value: '2026-02-30T00:00:00Z', shown: null, said: 'unreadable' },
  { source: 'variation', value: '2026-13-01', shown: null, said: 'unreadable' },
  { source: 'variation', value: '2026-11-28T14:61:00Z', shown: null, said: 'unreadable' },
  { source: 'variation', value: '3 days ago', shown: null, said: 'unreadable' },
  { source: 'variation', value: 3600, shown: null, said: 'unreadable' },
];

let field: Field;
beforeAll(async () => {
  field = await openField();
});
afterAll(() => field.close());

const tried = rows.flatMap((row) => apisWith('created').map((api) => ({ ...row, api })));

test.each(tried)('$source: $api, $value', async ({ api, value, shown, said }) => {
  const path = wireName(api, 'created');
  const page = await field.list(api, json(listBody(api, [rowWith(api, path, value)])));
  const { createdAt, reading } = only(page);
  expect(createdAt).toBe(shown);
  expect(reading?.zoneless ?? []).toEqual(said === 'zoneless' ? [path] : []);
  expect(reading?.unreadable ?? []).toEqual(said === 'unreadable' ? [path] : []);
  const sentences = listSentences(page).join(' ');
  expect(sentences.includes('UTC')).toBe(said === 'zoneless');
  expect(sentences.includes('1 field could not be read')).toBe(said === 'unreadable');
});

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
