import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../../electron/bridge/session.ts';
import {
  apisWith,
  json,
  listBody,
  only,
  openField,
  rowWith,
  wireName,
  type Field,
  type FieldApi,
} from '../support/field.ts';

// Kind 1: one odd field never costs a row, one odd row never costs a list. How to add a row: docs/field.md.

/** What the page shows; null: the field is shown as one that could not be read. */
type Shown = { [Name in keyof Session]?: unknown } | null;
interface Row {
  source: string;
  field: string;
  value: unknown;
  shown: Shown;
}

const at = Date.parse('2026-11-28T14:26:00.000Z');
const extra = (name: string, value: string) => ({ extra: { [name]: value } });
const user = (parts: object) => ({ user: parts });
const device = (parts: object) => ({ device: parts });

const rows: Row[] = [
  // Booleans.
  {
    source: 'strapi/strapi#2879',
    field: 'user.emailVerified',
    value: 1,
    shown: extra('emailVerified', 'true'),
  },
  {
    source: 'lucia-auth/lucia#1385',
    field: 'user.emailVerified',
    value: 0,
    shown: extra('emailVerified', 'false'),
  },
  {
    source: 'sinamics/ztnet#951',
    field: 'user.emailVerified',
    value: '2026-07-11T09:00:00.000Z',
    shown: extra('emailVerified', 'true'),
  },
  {
    source: 'variation',
    field: 'user.emailVerified',
    value: 'false',
    shown: extra('emailVerified', 'false'),
  },
  { source: 'variation', field: 'user.emailVerified', value: at, shown: extra('emailVerified', 'true') },
  { source: 'variation', field: 'user.emailVerified', value: 'maybe', shown: null },
  { source: 'matrix-org/synapse#6977', field: 'mfaVerified', value: 1, shown: extra('mfaVerified', 'true') },
  { source: 'variation', field: 'mfaVerified', value: 't', shown: extra('mfaVerified', 'true') },
  {
    source: 'variation',
    field: 'mfaVerified',
    value: { type: 'Buffer', data: [1] },
    shown: extra('mfaVerified', 'true'),
  },
  { source: 'voidauth/voidauth#153', field: 'current', value: 1, shown: { current: true } },
  { source: 'variation', field: 'current', value: '0', shown: { current: false } },
  { source: 'variation', field: 'current', value: ['true'], shown: null },
  {
    source: 'mozilla/fxa#2046',
    field: 'latest_activity.is_mobile',
    value: 1,
    shown: device({ kind: 'mobile' }),
  },
  {
    source: 'variation',
    field: 'latest_activity.is_mobile',
    value: 'false',
    shown: device({ kind: 'desktop' }),
  },
  { source: 'variation', field: 'canprovoke', value: 1, shown: extra('canprovoke', 'true') },
  // Ids.
  { source: 'variation', field: 'id', value: 42, shown: { nativeId: '42' } },
  { source: 'variation', field: 'userId', value: 7, shown: user({ id: '7' }) },
  { source: 'variation', field: 'userId', value: { $oid: '65a1' }, shown: user({ id: '65a1' }) },
  { source: 'variation', field: 'userId', value: 0.5, shown: null },
  { source: 'variation', field: 'userId', value: ['u1'], shown: null },
  // People.
  {
    source: 'tgandrews/next-auth-dynamodb#4',
    field: 'user',
    value: null,
    shown: user({ name: null, email: null }),
  },
  { source: 'variation', field: 'user', value: 'u1', shown: null },
  { source: 'variation', field: 'user', value: [], shown: null },
  {
    source: 'variation',
    field: 'name',
    value: { first: 'Ann', last: 'Lima' },
    shown: user({ name: 'Ann, Lima' }),
  },
  { source: 'variation', field: 'name', value: 1234, shown: user({ name: '1234' }) },
  { source: 'variation', field: 'email', value: false, shown: user({ email: 'false' }) },
  {
    source: 'nextauthjs/next-auth#3742',
    field: 'image',
    value: `data:image/png;base64,${'A'.repeat(100 * 1024)}`,
    shown: user({ name: 'Ann' }),
  },
  {
    source: 'decocms/studio#3734',
    field: 'image',
    value: 'A'.repeat(2 * 1024 * 1024),
    shown: user({ name: 'Ann' }),
  },
  // Texts.
  {
    source: 'variation',
    field: 'ip',
    value: ['203.0.113.7', '10.0.0.1'],
    shown: { ip: '203.0.113.7, 10.0.0.1' },
  },
  { source: 'variation', field: 'ip', value: 3405803783, shown: { ip: '3405803783' } },
  { source: 'variation', field: 'ip', value: {}, shown: { ip: null } },
  {
    source: 'variation',
    field: 'ip',
    value: 'x'.repeat(70_000),
    shown: { ip: expect.stringMatching(/^x{4096}…$/) },
  },
  {
    source: 'variation',
    field: 'agent',
    value: 'A'.repeat(200_000),
    shown: { userAgent: expect.stringMatching(/^A{4096}…$/) },
  },
  {
    source: 'variation',
    field: 'device',
    value: { browser: 'Chrome', os: 'Linux' },
    shown: device({ browser: 'Chrome', os: 'Linux' }),
  },
  {
    source: 'variation',
    field: 'device',
    value: 'Firefox 140 on Fedora',
    shown: device({ browser: 'Firefox', browserVersion: '140', os: 'Fedora' }),
  },
  { source: 'variation', field: 'device', value: null, shown: {} },
  { source: 'variation', field: 'device', value: { os: 7, browser: null }, shown: device({ os: '7' }) },
  {
    source: 'variation',
    field: 'place',
    value: { city: 'Ghent', country: 'BE' },
    shown: { city: 'Ghent', country: 'BE' },
  },
  { source: 'variation', field: 'place', value: { lat: 51.05, lon: 3.72 }, shown: { city: '51.05, 3.72' } },
  { source: 'variation', field: 'place', value: 'Unknown', shown: { city: null } },
  { source: 'variation', field: 'city', value: { names: { en: 'Ghent' } }, shown: { city: 'Ghent' } },
  { source: 'variation', field: 'browser', value: 150, shown: device({ browser: '150' }) },
  { source: 'variation', field: 'latest_activity', value: 'none', shown: null },
  { source: 'variation', field: 'latest_activity', value: null, shown: {} },
  // Times: their spellings are kind 2.
  { source: 'ankaboot-source/leadminer#2650', field: 'created', value: at, shown: { createdAt: at } },
  { source: 'sigcli/sigcli#143', field: 'expires', value: String(at / 1000), shown: { expiresAt: at } },
  {
    source: 'parse-community/parse-server#776',
    field: 'expires',
    value: { __type: 'Date', iso: '2026-11-28T14:26:00.000Z' },
    shown: { expiresAt: at },
  },
  { source: 'variation', field: 'active', value: at / 1000, shown: { lastActiveAt: at } },
  { source: 'variation', field: 'active', value: { when: 'now' }, shown: null },
  { source: 'variation', field: 'created', value: 'yesterday', shown: null },
  { source: 'variation', field: 'created', value: true, shown: null },
];

let field: Field;
beforeAll(async () => {
  field = await openField();
});
afterAll(() => field.close());

/** Each row for each API that has its field; a row that gives a field's own name is of the API that calls it so. */
const byApi: Record<string, FieldApi> = {
  'user.emailVerified': 'better-auth',
  mfaVerified: 'vault',
  'latest_activity.is_mobile': 'clerk',
  latest_activity: 'clerk',
  canprovoke: 'nextauth',
};
const tried = rows.flatMap((row) =>
  (byApi[row.field] ? [byApi[row.field] as FieldApi] : apisWith(row.field)).map((api) => ({ ...row, api })),
);

test.each(tried)('$source: $api, $field', async ({ api, field: name, value, shown }) => {
  const path = wireName(api, name);
  const session = only(await field.list(api, json(listBody(api, [rowWith(api, path, value)]))));
  if (shown === null) expect(session.reading?.unreadable).toContain(path);
  else
    expect({ ...session, unreadable: session.reading?.unreadable ?? [] }).toMatchObject({
      unreadable: [],
      ...shown,
    });
});
