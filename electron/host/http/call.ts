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

/** Everything that a request to one connection needs. The only place where a key meets an address. */
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

/** What the requests of all connections go by. */
export interface Wire {
  guard: Pick<Guard, 'assertAllowed'>;
  timeline: Pick<Timeline, 'record'>;
  retries: RetryBudget;
  breaker: Pick<Breaker, 'isOpen' | 'admit' | 'forget'>;
  turns: Pick<Turns, 'take'>;
  /** Back-off before the second attempt, ms. */
  backoff: number;
  /** The longest that one attempt takes, ms. */
  attemptLimit: number;
  /** What servers are told of who asks: they list it as the device of a session that was begun here. ASCII. */
  userAgent: string;
}

export interface OperateOptions {
  /** Values that must not be repeated: a session's token, a password. */
  conceal?: string[];
  /** Who caused it, for the timeline; `person` when left out. */
  cause?: Cause;
  /** The run that it belongs to. */
  runId?: string;
  /** False: each request is sent once, and a failure is the caller's to judge. A run has its own pace. */
  retry?: boolean;
  /** What its requests do while the server seems to be down; `probe` when left out. */
  whileDown?: WhileDown;
  /** True: the caller has asked the production guard already, for all of its work. */
  permitted?: boolean;
  /** `always`: cookies are kept even if a person has changed the key meanwhile, as the person asked for them. */
  keepsCookies?: 'always';
  /** Called before and after each request that may change the server. */
  changing?: () => void;
  /** Called before each attempt of a request leaves; it leaves only once this has returned. */
  beforeSend?: () => void;
  /** Told of each attempt: its entry in the timeline, where it has one, and its request as a template. */
  recorded?: (entryId: number | null, tried: string) => void;
}

export type SendOptions = Omit<OperateOptions, 'conceal'>;

/** One request of an operation, and what it goes by. */
export interface Call<Answer> {
  target: Target;
  deadline: Deadline;
  wire: Wire;
  options: SendOptions;
  request: ApiRequest<Answer>;
  tried: string;
  scrub: (text: string) => string;
  /** What the operation has read, in bytes, and the Set-Cookie lines of its last answer. */
  tally: { bytes: number; lines: string[] };
}

/** Whether the request changes something on the server. */
export function changes({ method, changes = method !== 'GET' }: ApiRequest<unknown>): boolean {
  return changes;
}

/** No answer before the deadline. */
export function timedOut(tried: string): Failure {
  return failure({ code: 'timed-out', tried, got: 'no complete answer came in time' });
}
