import type { Connection } from '../../bridge/connection.ts';
import { fail } from '../../bridge/failure.ts';
import type { Handlers } from '../../bridge/crossing/serve.ts';
import type { AuditLog, AuditRecord } from '../audit/log.ts';
import type { Operations } from '../lists/operations.ts';
import { leaveFor, type Guard } from './guard.ts';

/** The calls that ask whether changes are allowed on a connection, allow them, and end that early. */
export function guardHandlers(
  guard: Guard,
  operations: Operations,
  audit: Pick<AuditLog, 'record'>,
): Pick<Handlers, 'guard.read' | 'guard.allow' | 'guard.end'> {
  const leaveOf = (connectionId: string) => ({
    until: guard.until(connectionId),
    left: guard.left(connectionId),
  });

  return {
    async 'guard.read'({ connectionId }) {
      return leaveOf(operations.find(connectionId).connection.id);
    },

    async 'guard.allow'({ connectionId }) {
      const { connection } = operations.find(connectionId);
      if (connection.kind !== 'production') {
        const got = 'only a connection of kind production needs leave for changes';
        return fail({ code: 'invalid', tried: 'guard.allow', got });
      }
      // Write the audit entry first; never grant unlogged write access.
      await audit.record(recordOfLeave(connection));
      guard.allow(connection);
      // The connection may have changed while the entry was written.
      guard.review(operations.connections());
      return leaveOf(connectionId);
    },

    async 'guard.end'({ connectionId }) {
      const { connection } = operations.find(connectionId);
      const otherwise = 'changes are no longer allowed all the same';
      if (guard.end(connectionId))
        await audit.record({ action: 'changes.ended', connection, outcome: 'ended early', otherwise });
      return { until: null, left: null };
    },
  };
}

function recordOfLeave(connection: Connection): AuditRecord {
  return {
    action: 'changes.allowed',
    connection,
    outcome: `allowed for ${leaveFor / 60_000} minutes`,
    otherwise: 'changes are not allowed',
  };
}
