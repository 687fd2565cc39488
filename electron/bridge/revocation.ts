import { z } from 'zod';
import { Evidence } from './evidence.ts';
import { FailureShape } from './crossing/failure-shape.ts';
import { Gap, Session } from './session.ts';

/** Milliseconds since the epoch. */
const Time = z.number().int();

/** What a plan can be made for. `everything` includes the current session, and is the only one of several that does. */
export const scopes = ['one', 'selected', 'matching', 'others', 'everything'] as const;
export type Scope = (typeof scopes)[number];

/** One request as it will be sent: the path is filled in, but for what may not be shown. */
export const PlannedCall = z.object({ method: z.string(), path: z.string() });
export type PlannedCall = z.infer<typeof PlannedCall>;

export const PlannedSession = z.object({
  session: Session,
  /** Null where one call ends all: see the plan's `oneCall`. */
  call: PlannedCall.nullable(),
  /** The server decides whether this one ends too: not counted, and neither outcome is a fault. */
  mayStay: z.boolean(),
});
export type PlannedSession = z.infer<typeof PlannedSession>;

/** How a rebuilt plan differs from the one that the person saw. */
export const PlanChange = z.object({
  what: z.enum(['added', 'gone', 'changed', 'in-open-run']),
  session: Session,
});
export type PlanChange = z.infer<typeof PlanChange>;

/** Exactly what will be sent, and what is expected of it. Nothing is sent before it is confirmed. */
export const Plan = z.object({
  id: z.string(),
  connectionId: z.string(),
  scope: z.enum(scopes),
  items: z.array(PlannedSession),
  /** Live sessions of the list that are expected to stay. */
  stays: z.array(Session),
  /** Sessions that were meant too and are left out, since an open run has them: they end, or stay, with that. */
  inOpenRun: z.array(z.object({ runId: z.string(), sessions: z.array(Session) })),
  /** The list that the plan was made of, and why it may lack sessions. */
  listed: z.object({
    rows: z.number().int(),
    total: z.number().int().nullable(),
    gaps: z.array(Gap),
  }),
  /** The API's one call for everything, where the plan uses it. */
  oneCall: PlannedCall.nullable(),
  calls: z.number().int(),
  /**
   * How long sending takes at the API's known rate, and asking by name where the list cannot settle it, ms; `rate` is
   * that rate, where one is documented.
   */
  estimate: z.number(),
  rate: z.object({ requests: z.number(), seconds: z.number() }).nullable(),
  /** False: a session of the list may be the one that our own key acts as, and nobody knows which. */
  currentKnown: z.boolean(),
  /** What has to be given with the confirmation. */
  needs: z.object({
    /** A look at the plan: a question is to be answered before anything happens. */
    question: z.boolean(),
    /** The connection's name, typed. */
    name: z.boolean(),
    reason: z.enum(['required', 'asked', 'no']),
    /** That our own session may be among them, as the API does not say which it is. */
    currentUnknown: z.boolean(),
  }),
  /** How long the sessions wait before anything is sent, ms; 0: not at all; null: until `revocation.sendNow`. */
  undo: z.number().int().nullable(),
  madeAt: Time,
  expiresAt: Time,
  /** How long until then, ms: to be counted down on a clock that nobody can set. */
  expiresIn: z.number().int(),
  /** Against the plan that this one replaces. Empty for a first one. */
  changes: z.array(PlanChange),
});
export type Plan = z.infer<typeof Plan>;

/** Where one planned session stands. The last four are final; `kept` only befalls one that `mayStay`. */
export const itemStates = [
  'waiting',
  'sending',
  'sent',
  'ended',
  'failed',
  'not-sent',
  'unknown',
  'kept',
] as const;
export type ItemState = (typeof itemStates)[number];

/** `expired`: its own time was up, whether or not the call ended it first. */
const verdicts = ['ended', 'still-there', 'expired', 'cannot-be-checked'] as const;

