import type { Handlers } from '../../bridge/crossing/serve.ts';
import type { AuditLog } from './log.ts';

/** The calls that read and verify the audit log. No call writes it. */
export function auditHandlers(audit: AuditLog): Pick<Handlers, 'audit.list' | 'audit.verify'> {
  return {
    'audit.list': async ({ filter, before, limit }) => audit.list(filter, before, limit),
    'audit.verify': () => audit.verify(),
  };
}
