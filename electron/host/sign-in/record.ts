import { z } from 'zod';

/** A person who is signed in, or was asked to be, as far as known. */
export const Person = z.object({ userId: z.string().nullable(), accountId: z.string().nullable() });
export type Person = z.infer<typeof Person>;

/** A sign-in that was started here, stored with its nonce in the keychain so that it survives a crash. */
export const SignInRecord = z.object({
  id: z.string(),
  way: z.enum(['qr', 'push']),
  /** When it was started, ms since the epoch. */
  at: z.number(),
  /** Whether the nonce was created for this sign-in; otherwise it belongs to an existing session. */
  fresh: z.boolean(),
  /** The person who was asked; both ids null if unknown. Null: a QR code, which anybody may scan. */
  expected: Person.nullable(),
  /** `maybe`: the server has not confirmed that it took the push. */
  sent: z.enum(['yes', 'maybe']),
  /** Whether the server has accepted a logout after the sign-in was given up. */
  loggedOut: z.boolean(),
  /** The person first seen signed in by it; null: nobody yet. */
  by: Person.nullable(),
  /** A different person seen signed in by it, before or after; null: none. */
  other: Person.nullable().default(null),
});
export type SignInRecord = z.infer<typeof SignInRecord>;
