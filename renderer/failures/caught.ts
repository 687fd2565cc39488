import { BridgeError, failure, type Failure } from '../../electron/bridge/failure.ts';
import { deadlineIn, type Deadline } from '../ui/time/deadline.ts';
import { m } from '../messages/compiled/messages.js';

/** The failure in whatever a call to the bridge threw. Anything but a BridgeError means the carrier itself broke. */
export function failureOf(error: unknown, tried: string): Failure {
  if (error instanceof BridgeError) {
    retryDeadline(error.failure);
    return error.failure;
  }
  reportError(error);
  return failure({ code: 'internal', tried, got: m.failure_carrier_broken(), next: 'try-later' });
}

const deadlines = new WeakMap<Failure, Deadline>();

/**
 * When it may be tried again; null where nobody said. Counted from when the failure arrived: the time left at that moment
 * is the host's, and one that came inside a reply carries none, so that its time of day is compared then, once.
 */
export function retryDeadline(failed: Failure): Deadline | null {
  if (failed.retryAt === null) return null;
  const deadline = deadlines.get(failed) ?? deadlineIn(failed.retryIn ?? failed.retryAt - Date.now());
  deadlines.set(failed, deadline);
  return deadline;
}
