import { fail } from '../../bridge/failure.ts';
import type { Plan } from '../../bridge/revocation.ts';

/** The sessions that one open run has. */
export interface Claim {
  connectionId: string;
  sessionIds: Set<string>;
  /** Its single call ends every session of the connection, including unlisted ones. */
  everything: boolean;
}

/** Tracks which open run has which session: at most one, so that undoing a run spares its sessions. */
export class Claims {
  readonly #claims = new Map<string, Claim>();

  /** Claims the sessions of a starting run. Throws `invalid` when an open run already has one of them. */
  take(runId: string, claim: Claim): void {
    const { connectionId, sessionIds, everything } = claim;
    const isTaken = [...sessionIds].some((id) => this.holderOf(connectionId, id) !== null);
    if (isTaken || (everything && this.isOpenOn(connectionId))) {
      const got = 'some of these sessions are already in an open run: look at the plan again';
      fail({ code: 'invalid', tried: 'revocation.confirm', got, next: 'refresh' });
    }
    this.#claims.set(runId, claim);
  }

  /** Claims further sessions for an open run. */
  extend(runId: string, sessionIds: readonly string[]): void {
    for (const id of sessionIds) this.#claims.get(runId)?.sessionIds.add(id);
  }

  release(runId: string): void {
    this.#claims.delete(runId);
  }

  /** Id of the open run that has a session; null: none. */
  holderOf(connectionId: string, sessionId: string): string | null {
    for (const [runId, claim] of this.#claims)
      if (claim.sessionIds.has(sessionId) || (claim.everything && claim.connectionId === connectionId))
        return runId;
    return null;
  }

  /** Whether a run is open on the connection. */
  isOpenOn(connectionId: string): boolean {
    return [...this.#claims.values()].some((claim) => claim.connectionId === connectionId);
  }
}

/** The sessions that a run of this plan claims. */
export function claimOf({ connectionId, items, oneCall }: Plan): Claim {
  return {
    connectionId,
    sessionIds: new Set(items.map(({ session }) => session.id)),
    everything: oneCall !== null,
  };
}
