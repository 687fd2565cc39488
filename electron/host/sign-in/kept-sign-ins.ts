import type { StoredHandle } from '../keys/credential.ts';
import { idOfHandle } from '../lists/row-id.ts';
import type { KeptSignIn } from './seen.ts';

type Completed = (connectionId: string, attemptId: string) => void;

/** The stored sign-ins as last read from each connection's key: by row id, without the handles. */
export class KeptSignIns {
  readonly #connections = new Map<string, Map<string, KeptSignIn>>();
  readonly #listeners: Completed[] = [];

  /** Calls `listener` when the person who completed a sign-in is first stored, whichever operation found out. */
  onCompleted(listener: Completed): void {
    this.#listeners.push(listener);
  }

  completed(connectionId: string, attemptId: string): void {
    for (const tell of this.#listeners) tell(connectionId, attemptId);
  }

  /** The stored sign-in of a session; null: none. */
  of(connectionId: string, sessionId: string): KeptSignIn | null {
    return this.#connections.get(connectionId)?.get(sessionId) ?? null;
  }

  all(connectionId: string): KeptSignIn[] {
    return [...(this.#connections.get(connectionId)?.values() ?? [])];
  }

  /** Stores these handles' sign-ins, replacing those of `before`; null: replacing all. */
  note(connectionId: string, handles: readonly StoredHandle[], before: readonly StoredHandle[] | null): void {
    const kept = (before && this.#connections.get(connectionId)) ?? new Map<string, KeptSignIn>();
    for (const { handle } of before ?? []) kept.delete(idOfHandle(connectionId, handle));
    for (const { handle, user, signIn } of handles)
      kept.set(idOfHandle(connectionId, handle), { user, signIn });
    this.#connections.set(connectionId, kept);
  }

  delete(connectionId: string): void {
    this.#connections.delete(connectionId);
  }
}
