import { expect } from 'vitest';
import { at, device, tryFields } from './fields.ts';

// Kind 1: one odd field never costs a row. Texts and times; people, ids and flags are in odd-people.test.ts. How to add a
// row: docs/field.md.

tryFields([
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
  { source: 'ente/photos-app#142', field: 'ip', value: null, shown: { ip: null } },
  { source: 'ente/photos-app#142', field: 'agent', value: null, shown: { userAgent: null } },
  { source: 'NeuraLegion/har-sdk#60', field: 'ip', value: '', shown: { ip: null } },
  {
    source: 'dotCMS/core#9002',
    field: 'ip',
    value: '203.0.113.7, 198.51.100.2',
    shown: { ip: '203.0.113.7, 198.51.100.2' },
  },
  {
    source: 'mozilla/fxa-auth-server#1982',
    field: 'agent',
    value: 'null null',
    shown: device({ browser: null, os: null }),
  },
  { source: 'variation', field: 'agent', value: 'undefined', shown: device({ browser: null, os: null }) },
  { source: 'variation', field: 'agent', value: 'two words', shown: device({ browser: null, os: null }) },
  {
    source: 'mattermost/mattermost-mobile#232',
    field: 'device',
    value: 'unknown',
    shown: device({ browser: null, os: null }),
  },
  {
    source: 'chatwoot/chatwoot#14753',
    field: 'device',
    value: 'Unknown Device',
    shown: device({ browser: null, os: null }),
  },
  {
    source: 'sourcefabric/Newscoop#159',
    field: 'agent',
    value: '',
    shown: device({ browser: null, os: null }),
  },
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
]);
