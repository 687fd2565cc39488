import { z } from 'zod';
import { handleOf, type NamedCookie } from './cookies/device-cookies.ts';
import { Fields, Id } from './fields.ts';
import type { Row } from './pages/listing.ts';
import { extras } from './rows.ts';

/** One session of a device, with its user. */
export const WireRow = z.looseObject({
  session: z.looseObject({
    // Before 1.5 a server with secondaryStorage sends no id: only the token names the session.
    id: Id.optional(),
    token: z.string().min(1),
  }),
});

/**
 * Converts a listed session to a row.
 * @param listedUnder the cookies that were sent for it
 * @param active token of the active session; '' when there is none, null when it is not known
 */
export function toRow(
  { session, user }: z.infer<typeof WireRow>,
  listedUnder: NamedCookie[],
  active: string | null,
): Row {
  const fields = new Fields(session, 'session.');
  const person = new Fields(user, 'user.', fields);
  return {
    handle: listedUnder.length > 0 ? handleOf(listedUnder, session.id !== undefined) : session.token,
    session: {
      nativeId: session.id ?? null,
      user: {
        id: person.id('id') ?? fields.id('userId'),
        name: person.text('name'),
        email: person.text('email'),
      },
      device: null,
      userAgent: fields.label('userAgent'),
      ip: fields.text('ipAddress'),
      city: null,
      country: null,
      createdAt: fields.time('createdAt'),
      lastActiveAt: fields.time('updatedAt'),
      expiresAt: fields.time('expiresAt'),
      // The list holds live sessions only; the API gives no status.
      status: 'active',
      statusGiven: null,
      current: active === null ? null : session.token === active,
      impersonatedBy: fields.text('impersonatedBy'),
      extra: extras({
        emailVerified: person.flag('emailVerified'),
        activeOrganizationId: fields.text('activeOrganizationId'),
      }),
      ...fields.reading,
    },
  };
}
