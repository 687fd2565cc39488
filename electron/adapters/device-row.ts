import { z } from 'zod';
import type { Row } from './adapter.ts';
import { handleOf, type NamedCookie } from './device-cookies.ts';
import { extras, filled, isoTime } from './rows.ts';

/** One session of a device, and whose it is. */
export const WireRow = z.object({
  session: z.object({
    // Before 1.5 a server with secondaryStorage gives none: only the token names the session.
    id: z.string().min(1).optional(),
    token: z.string().min(1),
    expiresAt: z.string().nullish(),
    createdAt: z.string().nullish(),
    updatedAt: z.string().nullish(),
    ipAddress: z.string().nullish(),
    userAgent: z.string().nullish(),
    impersonatedBy: z.string().nullish(),
    activeOrganizationId: z.string().nullish(),
  }),
  user: z.object({
    id: z.string().nullish(),
    name: z.string().nullish(),
    email: z.string().nullish(),
    emailVerified: z.boolean().nullish(),
  }),
});

/**
 * @param listedUnder the cookies that were sent for it
 * @param active token of the active session; '' when there is none, null when it is not known
 */
export function toRow(
  { session, user }: z.infer<typeof WireRow>,
  listedUnder: NamedCookie[],
  active: string | null,
): Row {
  return {
    handle: listedUnder.length > 0 ? handleOf(listedUnder, session.id !== undefined) : session.token,
    session: {
      nativeId: session.id ?? null,
      user: { id: user.id ?? null, name: filled(user.name), email: filled(user.email) },
      device: null,
      userAgent: filled(session.userAgent),
      ip: filled(session.ipAddress),
      city: null,
      country: null,
      createdAt: isoTime(session.createdAt),
      lastActiveAt: isoTime(session.updatedAt),
      expiresAt: isoTime(session.expiresAt),
      // The list holds live sessions only; the API gives no status.
      status: 'active',
      statusGiven: null,
      current: active === null ? null : session.token === active,
      impersonatedBy: filled(session.impersonatedBy),
      extra: extras({
        emailVerified: user.emailVerified,
        activeOrganizationId: session.activeOrganizationId,
      }),
    },
  };
}
