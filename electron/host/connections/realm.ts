import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Connection } from '../../bridge/connection.ts';
import { keyFields, type KeyStatus } from '../../bridge/key.ts';
import { applied, withHandlesOf } from '../keys/credential-changes.ts';
import { emptyCredential, readCredential, writeCredential, type Credential } from '../keys/credential.ts';
import { ElsewhereError, type Credentials, type Escrow, type Place } from '../keys/credentials.ts';
import type { HeldKeys } from '../keys/held-keys.ts';
import { inTurns } from '../keys/key-turns.ts';
import { KeyError } from '../keys/keys.ts';
import type { ConnectionTable } from '../store/connections.ts';

/**
 * Connections together with the keys that belong to them. There are two: the person's own (store and keychain) and
 * the demo (mock and memory). A key of one realm cannot be sent to a connection of the other.
 */
export interface Realm {
  list(): Connection[];
  credentials: Credentials;
  /** Absent where connections cannot be changed. */
  table?: ConnectionTable;
}

/** Which connections have a key in the keychain, kept beside it: so that one that is gone is told from none. */
export type KeyIndex = Pick<
  ConnectionTable,
  'keyFields' | 'setKeyFields' | 'orphans' | 'addOrphan' | 'orphanGone'
>;

export function credentialsIn(keys: HeldKeys, index: KeyIndex): Credentials {
  const { note, forget, ...keeping } = keepingIn(keys, index);
  const read = (place: Place) => readIn(keys, index, place);

  async function save({ id }: Place, credential: Credential): Promise<void> {
    const saved = keys.holds(id) ? await keys.readSaved(id) : null;
    await keeping.save(id, saved === null ? credential : withSaved(credential, saved));
  }

  return inTurns({
    status: (place) => statusOf(place, keys, index.keyFields(place.id), note),
    read,
    async change(place, changes) {
      const stored = await unlessElsewhere(read(place));
      if (stored === null) return false;
      const changed = applied(stored, changes);
      if (writeCredential(changed) === writeCredential(stored)) return true;
      if (keys.holds(place.id)) keeping.hold(place.id, changed);
      else await keeping.save(place.id, changed);
      return true;
    },
    async put(place, changes, inMemory) {
      const filled = applied(await toFillIn(read, place, inMemory), changes);
      if (inMemory) keeping.hold(place.id, filled);
      else await save(place, filled);
    },
    save: async (place) => save(place, await read(place)),
    forget,
    async clear(removed) {
      if (removed !== null) keys.letGo(removed);
      if (removed !== null && keys.kind === 'memory') await keys.remove(removed);
      for (const id of index.orphans()) if (!(await isRemoved(id, keys, index))) return false;
      return true;
    },
    escrow: escrowIn(keys, index),
  });
}

async function readIn(keys: HeldKeys, index: KeyIndex, { id, baseUrl }: Place): Promise<Credential> {
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
}

/** Null when the key was entered anew for another address meanwhile: the operation must not change that one. */
async function unlessElsewhere(reading: Promise<Credential>): Promise<Credential | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ElsewhereError) return null;
    throw error;
  }
}

/**
 * What the entered fields are added to: the key of this address, or nothing. One that is certainly gone, and one of
 * another address, may be entered anew. One that cannot be had now is not written over: only beside it, in memory.
 */
async function toFillIn(read: Credentials['read'], place: Place, inMemory: boolean): Promise<Credential> {
  try {
    return await read(place);
  } catch (error) {
    const isGone = error instanceof KeyError && ['not-found', 'corrupt'].includes(error.fault);
    const isBeside = error instanceof KeyError && inMemory;
    if (isGone || isBeside || error instanceof ElsewhereError)
      return emptyCredential(new URL(place.baseUrl).origin);
    throw error;
  }
}

/** The key with the handles of the one that it replaces, where that can be read and is of the same address. */
function withSaved(credential: Credential, text: string): Credential {
  try {
    const saved = readCredential(text);
    return saved.origin === credential.origin ? withHandlesOf(credential, saved) : credential;
  } catch (error) {
    if (error instanceof KeyError && error.fault === 'corrupt') return credential;
    throw error;
  }
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

interface Keeping extends Pick<Credentials, 'forget'> {
  save: (connectionId: string, credential: Credential) => Promise<void>;
  hold: (connectionId: string, credential: Credential) => void;
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
    ...(cookies ? [keyFields.cookies] : []),
    ...(handles.length > 0 ? [keyFields.handles] : []),
  ];
}
