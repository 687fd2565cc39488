/** The closed set of things that can go wrong. The page has a title and a next step for each. */
export const failureCodes = [
  'invalid', // the input was refused before anything was sent
  'no-key', // the connection has no key yet
  'key-rejected', // 401
  'forbidden', // 403
  'not-found', // 404 in the API's own documented words, on a path that names something
  'wrong-address', // any other 404: a fixed path, a gateway's page, an empty body
  'retired', // 410: the API no longer offers the operation
  'refused', // 400, 409, 415, 422: the API did not accept the request
  'rate-limited', // 429
  'server-fault', // 5xx
  'unreachable', // DNS, refused, reset, TLS
  'timed-out', // the operation's own deadline passed
  'bad-answer', // not JSON, wrong shape, too large, too deep, a redirect
  'keychain', // the keychain is locked, missing or refused
  'unsupported', // this API has no such operation
  'read-only', // a production connection on which changes are not allowed at present
  'not-recorded', // the audit log or the journal could not be written, so nothing was sent
  'internal', // a fault of Sessiondeck itself
] as const;
export type FailureCode = (typeof failureCodes)[number];

/** What the person can do about it; the page has words, and sometimes a button, for each. */
export const nextSteps = [
  'correct-input',
  'enter-key',
  'sign-in',
  'ask-permission',
  'refresh',
  'check-another-way',
  'wait',
  'try-later',
  'check-address',
  'unlock-keychain',
  'allow-changes',
  'free-disk',
  'use-other', // another Sessiondeck holds the data folder
  'report',
] as const;
export type NextStep = (typeof nextSteps)[number];

const stepFor: Record<FailureCode, NextStep> = {
  invalid: 'correct-input',
  'no-key': 'enter-key',
  'key-rejected': 'enter-key',
  forbidden: 'ask-permission',
  'not-found': 'refresh',
  'wrong-address': 'check-address',
  retired: 'check-another-way',
  refused: 'correct-input',
  'rate-limited': 'wait',
  'server-fault': 'try-later',
  unreachable: 'check-address',
  'timed-out': 'try-later',
  'bad-answer': 'check-address',
  keychain: 'unlock-keychain',
  unsupported: 'check-another-way',
  'read-only': 'allow-changes',
  'not-recorded': 'free-disk',
  internal: 'report',
};

/** A failure as it crosses the bridge: plain data without a URL, header, stack or secret. */
export interface Failure {
  code: FailureCode;
  /** What was tried: `POST /sessions/{id}/revoke`, or the name of a call. Never a filled-in path. */
  tried: string;
  /** What came back, in the server's own words where it sent some. */
  got: string;
  next: NextStep;
  /** HTTP status; null: no answer. */
  status: number | null;
  /** When to try again, ms since the epoch, where the server said so. */
  retryAt: number | null;
  /** Time until `retryAt`, ms, set when crossing the bridge: a countdown on it survives a wrong or reset clock. */
  retryIn?: number;
  /** The input or request field at fault, where the failure names one. */
  field: string | null;
  /** The server's own id of the request, for its operators. */
  traceId: string | null;
}

/** Builds a failure; defaults to the next step of its code, and to null for the rest. */
export function failure(parts: Pick<Failure, 'code' | 'tried' | 'got'> & Partial<Failure>): Failure {
  return {
    next: stepFor[parts.code],
    status: null,
    retryAt: null,
    field: null,
    traceId: null,
    ...parts,
  };
}

/** A failure thrown on one side of the bridge. It crosses as `failure`, never as an Error. */
export class BridgeError extends Error {
  override readonly name = 'BridgeError';
  readonly failure: Failure;

  constructor(failed: Failure) {
    super(`${failed.code}: ${failed.tried}: ${failed.got}`);
    this.failure = failed;
  }
}

/** Throws a BridgeError with a failure built from these parts. */
export function fail(parts: Parameters<typeof failure>[0]): never {
  throw new BridgeError(failure(parts));
}
