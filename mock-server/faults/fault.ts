import type { ServerResponse } from 'node:http';
import type { Answer, ReceivedRequest } from '../api.ts';
import type { Manners, Refusal } from '../manners.ts';

/** What can be set for each kind of fault; `faultDefaults` has what is used otherwise. */
export interface FaultParameters {
  latency: { ms: number; jitterMs: number };
  status: { status: number; retryAfterSeconds: number };
  'retry-after': RetryAfter;
  'x-retry-after': RetryAfter;
  'status-500': object;
  'status-502': object;
  'status-503': object;
  'drop-before': object;
  'drop-after': object;
  'half-body': object;
  drip: { ms: number };
  stall: object;
  'wrong-type': { contentType: string };
  html: { status: number };
  'corrupt-gzip': object;
  'corrupt-br': object;
  bomb: { megabytes: number };
  'deep-json': { levels: number };
  proto: object;
  redirect: { status: 301 | 302 | 303 | 307 | 308 };
  'does-nothing': object;
  'clock-skew': { hours: number };
  'endless-pages': { ids: 'new' | 'repeated' };
  'duplicate-ids': object;
  'hidden-row': Chosen;
  'hidden-row-uncounted': Chosen;
  'duplicate-row': Chosen;
  'unreadable-row': Chosen;
  'own-row-missing': object;
  'foreign-list': object;
  'wrong-total': { by: number };
  'page-cap': { rows: number };
  'empty-page': object;
  'repeated-page': object;
  'rows-move': Chosen;
  'row-ends': Chosen;
  'gateway-404': { form: 'html' | 'empty' | 'json' };
  'partial-status': { form: 'missing' | 'empty' | 'error' | 'number' | 'other-id' };
  'only-cookie-deleted': object;
  'other-cookie-name': { name: string };
  'cookie-cache': { seconds: number };
}

/** The ids or tokens of the rows that a fault may choose; empty: it chooses for itself. */
export interface Chosen {
  ids: readonly string[];
}

/** In what form a 429 says how long to wait; `huge` is a year, `negative` five seconds ago. */
export interface RetryAfter {
  form: 'seconds' | 'date' | 'huge' | 'negative';
  seconds: number;
}

export type FaultKind = keyof FaultParameters;

interface FaultOf<Kind extends FaultKind> {
  kind: Kind;
  /** The operation's name in the API document, or `*` for every one. */
  operation: string;
  /** How many calls it befalls before it is over; `Infinity` for all. */
  times: number;
  /** Only lists of at least so many rows are changed: a look-up that is a list of one is spared. */
  fromRows?: number;
}

/**
 * Something that goes wrong with the next calls of an operation, with or without parameters of its own. Faults of
 * several kinds befall the same call.
 */
export type Fault =
  FaultOf<FaultKind> | { [Kind in FaultKind]: FaultOf<Kind> & Partial<FaultParameters[Kind]> }[FaultKind];

/** How the normal answer is to be made. */
export interface CallChanges {
  query?: URLSearchParams;
  /** What differs from the API's usual manners, for this call alone. */
  manners?: Partial<Manners>;
  /** On a copy of the data, which is then thrown away. */
  withoutEffect?: boolean;
}

/** One call that a fault befalls. */
export interface Incident {
  operation: string;
  request: ReceivedRequest;
  /** Its query, as the faults before have changed it. */
  query: URLSearchParams;
  now: number;
  /** Another origin of this machine, which counts who comes. */
  elsewhere: string;
  errorStatuses: readonly number[];
  /** The API's own error answer. */
  refuse: (refusal: Refusal) => Answer;
  /** The normal answer, with its effect. */
  answer: (changes: CallChanges) => Answer;
  /** Lets something happen to a session that nobody asked for; APIs that do not page ignore it. */
  happen: (event: SessionEvent) => void;
}

/** `used`: the session that was idle longest becomes the most recent; `ended`: the first of them signs out. */
export interface SessionEvent {
  what: 'used' | 'ended';
  /** Which sessions it may befall; empty: any of the caller's but its own. */
  ids: readonly string[];
}

/** What a kind of fault does, at each point of a call where it can do something. */
export interface Behaviour<Parameters> {
  /** A short sentence for a menu. */
  words: string;
  /** The APIs that it can befall; all of them when left out. */
  apis?: readonly string[];
  defaults: Parameters;
  waitMs?(parameters: Parameters): number;
  /** Answers in place of the operation, which then has no effect. */
  instead?(incident: Incident, parameters: Parameters): Answer;
  call?(incident: Incident, parameters: Parameters): CallChanges;
  change?(answer: Answer, parameters: Parameters, incident: Incident): Answer;
  /** Once the answer is made, before it is sent. */
  after?(incident: Incident, parameters: Parameters): void;
  send?(response: ServerResponse, answer: Answer, parameters: Parameters): void;
}

export type Behaviours<Kinds extends FaultKind> = { [Kind in Kinds]: Behaviour<FaultParameters[Kind]> };

/** The answer with its JSON changed; one without JSON stays as it is. */
export function changeJson(answer: Answer, change: (value: unknown) => unknown): Answer {
  const isJson = String(answer.headers['content-type']).startsWith('application/json');
  if (!isJson || answer.body.length === 0) return answer;
  return { ...answer, body: JSON.stringify(change(JSON.parse(answer.body.toString()))) };
}

/** The answer with other content, called JSON where it had no type. */
export function withBody(answer: Answer, body: Answer['body'], headers: Answer['headers'] = {}): Answer {
  return { ...answer, headers: { 'content-type': 'application/json', ...answer.headers, ...headers }, body };
}
