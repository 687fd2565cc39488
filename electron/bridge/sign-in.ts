import { z } from 'zod';

/** Milliseconds since the epoch. */
const Time = z.number().int();

/** Whose phone is asked to sign in. */
export const PushTarget = z.discriminatedUnion('kind', [
  /** The account that last signed in on this session. */
  z.strictObject({ kind: z.literal('session'), sessionId: z.string().min(1).max(64) }),
  z.strictObject({ kind: z.literal('account'), accountId: z.string().regex(/^\d{1,15}$/) }),
  z.strictObject({ kind: z.literal('user'), userId: z.string().min(1).max(256) }),
]);
export type PushTarget = z.infer<typeof PushTarget>;

/** What the phone shows with its question, exactly as it is sent. */
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
  /** When it may be sent: now, or after the cool-down. */
  allowedAt: Time,
  /** How long until then, ms: to be counted down where the page's clock may differ from the host's. */
  allowedIn: z.number().int(),
  /** How many pushes to this target are left for now. */
  triesLeft: z.number().int(),
});
export type PreparedPush = z.infer<typeof PreparedPush>;

/**
 * Where a sign-in stands. `seen`, `confirm` (the phone is asking its owner), `declined` and `no-accounts` are told only
 * by a server with a live channel; without one a sign-in is `waiting` until somebody has signed in.
 */
const phases = ['waiting', 'seen', 'confirm', 'signed-in', 'declined', 'no-accounts'] as const;

/** How who has signed in compares with who was asked. `cannot-tell`: the server, or what is known here, does not say. */
export const approvals = ['expected', 'unexpected', 'cannot-tell'] as const;
export type Approval = (typeof approvals)[number];

/** `blank`: a user id that shows nothing. `mixed-scripts`: letters of several scripts, which may imitate another id. */
export const userMarks = ['blank', 'mixed-scripts'] as const;
export type UserMark = (typeof userMarks)[number];

const Person = z.object({ userId: z.string().nullable(), accountId: z.string().nullable() });

/** A sign-in by QR code or push, as the API tells of it. */
export const SignInAttempt = z.object({
  attemptId: z.string(),
  phase: z.enum(phases),
  /** Whether the server tells of changes by itself; then `signIn.changed` announces each. */
  live: z.boolean(),
  /** `maybe`: the server did not confirm that it took the push, and the phone may be asking anyway. */
  sent: z.enum(['yes', 'maybe']),
  userId: z.string().nullable(),
  accountId: z.string().nullable(),
  userMark: z.enum(userMarks).nullable(),
  /** Null: nobody has signed in yet, or nobody in particular was asked. */
  approval: z.enum(approvals).nullable(),
  /** False: signed in as somebody else than was asked. Null: as `approval`, and also where that cannot be told. */
  asExpected: z.boolean().nullable(),
  /** Who had signed in by this same sign-in before, where it is somebody else now. */
  before: Person.nullable(),
  /** The row of the session in the list. */
  sessionId: z.string(),
  /** The bytes that the QR code holds, base64; null when the server gives none. */
  payload: z.string().nullable(),
  /**
   * For how long the code can be scanned, or the push is waited for: in all, and from now on, ms. To be counted down on
   * a clock that nobody can set. Null: somebody has signed in.
   */
  wait: z.object({ whole: z.number().int(), left: z.number().int() }).nullable(),
  /** What the phone shows with its question; left out for one that an earlier run began. */
  preview: z.object({ checkCode: z.string(), shown: ShownContext }).optional(),
  checkedAt: Time,
});
export type SignInAttempt = z.infer<typeof SignInAttempt>;

/**
 * What a session's row says of the sign-in that was begun on it here. Nobody has completed it: its QR code was `shown`,
 * a push `asked` or `maybe-asked` a phone. Somebody has: `unexpected`, `cannot-tell` whether it is who was asked, or
 * `two-people` one after the other.
 */
export const signInWords = [
  'shown',
  'asked',
  'maybe-asked',
  'unexpected',
  'cannot-tell',
  'two-people',
] as const;
export type SignInWord = (typeof signInWords)[number];
