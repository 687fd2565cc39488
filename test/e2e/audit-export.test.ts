import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { m } from '../../renderer/messages/compiled/messages.js';
import { like } from '../support/like.ts';
import { saveOwn, mockOf } from '../support/host.ts';
import type { OpenSessiondeck } from '../support/shells/opened.ts';
import { closeAll, openSessiondeck } from '../support/shells/sessiondeck.ts';

let open: OpenSessiondeck;
beforeEach(async () => {
  open = await openSessiondeck();
  // Saving a connection is something to record.
  await saveOwn(open.app, mockOf(open.app, 'nest-sessions'));
  await open.page.getByRole('button', { name: m.audit(), exact: true }).click();
  await open.page
    .getByRole('button', { name: like(m.audit_unfold) })
    .first()
    .waitFor();
});
afterEach(() => open.close());
afterAll(closeAll);

test.each([
  [m.audit_export_csv(), 'csv', /^\uFEFFseq,at,actor,action,/],
  [m.audit_export_json(), 'json', /^\{\n {2}"of": "Sessiondeck audit log"/],
  [m.audit_export_ndjson(), 'ndjson', /^\{"type":"header","of":"Sessiondeck audit log"/],
])(
  'the built page exports the log as %s, under its own content security policy',
  async (item, ending, start) => {
    const { page, complaints } = open;
    await page.getByRole('button', { name: m.audit_export() }).click();
    const { name, path } = await open.download(() =>
      page.getByRole('menuitem', { name: item, exact: true }).click(),
    );
    expect(name).toMatch(new RegExp(`^sessiondeck-audit_.*_\\d+-rows\\.${ending}$`));
    expect(await readFile(path, 'utf8')).toMatch(start);
    expect(complaints).toEqual([]);
  },
);
