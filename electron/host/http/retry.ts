import type { Failure } from '../../bridge/failure.ts';

/**
 * Whether a request may be sent twice. `read`: it changes nothing; `absorbing`: a second time changes nothing more;
 * `once`: a second time may have a second effect.
 */
export type RetryKind = 'read' | 'absorbing' | 'once';

/** Statuses of a server that may recover soon (RFC 9110 15.5.9, 15.6; RFC 6585; RFC 8470). */
const passing: readonly number[] = [408, 425, 429, 500, 502, 503, 504];
/** With one of these and a Retry-After, a server says that it has not acted (RFC 6585 4, RFC 9110 15.6.4). */
const notDone: readonly number[] = [429, 503];

/** Maximum number of attempts, including the first. */
export const mostAttempts = 3;
/** Back-off before the second attempt, ms; doubles with each attempt up to `longestBackoff`. */
export const firstBackoff = 300;
const longestBackoff = 5000;
/** A longer wait than this, ms, is reported to the person instead of being slept through. */
const longestWait = 60_000;

export interface Failed {
  kind: RetryKind;
  failure: Pick<Failure, 'code' | 'status' | 'retryAt'>;
  /** 1 for the first attempt. */
  attempt: number;
  /** ms since the epoch */
  now: number;
  /** From 0 to 1; the back-off is this fraction of its full length, so that clients do not all return at once. */
  random: number;
  /** Back-off before the second attempt, ms; default 300. */
  backoff?: number;
}

/**
 * The retry table: when to retry a failed request, ms since the epoch, or null: not at all. An incomplete answer counts as
 * no answer; a complete but unusable one is not retried, because it would not improve.
 */
export function retryOf({
  kind,
  failure,
  attempt,
  now,
  random,
  backoff = firstBackoff,
}: Failed): number | null {
  if (attempt >= mostAttempts || !mayPass(kind, failure)) return null;
  if (failure.retryAt !== null) return failure.retryAt - now > longestWait ? null : failure.retryAt;
  return now + Math.round(random * Math.min(longestBackoff, backoff * 2 ** (attempt - 1)));
}

function mayPass(kind: RetryKind, { code, status, retryAt }: Failed['failure']): boolean {
  if (kind === 'once') return status !== null && notDone.includes(status) && retryAt !== null;
  if (status !== null) return passing.includes(status);
  return code === 'unreachable' || code === 'timed-out';
}

const minute = 60_000;
const share = 0.1;
const least = 10;

/**
 * Keeps retries from worsening a server's overload: each minute, a connection may retry as often as a tenth of its
 * requests, and at least ten times.
 */
export class RetryBudget {
  readonly #now: () => number;
  readonly #minutes = new Map<string, { since: number; requests: number; retries: number }>();

  constructor(now: () => number = () => Date.now()) {
    this.#now = now;
  }

  /** Drops the state of a removed connection. */
  forget(connectionId: string): void {
    this.#minutes.delete(connectionId);
  }

  /** Counts a request's first attempt. */
  count(connectionId: string): void {
    this.#minuteOf(connectionId).requests += 1;
  }

  /** Takes a retry from the budget; false when none is left. */
  take(connectionId: string): boolean {
    const current = this.#minuteOf(connectionId);
    if (current.retries >= Math.max(least, Math.floor(current.requests * share))) return false;
    current.retries += 1;
    return true;
  }

  #minuteOf(connectionId: string) {
    const now = this.#now();
    const known = this.#minutes.get(connectionId);
    // A clock that was set back must not keep a minute open.
    if (known && now >= known.since && now - known.since < minute) return known;
    const begun = { since: now, requests: 0, retries: 0 };
    this.#minutes.set(connectionId, begun);
    return begun;
  }
}
