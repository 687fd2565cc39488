import type { Connection } from '../../bridge/connection.ts';
import { BridgeError, failure } from '../../bridge/failure.ts';
import type { KeyStatus } from '../../bridge/key.ts';
import type { CredentialChange } from './credential-changes.ts';
import type { Credential } from './credential.ts';

/** The part of a connection that its key depends on. */
export type Place = Pick<Connection, 'id' | 'baseUrl'>;

/** The complete keys of one realm: fields, cookies and handles. */
export interface Credentials {
  status(connection: Place): Promise<KeyStatus>;
  /**
   * Resolves with an empty credential when there is none. Throws KeyError when one was saved but cannot be read, and
   * ElsewhereError when it was saved for another origin than the connection's.
   */
  read(connection: Place): Promise<Credential>;
  /**
   * Applies an operation's changes to the key as stored now, in memory or in the keychain; false: not all were applied.
   * Applies none if the key was forgotten or moved to another origin since `read` returned `since`; if a person has changed
   * the key since, applies only changes of handles, unless the person `asked` for the change.
   */
  change(
    connection: Place,
    changes: readonly CredentialChange[],
    since: Credential,
    asked?: boolean,
  ): Promise<boolean>;
  /**
   * Applies what a person entered and saves the key in the keychain, or in memory where there is none. `inMemory`: keeps it
   * in memory only; a key in the keychain stays there, but is ignored until Sessiondeck closes. Starts from an empty key if
   * the old one is certainly gone or belongs to another address. Throws KeyError, and overwrites nothing, if it cannot be
   * read now.
   */
  put(connection: Place, changes: readonly CredentialChange[], inMemory: boolean): Promise<void>;
  /** Moves a key from memory into the keychain, replacing any that is there; keeps the handles of both. */
  save(connection: Place): Promise<void>;
  /** Throws KeyError where the keychain holds the key and does not delete it. */
  forget(connectionId: string): Promise<void>;
  /**
   * Deletes the keys of removed connections; `removed` is one whose key may be in memory. Resolves with false where the
   * keychain does not delete one now: it is tried again whenever the keychain becomes usable.
   */
  clear(removed: string | null): Promise<boolean>;
  /** A run's handles, stored while it lasts so that a crash does not lose them; they may be live tokens. */
  escrow: Escrow;
}

/** Per run: handles by session id. Where the connection's key is in memory only, a crash loses them. */
export interface Escrow {
  put(run: { id: string; connectionId: string }, handles: ReadonlyMap<string, string>): Promise<void>;
  read(runId: string): Promise<Map<string, string>>;
  /** Deletes a run's handles. If the keychain refuses now, retries whenever it becomes usable. */
  drop(runId: string): Promise<void>;
}

/** The connection's key was saved for another origin than that of its base URL. */
export class ElsewhereError extends BridgeError {
  constructor(origin: string) {
    const got = `the key was saved for ${origin}: enter it again for the new address`;
    super(failure({ code: 'no-key', tried: 'reading the key', got }));
  }
}
