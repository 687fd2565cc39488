import { isDeepStrictEqual } from 'node:util';
import type { Connection } from '../../bridge/connection.ts';
import { BridgeError, failure, type Failure } from '../../bridge/failure.ts';
import type { hindrances } from '../../bridge/revocation.ts';
import type { Operations } from '../lists/operations.ts';
import type { Guard } from '../guard/guard.ts';

/** Why nothing may be sent now. */
export interface Hindrance {
  why: (typeof hindrances)[number];
  failure: Failure;
}

export interface PermissionPorts {
  operations: Pick<Operations, 'connections'>;
  guard: Pick<Guard, 'assertAllowed'>;
  /** Whether Sessiondeck is locked. */
  isLocked: () => boolean;
}

/**
 * Why a confirmed run on this connection may send nothing now; null: it may. `planned` is the connection as it was at
 * confirmation, because what was planned for one server must not be sent to another.
 */
export function hindranceOf(
  { operations, guard, isLocked }: PermissionPorts,
  planned: Connection,
): Hindrance | null {
  const tried = 'revocation.sendNow';
  const now = operations.connections().find(({ id }) => id === planned.id);
  if (!now || !isSameServer(now, planned)) {
    const got = now
      ? 'the connection has another address or other settings now: undo this, and plan it again'
      : 'the connection is gone';
    return { why: 'connection-changed', failure: failure({ code: 'invalid', tried, got, next: 'refresh' }) };
  }
  if (isLocked()) {
    const got = 'Sessiondeck is locked';
    return { why: 'locked', failure: failure({ code: 'invalid', tried, got, next: 'refresh' }) };
  }
  try {
    guard.assertAllowed(now, tried);
    return null;
  } catch (error) {
    if (error instanceof BridgeError) return { why: 'not-allowed', failure: error.failure };
    throw error;
  }
}

function isSameServer(one: Connection, other: Connection): boolean {
  return one.baseUrl === other.baseUrl && isDeepStrictEqual(one.settings, other.settings);
}
