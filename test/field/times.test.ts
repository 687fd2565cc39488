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
  {
    source: 'iamkun/dayjs#631',
    value: '2019-07-15 06:46:25 +0100',
    shown: Date.parse('2019-07-15T05:46:25Z'),
  },
  {
    source: 'open-circle/valibot#1064',
    value: '2025-02-26 12:42:03+00',
    shown: Date.parse('2025-02-26T12:42:03Z'),
  },
  {
    source: 'open-circle/valibot#1195',
    value: '2025-05-13 14:15:41.123904 +00:00',
    shown: Date.parse('2025-05-13T14:15:41.123Z'),
  },
  {
    source: 'rmm5t/jquery-timeago#159',
    value: '2014/01/09 01:06:21 UTC +0100',
    shown: Date.parse('2014-01-09T00:06:21Z'),
  },
  {
    source: 'rmm5t/jquery-timeago#159',
    value: '2014/01/09 01:06:21 UTC+0100',
    shown: Date.parse('2014-01-09T00:06:21Z'),
  },
  {
    source: 'webcompat/web-bugs#2438',
    value: '2015-02-26T06:20:36-0500',
    shown: Date.parse('2015-02-26T11:20:36Z'),
  },
  {
    source: 'influxdata/ui#3620',
    value: '2022-01-18 17:08:54Z',
    shown: Date.parse('2022-01-18T17:08:54Z'),
  },
  // Without one: UTC, and said.
  { source: 'jherforth/HomeGlow#168', value: '2026-11-28 14:26:05', shown: at, said: utc },
  { source: 'apache/arrow#8161', value: '2026-11-28T14:26:05.000000', shown: at, said: utc },
  { source: 'gajus/slonik#239', value: '2026-11-28T14:26:05', shown: at, said: utc },
  { source: 'variation', value: '2026-11-28 14:26', shown: at - 5000, said: utc },
  { source: 'variation', value: '2026-11-28', shown: Date.parse('2026-11-28T00:00:00Z'), said: utc },
  { source: 'variation', value: 'Sat Nov 28 14:26:05 2026', shown: at, said: utc },
  { source: 'variation', value: '2026/11/28 14:26:05', shown: at, said: utc },
  { source: 'variation', value: '2026/11/28 15:26:05 +0100', shown: at },
  { source: 'variation', value: '2026-11-28 15:26:05 GMT+01:00', shown: at },
  { source: 'variation', value: '2026-11-28 15:26:05 UTC+1', shown: at },
  { source: 'variation', value: [2026, 11, 28, 14, 26, 5, 0], shown: at, said: utc },
  {
    source: 'riteshbonthalakoti/HELPDESK.AI#1051',
    value: '2024-01-15 10:30:00',
    shown: Date.parse('2024-01-15T10:30:00Z'),
    said: utc,
  },
  {
    source: 'riteshbonthalakoti/HELPDESK.AI#1051',
    value: '2024-01-15T10:30:00',
    shown: Date.parse('2024-01-15T10:30:00Z'),
    said: utc,
  },
  {
    source: 'riteshbonthalakoti/HELPDESK.AI#1051',
    value: '2024-01-15',
    shown: Date.parse('2024-01-15T00:00:00Z'),
    said: utc,
  },
  {
    source: 'xwp/wp-customize-posts#293',
    value: '2016-09-23 14:57:10',
    shown: Date.parse('2016-09-23T14:57:10Z'),
    said: utc,
  },
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
  { source: 'okta/okta-auth-js#430', value: 1_595_440_399, shown: Date.parse('2020-07-22T17:53:19Z') },
  {
    source: 'better-auth/better-auth#5417',
    value: 1_761_250_206,
    shown: Date.parse('2025-10-23T20:10:06Z'),
  },
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
  { source: 'vshulcz/deja-vu#765', value: '0001-01-01T00:00:00.000Z', shown: null },
  { source: 'PikoCI/pikoci#372', value: '0001-01-01T00:00:00Z', shown: null },
  { source: 'ppy/osu-web#3357', value: '1970-01-01T00:00:00+00:00', shown: null },
  { source: 'status-im/status-app#18634', value: 0, shown: null },
  // No time of any calendar.
  { source: 'variation', value: '2026-02-30T00:00:00Z', shown: null, said: 'unreadable' },
  { source: 'variation', value: '2026-13-01', shown: null, said: 'unreadable' },
  // Whose month comes first?
  { source: 'variation', value: '05/04/2026 14:26:05', shown: null, said: 'unreadable' },
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
