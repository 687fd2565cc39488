import { at, device, digits, extra, tryFields, user } from './fields.ts';

// Kind 1: one odd field never costs a row. People, ids and flags. How to add a row: docs/field.md.

tryFields([
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
  {
    source: 'auth0/docs#5644',
    field: 'user.emailVerified',
    value: 'yes',
    shown: extra('emailVerified', 'true'),
  },
  {
    source: 'auth0/docs#5644',
    field: 'user.emailVerified',
    value: 'no',
    shown: extra('emailVerified', 'false'),
  },
  // Ids.
  { source: 'variation', field: 'id', value: 42, shown: { nativeId: '42' } },
  { source: 'variation', field: 'userId', value: 7, shown: user({ id: '7' }) },
  { source: 'variation', field: 'userId', value: { $oid: '65a1' }, shown: user({ id: '65a1' }) },
  { source: 'variation', field: 'userId', value: 0.5, shown: null },
  { source: 'variation', field: 'userId', value: ['u1'], shown: null },
  { source: 'elastic/apm-server#2147', field: 'userId', value: 1234, shown: user({ id: '1234' }) },
  { source: 'matrix-org/matrix-ios-sdk#297', field: 'id', value: 1, shown: { nativeId: '1' } },
  // Beyond 2^53 a number in JavaScript is another one: the digits that were sent count.
  {
    source: 'oceanbase/powercontext#91',
    field: 'userId',
    value: digits('653247040368672768'),
    shown: user({ id: '653247040368672768' }),
  },
  {
    source: 'com-lihaoyi/upickle#522',
    field: 'userId',
    value: digits('738529527931269425'),
    shown: user({ id: '738529527931269425' }),
  },
  {
    source: 'variation',
    field: 'id',
    value: digits('738529527931269425'),
    shown: { nativeId: '738529527931269425' },
  },
  {
    source: 'discord/discord-api-docs#1889',
    field: 'userId',
    value: '9223372036854775808',
    shown: user({ id: '9223372036854775808' }),
  },
  {
    source: 'better-auth/better-auth#7454',
    field: 'session.id',
    // Left out.
    value: undefined,
    shown: user({ id: 'u1', name: 'Ann' }),
  },
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
  {
    source: 'CESNET/perun#3863',
    field: 'user',
    value: null,
    shown: user({ name: null }),
  },
]);
