import type { Failure, FailureCode } from '../../electron/bridge/failure.ts';
import { retryDeadline } from '../failures/caught.ts';
import { timeLeft } from '../ui/time/deadline.ts';

const passing: readonly FailureCode[] = [
  'unreachable',
  'timed-out',
  'server-fault',
  'rate-limited',
  // A gateway's page instead of the API's answer.
  'bad-answer',
  'wrong-address',
];

/** True for a failure that may be over at the next try, so polling continues. */
export function mayPass({ code }: Failure): boolean {
  return passing.includes(code);
}

/** True while the server wants to be left alone. */
export function mustWait(failure: Failure | null): boolean {
  const retry = failure && retryDeadline(failure);
  return retry !== null && timeLeft(retry) > 0;
}
