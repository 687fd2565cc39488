import { z } from 'zod';
import { Evidence } from './evidence.ts';
import { FailureShape } from './crossing/failure-shape.ts';
import { Gap, Session } from './session.ts';

/** Milliseconds since the epoch. */
const Time = z.number().int();

/** The scopes of a plan. `everything` includes the current session; no other scope of several sessions does. */
export const scopes = ['one', 'selected', 'matching', 'others', 'everything'] as const;
export type Scope = (typeof scopes)[number];

/** One request as it will be sent: the path is filled in, except for secrets. */
export const PlannedCall = z.object({ method: z.string(), path: z.string() });
export type PlannedCall = z.infer<typeof PlannedCall>;

export const PlannedSession = z.object({
  session: Session,
  /** Null where one call ends all sessions: see the plan's `oneCall`. */
  call: PlannedCall.nullable(),
  /** The server decides whether this session ends too: it is not counted, and neither outcome is a fault. */
  mayStay: z.boolean(),
});
export type PlannedSession = z.infer<typeof PlannedSession>;

/** One difference between a rebuilt plan and the plan that the person saw. */
export const PlanChange = z.object({
  what: z.enum(['added', 'gone', 'changed', 'in-open-run']),
  session: Session,
});
export type PlanChange = z.infer<typeof PlanChange>;

/** Exactly what will be sent, and the expected outcome. Nothing is sent before the plan is confirmed. */
export const Plan = z.object({
  id: z.string(),
  connectionId: z.string(),
  scope: z.enum(scopes),
  items: z.array(PlannedSession),
  /** How many live sessions of the list are expected to stay. */
  stays: z.number().int(),
  /** Sessions in scope that an open run already has: they are left out, and that run decides whether they end. */
  inOpenRun: z.array(z.object({ runId: z.string(), sessions: z.array(Session) })),
  /** The list that the plan was made from, and why it may lack sessions. */
  listed: z.object({
    rows: z.number().int(),
    total: z.number().int().nullable(),
    gaps: z.array(Gap),
  }),
  /** The API's single call that ends everything, where the plan uses it. */
  oneCall: PlannedCall.nullable(),
  calls: z.number().int(),
  /**
   * Estimated duration, ms: sending at the API's known rate, plus one lookup for each session that the list cannot
   * settle. `rate` is that rate, where documented.
   */
  estimate: z.number(),
  rate: z.object({ requests: z.number(), seconds: z.number() }).nullable(),
  /** False: a listed session may be the one that our own key acts as, and the API does not say which. */
  currentKnown: z.boolean(),
  /** What the confirmation must include. */
  needs: z.object({
    /** Must be confirmed in a dialog. */
    question: z.boolean(),
    /** The connection's name, typed. */
    name: z.boolean(),
    reason: z.enum(['required', 'asked', 'no']),
    /** An acknowledgement that our own session may be included, because the API does not say which it is. */
    currentUnknown: z.boolean(),
  }),
  /** How long the run waits before anything is sent, ms; 0: not at all; null: until `revocation.sendNow`. */
  undo: z.number().int().nullable(),
  madeAt: Time,
  expiresAt: Time,
  /** Time until `expiresAt`, ms: a countdown on it survives a wrong or reset clock. */
  expiresIn: z.number().int(),
  /** Differences from the plan that this one replaces. Empty for a first plan. */
  changes: z.array(PlanChange),
});
export type Plan = z.infer<typeof Plan>;

/** The state of one planned session. The last four are final; only a `mayStay` session can be `kept`. */
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

/** `expired`: the session reached its own expiry, whether or not the call ended it first. */
const verdicts = ['ended', 'still-there', 'expired', 'cannot-be-checked'] as const;

export const RunItem = z.object({
  session: Session,
  mayStay: z.boolean(),
  state: z.enum(itemStates),
  /** How often its call was sent. If more than once, the server may already have acted on the first. */
  attempts: z.number().int(),
  /** Why the API's call failed, if it did; the session can have ended anyway. For `not-sent`: why not. */
  callFailure: FailureShape.nullable(),
  /** The conclusion from the evidence; null before the read-back, and for a session that no call was sent for. */
  verdict: z.enum(verdicts).nullable(),
  /** The grounds of the verdict. Null beside a verdict: it dates from before evidence was recorded. */
  evidence: Evidence.nullable(),
  checkFailure: FailureShape.nullable(),
  /** Until then, tokens already issued may still work. Null: none outlives the session, as far as documented. */
  mayWorkUntil: Time.nullable(),
});
export type RunItem = z.infer<typeof RunItem>;

export const runStates = [
  'waiting', // confirmed, nothing sent: can be undone
  'sending',
  'paused', // nothing new is sent until `pause.until`, or until the person resumes
  'reading-back',
  'done',
  'undone', // undone before anything was sent
  'interrupted', // Sessiondeck quit midway; what was known is on disk, nothing resumes automatically
] as const;
export type RunState = (typeof runStates)[number];

/** Once a run is over, planned = ended + failed + notSent + unknown; before that the rest is `open`. */
export const Totals = z.object({
  planned: z.number().int(),
  open: z.number().int(),
  ended: z.number().int(),
  failed: z.number().int(),
  notSent: z.number().int(),
  unknown: z.number().int(),
});
export type Totals = z.infer<typeof Totals>;

/** Why nothing may be sent at present, although the run was confirmed. */
export const hindrances = [
  'locked', // Sessiondeck is locked
  'not-allowed', // changes are not allowed on this production connection
  'connection-changed', // the connection was removed, or its address or settings have changed since the confirmation
] as const;
/** Why a run waits longer than its undo window. Only `reopened` has a `sendsAt`; the others wait for `sendNow`. */
const delays = [
  'reopened', // Sessiondeck stalled for up to a minute, so the window was reopened in full
  'held-up', // that happened three times
  'slept', // the computer slept, its clock was set, or Sessiondeck stalled for longer than a minute
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
  /** When the undo window closes; null: it has closed, or it closes when the person says so. */
  sendsAt: Time.nullable(),
  /** Time until `sendsAt`, ms; null when that is. */
  sendsIn: z.number().int().nullable(),
  /** Why a waiting run was not sent when its undo window should have closed; null: the window is still open. */
  delay: z.enum(delays).nullable(),
  /** `until` null: until the person resumes. */
  pause: z.object({ why: z.enum(pauseReasons), until: Time.nullable() }).nullable(),
  /** Why sending stopped before the end, if it did. */
  stopped: FailureShape.nullable(),
  totals: Totals,
});
export type RunSummary = z.infer<typeof RunSummary>;

/** Sessions still there; `count` null: not known. */
export const Left = z.object({ count: z.number().int().nullable(), gaps: z.array(Gap) });
export type Left = z.infer<typeof Left>;

/** A confirmed plan while it is carried out, and its outcome. */
export const Run = RunSummary.extend({
  reason: z.string(),
  items: z.array(RunItem),
  /** Sessions that ended although no run was to end them. */
  endedUnasked: z.array(Session),
  /** The evidence for each of those, by session id. */
  unaskedEvidence: z.record(z.string(), Evidence),
  /** Live sessions that appeared after the run began: reported, not ended. */
  appeared: z.array(Session),
  /** For `everything` and `matching`: the sessions in scope that remain, or why that is unknown. Null: none. */
  left: Left.nullable(),
  /** The active session afterwards, if it has changed. */
  nowActive: Session.nullable(),
  /** Why the outcome could not be written to the audit log; null when it was. */
  notRecorded: FailureShape.nullable(),
});
export type Run = z.infer<typeof Run>;
