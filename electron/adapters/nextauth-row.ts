import { z } from 'zod';
import type { Session } from '../bridge/session.ts';
import type { LoginStatus } from './adapter.ts';
import { Fields } from './fields.ts';
import type { Row } from './pages/listing.ts';
import { extras } from './rows.ts';

export const WireStatus = z.looseObject({
  // Documented as optional, but required here: a verdict rests on it, and an answer without it says nothing of the session.
  loggedin: z.boolean(),
});

/** The account number as digits, because it may exceed 2^53. Pushes are addressed to it. */
function accountOf(fields: Fields): string | null {
  const id = fields.id('accountid');
  return id !== null && /^\d+$/.test(id) ? id : null;
}

function canBeAsked(fields: Fields): boolean {
  return fields.flag('canprovoke') === true;
}

/** Normalises base64 or base64url, padded or not, to padded base64; null for other text, which cannot be rendered. */
function base64In(text: string | null): string | null {
  const digits = text?.replaceAll('-', '+').replaceAll('_', '/').replace(/\s+/g, '').replace(/=+$/, '') ?? '';
  if (!/^[A-Za-z\d+/]+$/.test(digits) || digits.length % 4 === 1) return null;
  return digits.padEnd(Math.ceil(digits.length / 4) * 4, '=');
}

/** A nonce's status as the status of its sign-in. */
export function toStatus(wire: z.infer<typeof WireStatus>): LoginStatus {
  const fields = new Fields(wire);
  return {
    signedIn: wire.loggedin,
    userId: fields.id('userid'),
    accountId: accountOf(fields),
    canPush: canBeAsked(fields),
    qr: base64In(fields.text('loginqrdata')),
    liveId: fields.text('hsid'),
  };
}

/** Converts a kept nonce and its status to a row. */
export function toRow(
  { handle, createdAt }: { handle: string; createdAt: number | null },
  wire: z.infer<typeof WireStatus>,
): Row {
  const signedIn = wire.loggedin;
  const fields = new Fields(wire);
  return {
    handle,
    session: {
      // The nonce is the session: whoever knows it can use it.
      nativeId: null,
      user: { id: fields.id('userid'), name: null, email: null },
      device: null,
      userAgent: null,
      ip: null,
      city: null,
      country: null,
      createdAt,
      lastActiveAt: null,
      expiresAt: null,
      status: signedIn ? 'active' : 'ended',
      statusGiven: signedIn ? 'logged in' : 'logged out',
      current: null,
      impersonatedBy: null,
      phone: { accountId: accountOf(fields), canBeAsked: canBeAsked(fields) },
      extra: extras({
        accountid: accountOf(fields),
        canprovoke: fields.flag('canprovoke'),
        pk: fields.text('pk'),
      }),
      ...fields.reading,
    },
  };
}

/** Fills `phone` from `extra`, where earlier versions kept the account. */
export function withPhone(session: Session): Session {
  const { accountid: accountId, canprovoke } = session.extra;
  if (session.phone || accountId === undefined) return session;
  return { ...session, phone: { accountId, canBeAsked: canprovoke === 'true' } };
}
