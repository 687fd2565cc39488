import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

// Is Electron one that still gets security fixes? That depends on the day. An old clone must not fail because time went
// by, so here the day is the one on which the table was last checked. Whoever is to release, or to keep the project up,
// wants today: with ELECTRON_AGE=today the clock is asked, and CI sets that.

/** Electron releases about every eight weeks and mends three majors: after this a pinned version has missed fixes. */
const oldest = 120;
const day = 24 * 3600_000;
const root = join(import.meta.dirname, '../..');

interface Table {
  checked: string;
  pinned: { version: string; released: string };
  /** Support ends when the third major after it is released; null: not yet, when this was checked. */
  majors: Record<string, { released: string; supportedUntil: string | null }>;
}

const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));
const { devDependencies } = read('package.json') as { devDependencies: Record<string, string> };
const stated = devDependencies['electron'] ?? '';
const table = read('docs/electron-versions.json') as Table;
const renew = 'Update Electron and docs/electron-versions.json, which says how.';

/** What is wrong with the pinned Electron on a day, in a sentence that says what to do; null: nothing. */
function complaint(version: string, { pinned, majors }: Table, at: Date): string | null {
  if (!/^\d+\.\d+\.\d+$/.test(version))
    return `Electron is “${version}”: package.json is to name one exact version.`;
  if (version !== pinned.version)
    return `The table is of Electron ${pinned.version}, not ${version}. ${renew}`;
  const major = Number(version.split('.')[0]);
  const released = Object.keys(majors)
    .map(Number)
    .filter((known) => Date.parse(majors[known]?.released ?? '') <= at.getTime());
  if (major <= Math.max(...released) - 3) return `Electron ${major} is not supported any more. ${renew}`;
  const age = Math.floor((at.getTime() - Date.parse(pinned.released)) / day);
  return age > oldest ? `Electron ${version} is ${age} days old; ${oldest} are allowed. ${renew}` : null;
}

const today = process.env['ELECTRON_AGE'] === 'today';
const on = today ? new Date() : new Date(table.checked);

test(`Electron is pinned exactly, one of the three supported majors, and fresh ${today ? 'today' : 'when the table was checked'}`, () => {
  expect(complaint(stated, table, on)).toBeNull();
});

test('the lockfile has the very same version', () => {
  const { packages } = read('package-lock.json') as { packages: Record<string, { version: string }> };
  expect(packages['node_modules/electron']?.version).toBe(stated);
});

test('the table follows its own rule: a major’s support ends with the release of the third one after it', () => {
  for (const [major, { released, supportedUntil }] of Object.entries(table.majors)) {
    expect(Date.parse(released), major).toBeLessThanOrEqual(Date.parse(table.checked));
    expect(supportedUntil, major).toBe(table.majors[Number(major) + 3]?.released ?? null);
  }
});

test.each([
  ['^45.4.1', '2026-11-21', /one exact version/],
  ['latest', '2026-11-21', /one exact version/],
  ['45.0.0', '2026-11-21', /^The table is of Electron 45\.4\.1, not 45\.0\.0\. Update Electron and/],
  ['45.4.1', '2027-03-20', /^Electron 45\.4\.1 is 121 days old; 120 are allowed\. Update Electron and/],
  ['45.4.1', '2099-01-01', /days old; 120 are allowed\. Update Electron and docs\/electron-versions\.json/],
])('%s on %s is told off', (version, at, words) => {
  const pinned = { version: '45.4.1', released: '2026-11-19' };
  expect(complaint(version, { ...table, pinned }, new Date(at))).toMatch(words);
});

test('a major is told off from the day on which the third one after it is released', () => {
  const majors = { 42: '2026-05-06', 43: '2026-07-01', 44: '2026-08-25', 45: '2026-10-21' };
  const dated = Object.entries(majors).map(([major, released]) => [
    major,
    { released, supportedUntil: null },
  ]);
  const old = {
    checked: '2026-10-22',
    pinned: { version: '42.9.0', released: '2026-10-14' },
    majors: Object.fromEntries(dated) as Table['majors'],
  };
  expect(complaint('42.9.0', old, new Date('2026-10-20'))).toBeNull();
  expect(complaint('42.9.0', old, new Date('2026-10-21'))).toMatch(/^Electron 42 is not supported any more/);
});
