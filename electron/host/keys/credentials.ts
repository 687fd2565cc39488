import type { Connection } from '../../bridge/connection.ts';
import { BridgeError, failure } from '../../bridge/failure.ts';
import type { KeyStatus } from '../../bridge/key.ts';
import type { CredentialChange } from './credential-changes.ts';
import type { Credential } from './credential.ts';

/** A connection, as far as its key is concerned. */
export type Place = Pick<Connection, 'id' | 'baseUrl'>;

/** The keys of one realm, whole: fields and cookies. */
export interface Credentials {
  status(connection: Place): Promise<KeyStatus>;
  /**
   * An empty credential when there is none. Throws KeyError when one was saved and cannot be had, and ElsewhereError when
   * it was saved for another origin than the connection's.
   */
  read(connection: Place): Promise<Credential>;
  /**
   * Applies an operation's changes to the key as it is stored now, in memory or in the keychain; false: to none or only to
   * some. Nothing is applied to a key that was forgotten, or moved to another origin, since `read` gave out `since`; and
   * to one that a person has changed since, only what is about handles, unless the person `asked` for the change.
   */
  change(
    connection: Place,
    changes: readonly CredentialChange[],
    since: Credential,
    asked?: boolean,
  ): Promise<boolean>;
  /**
   * Applies what a person entered, and saves the key in the keychain, or in memory where there is none. `inMemory`: keeps
   * it in memory only; one that the keychain has stays there, and does not count in this run. A key that is certainly
   * gone, or of another address, is begun anew. Throws KeyError when it cannot be read now: it is not written over.
   */
  put(connection: Place, changes: readonly CredentialChange[], inMemory: boolean): Promise<void>;
  /** Saves a key that is in memory in the keychain, in the place of one that is there; the handles of both are kept. */
  save(connection: Place): Promise<void>;
  /** Throws KeyError where the keychain has it and does not let go of it. */
  forget(connectionId: string): Promise<void>;
  /**
   * Removes the keys of connections that are gone, `removed` being one whose key may be in memory. False where the
   * keychain does not let go of one now: it is tried again whenever the keychain can be used.
   */
  clear(removed: string | null): Promise<boolean>;
  /** Handles of a run that a crash must not lose, while it lasts: they name sessions, and may be live tokens. */
  escrow: Escrow;
}

/** By run, handles by session id. Where the key of the connection is in memory only, a crash loses them. */
export interface Escrow {
  put(run: { id: string; connectionId: string }, handles: ReadonlyMap<string, string>): Promise<void>;
  read(runId: string): Promise<Map<string, string>>;
  /** A keychain that does not let go of them now is asked again whenever it can be used. */
  drop(runId: string): Promise<void>;
}

/** The key of a connection was saved for another origin than that of its base URL. */
export class ElsewhereError extends BridgeError {
  constructor(origin: string) {
    const got = `the key was saved for ${origin}: enter it again for the new address`;
    super(failure({ code: 'no-key', tried: 'reading the key', got }));
  }
}
