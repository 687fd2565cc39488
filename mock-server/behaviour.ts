import type { Fault } from './faults/fault.ts';

/** An operation answers with one of its error statuses and the API's own body for it. */
export interface Refusal {
  status: number;
  /** How many calls are refused before the operation works again; `Infinity` for all. */
  times: number;
  /** Sent with a 429, in the API's own header; 10 when left out. */
  retryAfterSeconds?: number;
}

/** How an API behaves where real servers differ or misbehave. Change it at any time; the next request sees it. */
export interface Behaviour {
  /**
   * What ending a session does:
   * - `honest`: the session ends;
   * - `does-nothing`: the usual 200, and nothing changes — a cookie of the session is not deleted either;
   * - `ends-another`: the session ends, and so does one more live session that the caller can see, of another user
   *   where it sees such. Where all are ended, the one more is the one that was to be kept, or another user's.
   */
  end: 'honest' | 'does-nothing' | 'ends-another';
  /** What "end all sessions" does with the caller's own, where an API has such a call. */
  all: 'includes-current' | 'keeps-current';
  /** How a list is wrapped, where servers of the same API differ in it. */
  shape: ListShape;
  /** How long a login QR code, and a push, can be answered. */
  loginSeconds: number;
  /** The name that `advanced.cookies.session_token.name` gives better-auth's session cookie; '' for its default. */
  sessionCookie: string;
  /** How long better-auth's `session.cookieCache` answers from a cookie, without a look at the session; 0: never. */
  cookieCacheSeconds: number;
  /**
   * By the operation's name in the API document, for example
   * `behaviour.refuse['revoke_session'] = { status: 404, times: 1 }`.
   * `MockApi.errorStatuses` names the statuses each operation has; any other gives a plain 500 that says so.
   */
  refuse: Record<string, Refusal>;
  /** What else goes wrong, whatever the API; see `faultWords`. */
  faults: Fault[];
}

/** `[…]`, `{"sessions":[…]}`, `{"items":[…]}`, `{"data":[…]}` or `{"data":{"sessions":[…]}}`. */
export type ListShape = 'array' | 'sessions' | 'items' | 'data' | 'data-sessions';

/** The behaviour an API starts with: honest, refusing nothing, without faults. */
export function defaultBehaviour(usual: Partial<Behaviour> = {}): Behaviour {
  return {
    ...{ end: 'honest', all: 'includes-current', shape: 'array', loginSeconds: 60, refuse: {}, faults: [] },
    ...{ sessionCookie: '', cookieCacheSeconds: 0 },
    ...usual,
  };
}

/** A list in its wrapping; what stands beside it, such as totals, needs an object to stand in. */
export function shaped(shape: ListShape, rows: readonly object[], beside: object = {}): object {
  if (shape === 'array') return rows;
  if (shape === 'data-sessions') return { success: true, data: { sessions: rows, ...beside } };
  return { [shape]: rows, ...beside };
}

/** The refusal that the next call of this operation must get, counted down; none when the call must work. */
export function takeRefusal(behaviour: Behaviour, operation: string): Refusal | undefined {
  const refusal = behaviour.refuse[operation];
  if (refusal === undefined || refusal.times <= 0) return undefined;
  refusal.times -= 1;
  return refusal;
}