export const RunItem = z.object({
  session: Session,
  mayStay: z.boolean(),
  state: z.enum(itemStates),
  /** How often its call was sent. More than once: the server may have done it the first time. */
  attempts: z.number().int(),
  /** Why the API's call failed, if it did; the session can have ended anyway. For `not-sent`: why not. */
  callFailure: FailureShape.nullable(),
  /** What the evidence says; null before the read-back, and for a session that nothing was sent for. */
  verdict: z.enum(verdicts).nullable(),
  /** What the verdict rests on. Null beside a verdict: it was given before evidence was recorded. */
  evidence: Evidence.nullable(),
  checkFailure: FailureShape.nullable(),
  /** Tokens already issued may work until then. Null: none outlive the session, as far as documented. */
  mayWorkUntil: Time.nullable(),
});
export type RunItem = z.infer<typeof RunItem>;

export const runStates = [
  'waiting', // confirmed, nothing sent: can be undone
  'sending',
  'paused', // nothing new is sent until `pause.until`, or until the person says so
  'reading-back',
  'done',
  'undone', // taken back before anything was sent
  'interrupted', // Sessiondeck ended in the middle; what was known is on disk, nothing is resumed by itself
] as const;
export type RunState = (typeof runStates)[number];

/** planned = ended + failed + notSent + unknown, once a run is over; before that the rest is `open`. */
export const Totals = z.object({
  planned: z.number().int(),
  open: z.number().int(),
  ended: z.number().int(),
  failed: z.number().int(),
  notSent: z.number().int(),
  unknown: z.number().int(),
});
export type Totals = z.infer<typeof Totals>;

/** Why nothing may be sent at present, though it was confirmed. */
export const hindrances = [
  'locked', // Sessiondeck is locked
  'not-allowed', // changes are not allowed on this production connection
  'connection-changed', // the connection has another address or other settings than when this was confirmed, or is gone
] as const;
/** Why a run waits for longer than its undo window. Only `reopened` has a `sendsAt`; the others wait for `sendNow`. */
const delays = [
  'reopened', // Sessiondeck was held up for up to a minute, so the window was opened again in full
  'held-up', // that happened three times
  'slept', // the computer slept or its clock was set, or Sessiondeck was held up for longer than a minute
  ...hindrances,
] as const;
export type RunDelay = (typeof delays)[number];
const pauseReasons = ['person', 'rate-limited', 'server-down', ...hindrances] as const;

/** A run without its sessions. */
export const RunSummary = z.object({
  id: z.string(),
  connectionId: z.string(),
  scope: z.enum(scopes),
  state: z.enum(runStates),
  startedAt: Time,
  endedAt: Time.nullable(),
  /** When the undo window closes; null: when the person says so, or when it is over. */
  sendsAt: Time.nullable(),
  /** How long until then, ms; null when `sendsAt` is. */
  sendsIn: z.number().int().nullable(),
  /** Why a run that waits was not sent when its undo window was to close; null: it was not to close yet. */
  delay: z.enum(delays).nullable(),
  /** `until` null: until the person resumes. */
  pause: z.object({ why: z.enum(pauseReasons), until: Time.nullable() }).nullable(),
  /** Why sending stopped before the end, if it did. */
  stopped: FailureShape.nullable(),
  totals: Totals,
});
export type RunSummary = z.infer<typeof RunSummary>;

/** `count` null: not known. */
export const Left = z.object({ count: z.number().int().nullable(), gaps: z.array(Gap) });
export type Left = z.infer<typeof Left>;

/** A confirmed plan on its way, or what became of it. */
export const Run = RunSummary.extend({
  reason: z.string(),
  items: z.array(RunItem),
  /** Sessions that ended though nobody asked for it. */
  endedUnasked: z.array(Session),
  /** What each of those rests on, by session id. */
  unaskedEvidence: z.record(z.string(), Evidence),
  /** Live sessions that were not there when the run began: named, not ended. */
  appeared: z.array(Session),
  /** Of `everything` and `matching`: who is left of those that were meant, or why that is not known. Null: nobody. */
  left: Left.nullable(),
  /** The active session afterwards, when it is another one than before. */
  nowActive: Session.nullable(),
  /** Why the outcome could not be written to the audit log, when it could not. */
  notRecorded: FailureShape.nullable(),
});
export type Run = z.infer<typeof Run>;
