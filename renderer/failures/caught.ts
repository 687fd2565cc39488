import { BridgeError, failure, type Failure } from '../../electron/bridge/failure.ts';
import { m } from '../messages/compiled/messages.js';

/** The failure in whatever a call to the bridge threw. Anything but a BridgeError means the carrier itself broke. */
export function failureOf(error: unknown, tried: string): Failure {
  if (error instanceof BridgeError) return error.failure;
  reportError(error);
  return failure({ code: 'internal', tried, got: m.failure_carrier_broken(), next: 'try-later' });
}
