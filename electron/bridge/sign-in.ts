import { z } from 'zod';
import type { signInWords } from '../query/status.ts';

/** Milliseconds since the epoch. */
const Time = z.number().int();

/** Whose phone to ask for a sign-in. */
export const PushTarget = z.discriminatedUnion('kind', [
  /** The account that last signed in on this session. */
  z.strictObject({ kind: z.literal('session'), sessionId: z.string().min(1).max(64) }),
  z.strictObject({ kind: z.literal('account'), accountId: z.string().regex(/^\d{1,15}$/) }),
  z.strictObject({ kind: z.literal('user'), userId: z.string().min(1).max(256) }),
]);
export type PushTarget = z.infer<typeof PushTarget>;

/** Exactly what the phone shows with its question. */
const ShownContext = z.object({
  ip: z.string(),
  userAgent: z.string(),
  info: z.record(z.string(), z.string()),
  /** Image, base64. */
  logo: z.string().nullable(),
});

export const PreparedPush = z.object({
  pushId: z.string(),
  shown: ShownContext,
  /** Two digits, also shown on the phone: the person compares them. */
  checkCode: z.string(),
  /** The earliest time it may be sent: now, or after the cool-down. */
  allowedAt: Time,
  /** Time until `allowedAt`, ms: for a countdown where the page's clock may differ from the host's. */
  allowedIn: z.number().int(),
  /** How many pushes to this target are left for now. */
  triesLeft: z.number().int(),
});
export type PreparedPush = z.infer<typeof PreparedPush>;

/**
 * Where a sign-in stands. Only a server with a live channel reports `seen`, `confirm` (the phone is asking its owner),
 * `declined` and `no-accounts`; without one a sign-in is `waiting` until somebody has signed in.
 */
const phases = ['waiting', 'seen', 'confirm', 'signed-in', 'declined', 'no-accounts'] as const;

/** Whether the person who signed in is the one who was asked. `cannot-tell`: neither the server nor our data says. */
export const approvals = ['expected', 'unexpected', 'cannot-tell'] as const;
export type Approval = (typeof approvals)[number];

/** `blank`: a user id without visible characters. `mixed-scripts`: letters of several scripts may imitate another id. */
export const userMarks = ['blank', 'mixed-scripts'] as const;
export type UserMark = (typeof userMarks)[number];

const Person = z.object({ userId: z.string().nullable(), accountId: z.string().nullable() });

/** A sign-in by QR code or push, as the API reports it. */
export const SignInAttempt = z.object({
  attemptId: z.string(),
  phase: z.enum(phases),
  /** Whether the server pushes changes; if so, each is announced by `signIn.changed`. */
  live: z.boolean(),
  /** `maybe`: the server did not confirm the push, but the phone may be asking anyway. */
  sent: z.enum(['yes', 'maybe']),
  userId: z.string().nullable(),
  accountId: z.string().nullable(),
  userMark: z.enum(userMarks).nullable(),
  /** Null: nobody has signed in yet, or no particular person was asked. */
  approval: z.enum(approvals).nullable(),
  /** False: somebody other than the person asked has signed in. Null: as for `approval`, or it cannot be told. */
  asExpected: z.boolean().nullable(),
  /** Who had signed in by this sign-in earlier, if somebody else has since. */
  before: Person.nullable(),
  /** Row id of the session in the list. */
  sessionId: z.string(),
  /** The content of the QR code, base64; null when the server gives none. */
  payload: z.string().nullable(),
  /**
   * How long the code can be scanned or the push is waited for, ms: in total, and from now on. A countdown on it survives
   * a wrong or reset clock. Null: somebody has signed in.
   */
  wait: z.object({ whole: z.number().int(), left: z.number().int() }).nullable(),
  /** What the phone shows with its question; absent for a sign-in that an earlier start began. */
  preview: z.object({ checkCode: z.string(), shown: ShownContext }).optional(),
  checkedAt: Time,
});
export type SignInAttempt = z.infer<typeof SignInAttempt>;

/** What we know of a sign-in on a session. */
export type SignInWord = (typeof signInWords)[number];
