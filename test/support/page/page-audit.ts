import { page } from 'vitest/browser';
import type { AuditEntry } from '../../../electron/bridge/audit.ts';
import type { Handlers } from '../../../electron/bridge/crossing/serve.ts';
import { fixtureAudit } from './page-record-fixtures.ts';
import { recordHandlers } from './page-record-handlers.ts';
import { openPage } from './page.ts';

/** The audit room. */
export const auditRoom = () => page.getByRole('region', { name: 'Audit', exact: true });

/** Its entries, each by the button that unfolds it, as far as they are shown. */
export const auditRows = () => auditRoom().getByRole('button', { name: /^Details of entry/ });

/** The audit room over these entries; `overrides` replaces single calls. */
export async function openAudit(
  audit: readonly AuditEntry[] = fixtureAudit(),
  overrides: Partial<Handlers> = {},
) {
  const { 'audit.list': list, 'audit.verify': verify } = recordHandlers({ audit });
  const opened = await openPage({ 'audit.list': list, 'audit.verify': verify, ...overrides });
  await page.getByRole('button', { name: 'Audit' }).click();
  return opened;
}
