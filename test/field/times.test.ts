import { afterAll, beforeAll, expect, test } from 'vitest';
import { listSentences } from '../../renderer/sessions/notes.ts';
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

// Kind 2: times, as servers write them; as the page says them: told-times.test.ts. How to add a row: docs/field.md.

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
  {
    source: 'cockpit-project/cockpit#15636',
    value: 'Tue Mar 23 14:49:04 +0000 2021',
    shown: Date.parse('2021-03-23T14:49:04Z'),
  },
  {
    source: 'cockpit-project/cockpit#15636',
    value: 'Thu Apr  1 08:58:51 +0000 2021',
    shown: Date.parse('2021-04-01T08:58:51Z'),
  },
  {
    source: 'cockpit-project/cockpit#17030',
    value: 'Jan 4 11:52:37 -0500 2022',
    shown: Date.parse('2022-01-04T16:52:37Z'),
  },
  {
    source: 'sworcery/ChannelHoarder#17',
    value: '"2026-04-30T12:00:00Z"',
    shown: Date.parse('2026-04-30T12:00:00Z'),
  },
  {
    source: 'GoogleCloudPlatform/cloud-code-intellij#917',
    value: '2016-09-21T15:57:04.000Z',
    shown: Date.parse('2016-09-21T15:57:04Z'),
  },
  {
    source: 'larcenists/larceny#503',
    value: '2007-11-15T08:26:54-0500',
    shown: Date.parse('2007-11-15T13:26:54Z'),
  },
  {
    source: 'cherokee/webserver#507',
    value: 'zo, 21 jun 2009 23:40:30 GMT',
    shown: Date.parse('2009-06-21T23:40:30Z'),
  },
  { source: 'variation', value: "'2026-11-28 14:26:05Z'", shown: at },
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
