import { hash } from 'node:crypto';
import { identityOf } from '../../adapters/cookies/device-cookies.ts';
import type { Session } from '../../bridge/session.ts';

/** The row id: stable across readings and starts; only the host can map it back to a handle. */
export function rowId(
  connectionId: string,
  { handle, session }: { handle: string; session: Pick<Session, 'nativeId'> },
): string {
  return hash('sha256', `${connectionId}\n${session.nativeId ?? identityOf(handle)}`, 'base64url').slice(
    0,
    22,
  );
}

/** The row id of a session that has no id besides its handle. */
export function idOfHandle(connectionId: string, handle: string): string {
  return rowId(connectionId, { handle, session: { nativeId: null } });
}
