import { z } from 'zod';
import type { SessionStatus } from '../bridge/session.ts';
import { statuses } from '../query/status.ts';
import { Fields } from './fields.ts';
import type { Row } from './pages/listing.ts';
import { extras } from './rows.ts';

/** The fields that name a Clerk session and decide whether it has ended; other fields are shown if they can be read. */
export const WireSession = z.looseObject({ id: z.string().min(1), status: z.string() });

/** The documented status, or `unknown`. */
export function toStatus(given: string): SessionStatus {
  return statuses.find((status) => status === given) ?? 'unknown';
}

/** Who is impersonating the user, where the session names an actor; `unknown` if it does not say who. */
function actorOf(fields: Fields): string | null {
  const actor = fields.raw('actor');
  if (actor === null || actor === undefined) return null;
  return fields.within('actor').text('sub') ?? 'unknown';
}

/** Converts a Clerk session to a row. */
export function toRow(wire: z.infer<typeof WireSession>): Row {
  const fields = new Fields(wire);
  const activity = fields.within('latest_activity');
  const isMobile = activity.flag('is_mobile');
  const abandonedAt = fields.time('abandon_at');
  return {
    handle: wire.id,
    session: {
      nativeId: wire.id,
      user: { id: fields.id('user_id'), name: null, email: null },
      device: {
        browser: activity.label('browser_name'),
        browserVersion: activity.label('browser_version'),
        os: activity.label('device_type'),
        kind: isMobile === null ? null : isMobile ? 'mobile' : 'desktop',
      },
      userAgent: null,
      ip: activity.text('ip_address'),
      city: activity.label('city'),
      country: activity.label('country'),
      createdAt: fields.time('created_at'),
      lastActiveAt: fields.time('last_active_at'),
      expiresAt: fields.time('expire_at'),
      status: toStatus(wire.status),
      statusGiven: wire.status,
      // A backend key belongs to no session, so none of them is the current one.
      current: null,
      impersonatedBy: actorOf(fields),
      extra: extras({
        client_id: fields.id('client_id'),
        last_active_organization_id: fields.id('last_active_organization_id'),
        abandon_at: abandonedAt === null ? null : new Date(abandonedAt).toISOString(),
      }),
      ...fields.reading,
    },
  };
}
