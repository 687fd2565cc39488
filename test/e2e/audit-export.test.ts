import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { saveOwn, mockOf } from '../support/host.ts';
import type { OpenSessiondeck } from '../support/shells/opened.ts';
import { closeAll, openSessiondeck } from '../support/shells/sessiondeck.ts';

let open: OpenSessiondeck;
beforeEach(async () => {
  open = await openSessiondeck();
  // Saving a connection is something to record.
  await saveOwn(open.app, mockOf(open.app, 'nest-sessions'));
  await open.page.getByRole('button', { name: 'Audit', exact: true }).click();
  await open.page
    .getByRole('button', { name: /^Details of entry/ })
    .first()
    .waitFor();
});
afterEach(() => open.close());
afterAll(closeAll);

test.each([
  ['CSV for spreadsheets', 'csv', /^\uFEFFseq,at,actor,action,/],
  ['JSON, one document', 'json', /^\{\n {2}"of": "Sessiondeck audit log"/],
  ['NDJSON, one entry a line', 'ndjson', /^\{"type":"header","of":"Sessiondeck audit log"/],
])(
  'the built page exports the log as %s, under its own content security policy',
  async (item, ending, start) => {
    const { page, complaints } = open;
    await page.getByRole('button', { name: 'Export' }).click();
    const { name, path } = await open.download(() =>
      page.getByRole('menuitem', { name: item, exact: true }).click(),
    );
    expect(name).toMatch(new RegExp(`^sessiondeck-audit_.*_\\d+-rows\\.${ending}$`));
    expect(await readFile(path, 'utf8')).toMatch(start);
    expect(complaints).toEqual([]);
  },
);
