import type { Connection } from '../../bridge/connection.ts';
import { fail } from '../../bridge/failure.ts';

/** How long changes are allowed, ms. */
export const leaveFor = 15 * 60_000;

/** Keeps production connections read-only until a person allows changes, for 15 minutes each time. */
export interface Guard {
  /** Throws `read-only` for a production connection on which changes are not allowed at present. */
  assertAllowed(connection: Connection, tried?: string): void;
  /** Until when changes are allowed, ms since the epoch; null: they are not. */
  until(connectionId: string): number | null;
  /** How much longer changes are allowed, ms; null: they are not. */
  left(connectionId: string): number | null;
  /** Allows changes for 15 minutes from now. */
  allow(connection: Connection): void;
  /** Makes the connection read-only again; returns whether changes had been allowed. */
  end(connectionId: string): boolean;
  /** Ends permissions on connections that were removed or whose kind or address has changed. */
  review(connections: readonly Connection[]): void;
  close(): void;
}

interface Leave {
  connection: Connection;
  until: number;
  timer: NodeJS.Timeout;
}

/** `changed` is called when changes become allowed or forbidden, including when the time runs out. */
export function openGuard(
  changed: (connectionId: string) => void,
  now: () => number = () => Date.now(),
): Guard {
  return new ProductionGuard(changed, now);
}

class ProductionGuard implements Guard {
  readonly #leaves = new Map<string, Leave>();
  readonly #changed: (connectionId: string) => void;
  readonly #now: () => number;

  constructor(changed: (connectionId: string) => void, now: () => number) {
    this.#changed = changed;
    this.#now = now;
  }

  assertAllowed({ id, kind }: Connection, tried = 'a change'): void {
    if (kind !== 'production' || this.until(id) !== null) return;
    const got = 'this connection is of kind production, and changes are not allowed on it at present';
    fail({ code: 'read-only', tried, got });
  }

  until(connectionId: string): number | null {
    const leave = this.#leaves.get(connectionId);
    const left = leave ? leave.until - this.#now() : 0;
    // More than the permission can last: the clock was set back.
    return leave && left > 0 && left <= leaveFor ? leave.until : null;
  }

  left(connectionId: string): number | null {
    const at = this.until(connectionId);
    return at === null ? null : at - this.#now();
  }

  allow(connection: Connection): void {
    clearTimeout(this.#leaves.get(connection.id)?.timer);
    const timer = setTimeout(() => this.end(connection.id), leaveFor);
    // The timer only notifies the page; `until` decides by the clock.
    timer.unref();
    this.#leaves.set(connection.id, { connection, until: this.#now() + leaveFor, timer });
    this.#changed(connection.id);
  }

  end(connectionId: string): boolean {
    const wasOpen = this.until(connectionId) !== null;
    clearTimeout(this.#leaves.get(connectionId)?.timer);
    if (this.#leaves.delete(connectionId)) this.#changed(connectionId);
    return wasOpen;
  }

  review(connections: readonly Connection[]): void {
    for (const { connection } of this.#leaves.values()) {
      const current = connections.find(({ id }) => id === connection.id);
      if (current?.kind !== 'production' || current.baseUrl !== connection.baseUrl) this.end(connection.id);
    }
  }

  close(): void {
    for (const { timer } of this.#leaves.values()) clearTimeout(timer);
    this.#leaves.clear();
  }
}
