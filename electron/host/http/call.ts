import type { CookieJar } from 'tough-cookie';
import type { Adapter, ApiRequest, KeptHandle, Learned } from '../../adapters/adapter.ts';
import type { Connection } from '../../bridge/connection.ts';
import { failure, type Failure } from '../../bridge/failure.ts';
import type { Cause } from '../../bridge/timeline.ts';
import type { Guard } from '../guard/guard.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Breaker, WhileDown } from './breaker.ts';
import type { Deadline } from './deadline.ts';
import type { RetryBudget } from './retry.ts';
import type { Turns } from './turns.ts';

/** Everything that a request to one connection needs. Only here does a key meet an address. */
export interface Target {
  adapter: Adapter;
  connection: Connection;
  secrets: Record<string, string>;
  jar: CookieJar;
  handles: KeptHandle[];
  learned: Learned;
  /** Values that must not be repeated: the whole key, a password, a session's token. */
  conceal: string[];
}

/** What the requests of all connections share. */
export interface Wire {
  guard: Pick<Guard, 'assertAllowed'>;
  timeline: Pick<Timeline, 'record' | 'note'>;
  retries: RetryBudget;
  breaker: Pick<Breaker, 'isOpen' | 'admit' | 'forget'>;
  turns: Pick<Turns, 'take'>;
  /** Back-off before the second attempt, ms. */
  backoff: number;
  /** Time limit of one attempt, ms. */
  attemptLimit: number;
  /** The User-Agent; servers show it as the device of a session that was started here. ASCII. */
  userAgent: string;
}

export interface OperateOptions {
  /** Additional values that must not be repeated: a session's token, a password. */
  conceal?: string[];
  /** What caused the operation, for the timeline; default `person`. */
  cause?: Cause;
  /** The run that the operation belongs to. */
  runId?: string;
  /** False: each request is sent once, and the caller decides about failures. A run has its own pace. */
  retry?: boolean;
  /** What its requests do while the server counts as down; default `probe`. */
  whileDown?: WhileDown;
  /** True: the caller has already asked the production guard for the whole operation. */
  permitted?: boolean;
  /** `always`: received cookies are kept even if a person has changed the key since, because the person asked for them. */
  keepsCookies?: 'always';
  /** Removes the secrets in use from a text; without it, those of `conceal` are looked for. */
  scrub?: (text: string) => string;
  /** Called before and after each request that may change the server. */
  changing?: () => void;
  /** Called before each attempt is sent, which waits for it; throwing prevents it. */
  beforeSend?: () => Promise<void> | void;
  /** Called after each attempt, with its timeline entry (null: none) and the request as a template. */
  recorded?: (entryId: number | null, tried: string) => void;
}

export type SendOptions = Omit<OperateOptions, 'conceal'>;

/** One request of an operation, with everything needed to send it. */
export interface Call<Answer> {
  target: Target;
  deadline: Deadline;
  wire: Wire;
  options: SendOptions;
  request: ApiRequest<Answer>;
  tried: string;
  scrub: (text: string) => string;
  /** The bytes that the operation has read, and the Set-Cookie lines of its last answer. */
  tally: { bytes: number; lines: string[] };
}

/** Whether the request changes something on the server. */
export function changes({ method, changes = method !== 'GET' }: ApiRequest<unknown>): boolean {
  return changes;
}

/** The failure for an answer that did not arrive before the deadline. */
export function timedOut(tried: string): Failure {
  return failure({ code: 'timed-out', tried, got: 'no complete answer came in time' });
}
