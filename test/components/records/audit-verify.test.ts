import { expect, test } from 'vitest';
import type { AuditVerification } from '../../../electron/bridge/audit.ts';
import { BridgeError } from '../../../electron/bridge/failure.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { like } from '../../support/like.ts';
import { auditRoom, openAudit } from '../../support/page/page-audit.ts';
import { serverFault } from '../../support/page/page-fixtures.ts';
import { fixtureAudit } from '../../support/page/page-record-fixtures.ts';

const table = () => auditRoom().getByRole('table', { name: m.audit_table() });

async function verifying(found: Partial<AuditVerification>) {
  const at = new Date().setHours(14, 32);
  const whole: AuditVerification = { state: 'whole', entries: 3, flaw: null, seq: null, checkedAt: at };
  await openAudit(fixtureAudit(3), { 'audit.verify': async () => ({ ...whole, ...found }) });
  await auditRoom().getByRole('button', { name: m.audit_verify() }).click();
}

test('a log that is whole says how many entries, and when that was checked', async () => {
  await verifying({});
  const notice = auditRoom().getByRole('status').filter({ hasText: m.audit_whole() });
  await expect.element(notice).toHaveTextContent(like(m.audit_whole_what, { count: 3, time: /.*32.*/ }));
});

test.each([
  ['altered', 2, m.audit_flaw_altered({ seq: 2 })],
  ['broken-link', 2, m.audit_flaw_broken_link({ seq: 2 })],
  ['missing', 2, m.audit_flaw_missing({ seq: 2 })],
  ['truncated', 3, m.audit_flaw_truncated({ seq: 3 })],
  ['head-missing', null, m.audit_flaw_head_missing()],
  ['head-forged', null, m.audit_flaw_head_forged()],
  ['head-unusable', null, m.audit_flaw_head_unusable()],
  ['head-behind', 3, m.audit_flaw_head_behind({ seq: 3 })],
  ['rolled-back', 3, m.audit_flaw_rolled_back({ seq: 3 })],
  ['emptied', null, m.audit_bad_todo_emptied()],
] as const)(
  'a log that is bad (%s, entry %o) says what is wrong, where and what to do',
  async (flaw, seq, words) => {
    await verifying({ state: 'bad', flaw, seq });
    const alert = auditRoom().getByRole('alert');
    await expect.element(alert).toHaveTextContent(words);
    await expect
      .element(alert)
      .toHaveTextContent(seq === null ? m.audit_bad_todo_whole() : m.audit_bad_todo());
    await expect
      .element(alert)
      .toHaveTextContent(seq === null ? like(m.audit_bad_checked) : like(m.audit_bad_at, { seq }));
  },
);

test('the first bad entry is marked in the list', async () => {
  await verifying({ state: 'bad', flaw: 'altered', seq: 2 });
  await expect.element(table().getByRole('row').nth(2)).toHaveTextContent(m.audit_first_bad());
  await expect.element(table().getByRole('row').nth(1)).not.toHaveTextContent(m.audit_first_bad());
});

test('a log whose end cannot be proved says what would go unnoticed, and is not called whole', async () => {
  await verifying({ state: 'unanchored' });
  const notice = auditRoom().getByRole('status').filter({ hasText: m.audit_unanchored() });
  await expect.element(notice).toHaveTextContent(like(m.audit_unanchored_what));
  await expect.element(notice).not.toHaveTextContent('whole');
});

test('a verification that failed is no verdict', async () => {
  await openAudit(fixtureAudit(3), {
    'audit.verify': async () => {
      throw new BridgeError(serverFault({ code: 'keychain', tried: 'audit.verify', got: 'locked' }));
    },
  });
  await auditRoom().getByRole('button', { name: m.audit_verify() }).click();
  await expect.element(auditRoom().getByRole('alert')).toHaveTextContent('audit.verify: locked');
});
