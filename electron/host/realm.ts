import { z } from 'zod';
import type { Connection } from '../bridge/connection.ts';
import type { KeyStatus } from '../bridge/key.ts';
import { emptyCredential, readCredential, writeCredential, type Credential } from './credential.ts';
import { KeyError, type KeyStore } from './keys.ts';
import type { ConnectionTable } from './store/connections.ts';

/**
 * Connections together with the keys that belong to them. There are two: the person's own (store and keychain) and
 * the demo (witness and memory). A key of one realm cannot be sent to a connection of the other.
 */
export interface Realm {
  list(): Connection[];
  credentials: Credentials;
  /** Absent where connections cannot be changed. */
  table?: ConnectionTable;
}

/** The keys of one realm, whole: fields and cookies. */
export interface Credentials {
  status(connectionId: string): Promise<KeyStatus>;
  /** An empty credential when there is none; throws KeyError when one was saved and cannot be had. */
  read(connectionId: string): Promise<Credential>;
  write(connectionId: string, credential: Credential): Promise<void>;
  forget(connectionId: string): Promise<void>;
  /** Handles of a run that a crash must not lose, while it lasts: they name sessions, and may be live tokens. */
  escrow: Escrow;
}

/** By run, handles by session id. Where keys are in memory only, a crash loses them. */
export interface Escrow {
  put(runId: string, handles: ReadonlyMap<string, string>): Promise<void>;
  read(runId: string): Promise<Map<string, string>>;
  drop(runId: string): Promise<void>;
}

/** Which connections have a key in the keychain, kept beside it: so that one that is gone is told from none. */
export type KeyIndex = Pick<ConnectionTable, 'keyFields' | 'setKeyFields'>;

export function credentialsIn(keys: KeyStore, index: KeyIndex): Credentials {
  async function forget(connectionId: string): Promise<void> {
    await keys.remove(connectionId);
    index.setKeyFields(connectionId, []);
  }

  return {
    async status(connectionId) {
      const known = index.keyFields(connectionId);
      try {
        const text = await keys.read(connectionId);
        if (text !== null)
          return { connectionId, state: 'saved', store: keys.kind, fields: fieldsOf(readCredential(text)) };
      } catch (error) {
        if (!(error instanceof KeyError)) throw error;
        return { connectionId, state: 'locked', store: 'keychain', fields: known };
      }
      if (known.length === 0) return { connectionId, state: 'absent', store: keys.kind, fields: [] };
      const state = keys.kind === 'keychain' ? 'changed' : 'locked';
      return { connectionId, state, store: 'keychain', fields: known };
    },
    async read(connectionId) {
      const text = await keys.read(connectionId);
      if (text !== null) return readCredential(text);
      if (index.keyFields(connectionId).length === 0) return emptyCredential();
      // What was saved is in a keychain: this run has none, or the keychain has it no more.
      throw new KeyError(keys.kind === 'keychain' ? 'not-found' : 'unavailable', 'reading the key');
    },
    async write(connectionId, credential) {
      // The last cookie of a signed-out device, say: nothing is left that is worth keeping.
      if (fieldsOf(credential).length === 0) return forget(connectionId);
      await keys.write(connectionId, writeCredential(credential));
      if (keys.kind === 'keychain') index.setKeyFields(connectionId, fieldsOf(credential));
    },
    forget,
    escrow: escrowIn(keys),
  };
}

const Handles = z.record(z.string(), z.string());

function escrowIn(keys: KeyStore): Escrow {
  const name = (runId: string) => `run-${runId}`;
  return {
    put: (runId, handles) => keys.write(name(runId), JSON.stringify(Object.fromEntries(handles))),
    async read(runId) {
      const text = await keys.read(name(runId));
      return new Map(text === null ? [] : Object.entries(Handles.parse(JSON.parse(text))));
    },
    drop: (runId) => keys.remove(name(runId)),
  };
}

function fieldsOf({ secrets, jar, handles }: Credential): string[] {
  const cookies = (jar.serializeSync()?.cookies.length ?? 0) > 0;
  return [
    ...Object.keys(secrets).filter((name) => secrets[name]),
    ...(cookies ? ['cookies'] : []),
    ...(handles.length > 0 ? ['nonces'] : []),
  ];
}
