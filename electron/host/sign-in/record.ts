import { z } from 'zod';

/** Who is signed in, or was asked to be, as far as it is known. */
export const Person = z.object({ userId: z.string().nullable(), accountId: z.string().nullable() });
export type Person = z.infer<typeof Person>;

/** A sign-in that was begun here, kept with its nonce in the keychain: it must survive a crash of Sessiondeck. */
export const SignInRecord = z.object({
  id: z.string(),
  way: z.enum(['qr', 'push']),
  /** When it was begun, ms since the epoch. */
  at: z.number(),
  /** Whether the nonce was made for this sign-in; otherwise somebody had signed in on it before. */
  fresh: z.boolean(),
  /** Who was asked; both parts null when that is not known. Null: a QR code, which anybody may scan. */
  expected: Person.nullable(),
  /** `maybe`: the server has not confirmed that it took the push. */
  sent: z.enum(['yes', 'maybe']),
  /** Whether the server has accepted a logout after the sign-in was given up. */
  loggedOut: z.boolean(),
  /** Who was first seen signed in by it; null: nobody yet. */
  by: Person.nullable(),
  /** Somebody else who was seen signed in by it, before or after; null: nobody. */
  other: Person.nullable().default(null),
});
export type SignInRecord = z.infer<typeof SignInRecord>;
