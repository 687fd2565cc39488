import { BridgeError } from '../../bridge/failure.ts';
import type { AuditLog, AuditRecord } from './log.ts';

/** The result in one line, with its details. */
type Outcome = Pick<AuditRecord, 'outcome' | 'details'>;

/**
 * Performs a change on a server, with an audit entry before it (`asked for`) and one after. Throws `not-recorded`, and
 * does nothing, when the first cannot be written. When only the second cannot, the result still counts: the log then says
 * that it was asked for, the failure is reported, and the next such change is refused.
 */
export async function recorded<Result>(
  audit: AuditLog,
  act: Omit<AuditRecord, 'outcome'>,
  work: () => Promise<Result>,
  told: (result: Result) => Outcome,
): Promise<Result> {
  const after = ({ outcome, details }: Outcome) =>
    audit.recordAfter({ ...act, outcome, details: { ...act.details, ...details } });
  await audit.record({ ...act, outcome: 'asked for' });
  try {
    const result = await work();
    await after(told(result));
    return result;
  } catch (error) {
    await after({ outcome: `failed: ${reasonOf(error)}` });
    throw error;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof BridgeError)) return 'a fault of Sessiondeck';
  return `${error.failure.code}: ${error.failure.got}`;
}
