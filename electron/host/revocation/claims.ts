import { fail } from '../../bridge/failure.ts';
import type { Plan } from '../../bridge/revocation.ts';

export interface Claim {
  connectionId: string;
  sessionIds: Set<string>;
  /** Its one call ends every session of the connection, also those that it does not know of. */
  everything: boolean;
}

/** Which sessions are in an open run: each is in one at most, so that undoing a run keeps its sessions. */
export class Claims {
  readonly #claims = new Map<string, Claim>();

  /** Claims the sessions of a run that begins. Throws `invalid` when one of them is in an open run already. */
  take(runId: string, claim: Claim): void {
    const { connectionId, sessionIds, everything } = claim;
    const isTaken = [...sessionIds].some((id) => this.holderOf(connectionId, id) !== null);
    if (isTaken || (everything && this.isOpenOn(connectionId))) {
      const got = 'some of these sessions are already in an open run: look at the plan again';
      fail({ code: 'invalid', tried: 'revocation.confirm', got, next: 'refresh' });
    }
    this.#claims.set(runId, claim);
  }

  /** Claims sessions that an open run takes up later. */
  extend(runId: string, sessionIds: readonly string[]): void {
    for (const id of sessionIds) this.#claims.get(runId)?.sessionIds.add(id);
  }

  release(runId: string): void {
    this.#claims.delete(runId);
  }

  /** The open run that a session is in; null: none. */
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

/** What a run of this plan claims. */
export function claimOf({ connectionId, items, oneCall }: Plan): Claim {
  return {
    connectionId,
    sessionIds: new Set(items.map(({ session }) => session.id)),
    everything: oneCall !== null,
  };
}
