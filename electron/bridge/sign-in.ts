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
const PushContext = z.object({
  ip: z.string(),
  userAgent: z.string(),
  info: z.record(z.string(), z.string()),
  /** Image, base64. */
  logo: z.string().nullable(),
});

export const PreparedPush = z.object({
  pushId: z.string(),
  shown: PushContext,
  /** Two digits, also shown on the phone: the person compares them. */
  checkCode: z.string(),
  /** When it may be sent: now, or after the cool-down. */
  allowedAt: Time,
  /** How many pushes to this target are left for now. */
  triesLeft: z.number().int(),
});
export type PreparedPush = z.infer<typeof PreparedPush>;

/**
 * Where a sign-in stands. `seen`, `confirm` (the phone is asking its owner), `declined` and `no-accounts` are told only
 * by a server with a live channel; without one a sign-in is `waiting` until somebody has signed in.
 */
const phases = ['waiting', 'seen', 'confirm', 'signed-in', 'declined', 'no-accounts'] as const;

/** A sign-in by QR code or push, as the API tells of it. */
export const SignInAttempt = z.object({
  attemptId: z.string(),
  phase: z.enum(phases),
  /** Whether the server tells of changes by itself; then `signIn.changed` announces each. */
  live: z.boolean(),
  userId: z.string().nullable(),
  accountId: z.string().nullable(),
  /** False: signed in as somebody else than was asked. Null: nobody in particular was asked. */
  asExpected: z.boolean().nullable(),
  /** The bytes that the QR code holds, base64; null when the server gives none. */
  payload: z.string().nullable(),
  checkedAt: Time,
});
export type SignInAttempt = z.infer<typeof SignInAttempt>;
