import type { Connection } from '../../bridge/connection.ts';
import { fail } from '../../bridge/failure.ts';

/** How long changes are allowed for, ms. */
export const leaveFor = 15 * 60_000;

/** Connections of kind production are read-only until a person allows changes, for a quarter of an hour each time. */
export interface Guard {
  /** Throws `read-only` for a production connection on which changes are not allowed at present. */
  assertAllowed(connection: Connection, tried?: string): void;
  /** Until when changes are allowed, ms since the epoch; null: they are not. */
  until(connectionId: string): number | null;
  /** How long until then, ms; null: they are not. */
  left(connectionId: string): number | null;
  /** Allows changes, from now on and for 15 minutes. */
  allow(connection: Connection): void;
  /** Makes the connection read-only again; gives back whether changes had been allowed. */
  end(connectionId: string): boolean;
  /** Ends what was allowed on connections that are gone, or have another kind or address by now. */
  review(connections: readonly Connection[]): void;
  close(): void;
}

interface Leave {
  connection: Connection;
  until: number;
  timer: NodeJS.Timeout;
}

/** `changed` is told when changes were allowed, or no longer are, also because the time has run out. */
export function openGuard(
  changed: (connectionId: string) => void,
  now: () => number = () => Date.now(),
): Guard {
  const leaves = new Map<string, Leave>();

  function until(connectionId: string): number | null {
    const leave = leaves.get(connectionId);
    const left = leave ? leave.until - now() : 0;
    // More than there can be left: the clock was set back.
    return leave && left > 0 && left <= leaveFor ? leave.until : null;
  }

  function end(connectionId: string): boolean {
    const wasOpen = until(connectionId) !== null;
    clearTimeout(leaves.get(connectionId)?.timer);
    if (leaves.delete(connectionId)) changed(connectionId);
    return wasOpen;
  }

  return {
    assertAllowed({ id, kind }, tried = 'a change') {
      if (kind !== 'production' || until(id) !== null) return;
      const got = 'this connection is of kind production, and changes are not allowed on it at present';
      fail({ code: 'read-only', tried, got });
    },
    until,
    left(connectionId) {
      const at = until(connectionId);
      return at === null ? null : at - now();
    },
    allow(connection) {
      clearTimeout(leaves.get(connection.id)?.timer);
      const timer = setTimeout(() => end(connection.id), leaveFor);
      // Only tells the page: what decides is the clock.
      timer.unref();
      leaves.set(connection.id, { connection, until: now() + leaveFor, timer });
      changed(connection.id);
    },
    end,
    review(connections) {
      for (const { connection } of leaves.values()) {
        const current = connections.find(({ id }) => id === connection.id);
        if (current?.kind !== 'production' || current.baseUrl !== connection.baseUrl) end(connection.id);
      }
    },
    close() {
      for (const { timer } of leaves.values()) clearTimeout(timer);
      leaves.clear();
    },
  };
}
