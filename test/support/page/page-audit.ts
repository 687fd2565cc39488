import { page } from 'vitest/browser';
import type { AuditEntry } from '../../../electron/bridge/audit.ts';
import type { Handlers } from '../../../electron/bridge/crossing/serve.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { like } from '../like.ts';
import { fixtureAudit } from './page-record-fixtures.ts';
import { recordHandlers } from './page-record-handlers.ts';
import { openPage } from './page.ts';

/** The audit room. */
export const auditRoom = () => page.getByRole('region', { name: m.audit(), exact: true });

/** Its entries, each by the button that unfolds it, as far as they are shown. */
export const auditRows = () => auditRoom().getByRole('button', { name: like(m.audit_unfold) });

/** The audit room over these entries; `overrides` replaces single calls. */
export async function openAudit(
  audit: readonly AuditEntry[] = fixtureAudit(),
  overrides: Partial<Handlers> = {},
) {
  const { 'audit.list': list, 'audit.verify': verify } = recordHandlers({ audit });
  const opened = await openPage({ 'audit.list': list, 'audit.verify': verify, ...overrides });
  await page.getByRole('button', { name: m.audit() }).click();
  return opened;
}
