import { expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import type { AuditEntry } from '../../../electron/bridge/audit.ts';
import { BridgeError } from '../../../electron/bridge/failure.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { pattern } from '../../support/like.ts';
import { auditRoom, auditRows, openAudit } from '../../support/page/page-audit.ts';
import { serverFault } from '../../support/page/page-fixtures.ts';
import { fixtureProof } from '../../support/page/page-evidence.ts';
import { auditEntry, fixtureAudit } from '../../support/page/page-record-fixtures.ts';
import { recordHandlers } from '../../support/page/page-record-handlers.ts';

/** The files that the page hands out, as text, while `act` runs. */
async function filesOf(act: () => Promise<void>): Promise<{ name: string; text: string }[]> {
  const blobs: Blob[] = [];
  const names: string[] = [];
  const make = vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    blobs.push(blob as Blob);
    return 'blob:test';
  });
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    names.push(this.download);
  });
  try {
    await act();
    await expect.poll(() => names.length).toBe(1);
  } finally {
    make.mockRestore();
    click.mockRestore();
  }
  return Promise.all(
    blobs.map(async (blob, index) => ({ name: names[index] ?? '', text: await blob.text() })),
  );
}

/** The cells of a CSV as a spreadsheet reads it that ends a row at any line break outside quotes. */
function rowsOf(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, cell = '', end] of csv
    .replace(/^\uFEFF/, '')
    .matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n|\r|\n|$)/g)) {
    rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.some((cell) => cell !== ''));
}

async function exportAs(format: RegExp) {
  const [file] = await filesOf(async () => {
    await auditRoom().getByRole('button', { name: m.audit_export() }).click();
    await page.getByRole('menuitem', { name: format }).click();
  });
  return file ?? { name: '', text: '' };
}

test('an export has every entry that matches, read or not', async () => {
  await openAudit(fixtureAudit(1_250));
  await expect.element(auditRows().first()).toBeVisible();
  const { entries, rows: count } = JSON.parse((await exportAs(pattern`^${m.audit_export_json()}`)).text) as {
    entries: AuditEntry[];
    rows: number;
  };
  expect(count).toBe(1_250);
  expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 1_250 }, (_, index) => 1_250 - index));
});

test('an export says its filter, its time and its number of rows', async () => {
  await openAudit([auditEntry({ seq: 2, reason: 'rotation/2026' }), auditEntry({ seq: 1 })]);
  await auditRoom().getByRole('searchbox').fill('rotation/2026');
  await expect.element(auditRoom()).toHaveTextContent(m.audit_count_of({ shown: 1, count: 2 }));
  const { name, text } = await exportAs(pattern`^${m.audit_export_ndjson()}`);
  expect(name).toMatch(/^sessiondeck-audit_\d{4}-\d\d-\d\dT\d{6}Z_rotation-2026_1-rows\.ndjson$/);
  const [header, entry, ...rest] = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(header).toMatchObject({ type: 'header', rows: 1, filter: { text: 'rotation/2026', action: null } });
  expect(header?.['madeAt']).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  expect(entry).toMatchObject({ type: 'entry', seq: 2, reason: 'rotation/2026' });
  expect(rest).toEqual([]);
});

test('in CSV nothing is left that a spreadsheet would run', async () => {
  const dangerous = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', 'harmless\r=1'];
  await openAudit(dangerous.map((reason, index) => auditEntry({ seq: 7 - index, reason })));
  await expect.element(auditRows().first()).toBeVisible();
  const { name, text } = await exportAs(pattern`^${m.audit_export_csv()}`);
  expect(name).toMatch(/_7-rows\.csv$/);
  const reasons = rowsOf(text).map((row) => row[7]);
  expect(reasons).toEqual(['reason', ...dangerous.slice(0, 6).map((reason) => `'${reason}`), 'harmless\r=1']);
});

test('in CSV quotes, commas and line breaks stay inside their cell', async () => {
  await openAudit([auditEntry({ reason: 'said "no",\nthen left' })]);
  await expect.element(auditRows().first()).toBeVisible();
  const { text } = await exportAs(pattern`^${m.audit_export_csv()}`);
  expect(text).toContain('"said ""no"",\nthen left"');
  expect(text).toContain(
    'seq,at,actor,action,connectionId,connectionName,connectionKind,reason,outcome,details,hash,evidence',
  );
});

test.each([
  pattern`^${m.audit_export_csv()}`,
  pattern`^${m.audit_export_json()}`,
  pattern`^${m.audit_export_ndjson()}`,
])('as %s, what each verdict rests on is told in words', async (format) => {
  const evidence = fixtureProof('own-word', { word: 'status: revoked' });
  const sessions = [
    { nativeId: 'sess_1', verdict: 'ended', evidence },
    { nativeId: 'sess_2', verdict: 'ended' },
  ];
  await openAudit([auditEntry({ details: { sessions } })]);
  await expect.element(auditRows().first()).toBeVisible();
  const { text } = await exportAs(format);
  expect(text).toMatch(pattern`sess_1: ${m.why_own_word()} · .*status: revoked.* GET /sessions`);
  expect(text).toContain(`sess_2: ${m.why_not_recorded()}`);
});

test('an export that fails half-way hands out nothing and says why', async () => {
  let asked = 0;
  const { 'audit.list': list } = recordHandlers({ audit: fixtureAudit(1_250) });
  const make = vi.spyOn(URL, 'createObjectURL');
  await openAudit([], {
    'audit.list': async (input) => {
      if (input.limit === 1_000 && ++asked > 1) throw new BridgeError(serverFault({ got: 'disk I/O error' }));
      return list(input);
    },
  });
  await auditRoom().getByRole('button', { name: m.audit_export() }).click();
  await page.getByRole('menuitem', { name: pattern`^${m.audit_export_json()}` }).click();
  await expect
    .element(page.getByText(pattern`${m.audit_export_failed({ why: '' })}.*disk I/O error`))
    .toBeVisible();
  expect(make).not.toHaveBeenCalled();
  make.mockRestore();
});
