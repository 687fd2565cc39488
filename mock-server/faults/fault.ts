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

/** The form in which a 429 says how long to wait; `huge` is a year, `negative` five seconds ago. */
export interface RetryAfter {
  form: 'seconds' | 'date' | 'huge' | 'negative';
  seconds: number;
}

export type FaultKind = keyof FaultParameters;

interface FaultOf<Kind extends FaultKind> {
  kind: Kind;
  /** The operation's name in the API document, or `*` for every one. */
  operation: string;
  /** How many calls the fault applies to before it is over; `Infinity` for all. */
  times: number;
  /** Only lists of at least so many rows are changed: a look-up that returns a list of one is not. */
  fromRows?: number;
}

/**
 * Something that goes wrong with the next calls of an operation, with or without parameters of its own. Faults of
 * several kinds apply to the same call.
 */
export type Fault =
  FaultOf<FaultKind> | { [Kind in FaultKind]: FaultOf<Kind> & Partial<FaultParameters[Kind]> }[FaultKind];

/** `used`: the session that was idle longest becomes the most recent; `ended`: the first of them signs out. */
export interface SessionEvent {
  what: 'used' | 'ended';
  /** Ids of the sessions that it may apply to; empty: all that the caller can see, except the one that it acts as. */
  ids: readonly string[];
}
