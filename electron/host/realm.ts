import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Connection } from '../bridge/connection.ts';
import { BridgeError, failure } from '../bridge/failure.ts';
import type { KeyStatus } from '../bridge/key.ts';
import { emptyCredential, readCredential, writeCredential, type Credential } from './credential.ts';
import type { HeldKeys } from './held-keys.ts';
import { inTurns } from './key-turns.ts';
import { KeyError } from './keys.ts';
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

/** A connection, as far as its key is concerned. */
type Place = Pick<Connection, 'id' | 'baseUrl'>;

/** The keys of one realm, whole: fields and cookies. */
export interface Credentials {
  status(connection: Place): Promise<KeyStatus>;
  /**
   * An empty credential when there is none. Throws KeyError when one was saved and cannot be had, and ElsewhereError when
   * it was saved for another origin than the connection's.
   */
  read(connection: Place): Promise<Credential>;
  /** Keeps one that was read where it is, or where new ones go; not where a person has changed it since. */
  write(connectionId: string, credential: Credential): Promise<void>;
  /** Keeps it in the keychain, also if it was in memory; in memory where there is no keychain. */
  save(connectionId: string, credential: Credential): Promise<void>;
  /** Keeps it in memory only. One that the keychain has stays there, and does not count in this run. */
  hold(connectionId: string, credential: Credential): void;
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

/** Which connections have a key in the keychain, kept beside it: so that one that is gone is told from none. */
export type KeyIndex = Pick<
  ConnectionTable,
  'keyFields' | 'setKeyFields' | 'orphans' | 'addOrphan' | 'orphanGone'
>;

/** The key of a connection was saved for another origin than that of its base URL. */
export class ElsewhereError extends BridgeError {
  constructor(origin: string) {
    const got = `the key was saved for ${origin}: enter it again for the new address`;
    super(failure({ code: 'no-key', tried: 'reading the key', got }));
  }
}

export function credentialsIn(keys: HeldKeys, index: KeyIndex): Credentials {
  const { note, ...keeping } = keepingIn(keys, index);
  return inTurns({
    ...keeping,
    status: (connection) => statusOf(connection, keys, index.keyFields(connection.id), note),
    async read({ id, baseUrl }) {
      const { origin } = new URL(baseUrl);
      const text = await keys.read(id);
      if (text === null) {
        if (index.keyFields(id).length === 0) return emptyCredential(origin);
        // What was saved is in a keychain: this run has none, or the keychain has it no more.
        throw new KeyError(keys.kind === 'keychain' ? 'not-found' : 'unavailable', 'reading the key');
      }
      const credential = readCredential(text);
      if (credential.origin === origin) return credential;
      if (credential.origin !== null) throw new ElsewhereError(credential.origin);
      // Saved by an earlier version: from its first use on it belongs to where it is used.
      const bound = { ...credential, origin };
      await keys.write(id, writeCredential(bound));
      return bound;
    },
    async write(connectionId, credential) {
      if (keys.holds(connectionId)) keeping.hold(connectionId, credential);
      else await keeping.save(connectionId, credential);
    },
    async clear(removed) {
      if (removed !== null) keys.letGo(removed);
      if (removed !== null && keys.kind === 'memory') await keys.remove(removed);
      for (const id of index.orphans()) if (!(await isRemoved(id, keys, index))) return false;
      return true;
    },
    escrow: escrowIn(keys, index),
  });
}

/** Removes an orphan; false where the keychain does not let go of it now. */
async function isRemoved(id: string, keys: HeldKeys, index: KeyIndex): Promise<boolean> {
  try {
    await keys.remove(id, true);
  } catch (error) {
    if (error instanceof KeyError) return false;
    throw error;
  }
  index.orphanGone(id);
  return true;
}

interface Keeping extends Pick<Credentials, 'save' | 'hold' | 'forget'> {
  /** Puts the index right. */
  note: (connectionId: string, fields: string[]) => void;
}

function keepingIn(keys: HeldKeys, index: KeyIndex): Keeping {
  function note(connectionId: string, fields: string[]): void {
    if (!isDeepStrictEqual(index.keyFields(connectionId), fields)) index.setKeyFields(connectionId, fields);
  }

  async function forget(connectionId: string): Promise<void> {
    await keys.remove(connectionId, index.keyFields(connectionId).length > 0);
    note(connectionId, []);
  }

  /**
   * What is to be in the keychain is noted before it is there: cut off in between, it is looked for and found missing.
   * The other way round, a locked keychain could have a key that nobody knows of.
   */
  async function save(connectionId: string, credential: Credential): Promise<void> {
    const [fields, text] = [fieldsOf(credential), writeCredential(credential)];
    // The last cookie of a signed-out device, say: nothing is left that is worth keeping.
    if (fields.length === 0) return forget(connectionId);
    if (keys.kind === 'memory') return keys.save(connectionId, text);
    const before = index.keyFields(connectionId);
    note(connectionId, [...new Set([...before, ...fields])]);
    try {
      await keys.save(connectionId, text);
    } catch (error) {
      if (!(error instanceof KeyError && error.perhapsDone)) note(connectionId, before);
      throw error;
    }
    note(connectionId, fields);
  }

  function hold(connectionId: string, credential: Credential): void {
    if (fieldsOf(credential).length === 0) keys.letGo(connectionId);
    else keys.hold(connectionId, writeCredential(credential));
  }

  return { note, save, hold, forget };
}

/** The index is put right where a crash came between it and the keychain. */
async function statusOf(
  { id, baseUrl }: Place,
  keys: HeldKeys,
  known: string[],
  note: Keeping['note'],
): Promise<KeyStatus> {
  const store = keys.holds(id) ? 'memory' : keys.kind;
  const none: KeyStatus = { connectionId: id, state: 'absent', store, fields: [], origin: null };
  const one: KeyStatus = { ...none, state: 'locked', store: 'keychain', fields: known };
  // Nobody is asked for a password for the sake of a sign.
  if (!keys.isAtHand(id)) return known.length > 0 ? one : none;
  try {
    const text = await keys.read(id);
    if (text === null && known.length === 0) return none;
    if (text === null) return { ...one, state: store === 'keychain' ? 'changed' : 'locked' };
    const credential = readCredential(text);
    const fields = fieldsOf(credential);
    if (store === 'keychain') note(id, fields);
    const { origin } = credential;
    if (origin === null || origin === new URL(baseUrl).origin)
      return { ...none, state: 'saved', fields, origin };
    return { ...none, state: 'elsewhere', origin };
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    return { ...one, state: error.fault === 'corrupt' ? 'changed' : 'locked' };
  }
}

const Handles = z.record(z.string(), z.string());

function escrowIn(keys: HeldKeys, index: KeyIndex): Escrow {
  const name = (runId: string) => `run-${runId}`;
  return {
    async put({ id, connectionId }, handles) {
      const text = JSON.stringify(Object.fromEntries(handles));
      if (keys.holds(connectionId)) keys.hold(name(id), text);
      else await keys.write(name(id), text);
    },
    async read(runId) {
      const text = await keys.read(name(runId));
      return new Map(text === null ? [] : Object.entries(Handles.parse(JSON.parse(text))));
    },
    async drop(runId) {
      const id = name(runId);
      if (keys.holds(id)) return keys.letGo(id);
      // Noted first: whatever comes in between, it is found.
      index.addOrphan(id);
      // Nobody is asked for a password for the sake of something that is over.
      if (keys.isAtHand(id)) await isRemoved(id, keys, index);
    },
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
