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
 * Connections together with the keys that belong to them. There are two realms: the person's own (store and keychain) and
 * the demo (mock server and memory). A key of one realm cannot be sent to a connection of the other.
 */
export interface Realm {
  list(): Connection[];
  credentials: Credentials;
  /** Absent where connections cannot be changed. */
  table?: ConnectionTable;
}

/** Which connections have a key in the keychain. Stored outside it, to tell a lost key from one never saved. */
export type KeyIndex = Pick<
  ConnectionTable,
  'keyFields' | 'setKeyFields' | 'orphans' | 'addOrphan' | 'orphanGone'
>;

/** The credentials of a realm, on a key store and the index beside it. */
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
    // A key was saved in a keychain: there is none now, or the keychain no longer has it.
    throw new KeyError(keys.kind === 'keychain' ? 'not-found' : 'unavailable', 'reading the key');
  }
  const credential = readCredential(text);
  if (credential.origin === origin) return credential;
  if (credential.origin !== null) throw new ElsewhereError(credential.origin);
  // Saved by an earlier version without an origin: bind it to where it is first used.
  const bound = { ...credential, origin };
  await keys.write(id, writeCredential(bound));
  return bound;
}

/** Null when the key was saved for another address in the meantime: the operation must not change that key. */
async function unlessElsewhere(reading: Promise<Credential>): Promise<Credential | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ElsewhereError) return null;
    throw error;
  }
}

/**
 * The key to add the entered fields to: the one of this address, or an empty one if the old key is certainly gone or
 * belongs to another address. Throws KeyError if it cannot be read now, so that it is not overwritten; with `inMemory`
 * the new key is kept beside it.
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

/** Adds the handles of the key that it replaces, if that can be read and is of the same address. */
function withSaved(credential: Credential, text: string): Credential {
  try {
    const saved = readCredential(text);
    return saved.origin === credential.origin ? withHandlesOf(credential, saved) : credential;
  } catch (error) {
    if (error instanceof KeyError && error.fault === 'corrupt') return credential;
    throw error;
  }
}

/** Removes an orphan; false where the keychain does not delete it now. */
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
  /** Corrects the index. */
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
   * Updates the index before the keychain: after an interruption the key is looked for and found missing. In the reverse
   * order, a locked keychain could hold a key that the index does not list.
   */
  async function save(connectionId: string, credential: Credential): Promise<void> {
    const [fields, text] = [fieldsOf(credential), writeCredential(credential)];
    // Nothing worth keeping is left, for example after the last cookie of a signed-out device.
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

/** Reports the state of a key, and corrects the index where a crash left it out of step with the keychain. */
async function statusOf(
  { id, baseUrl }: Place,
  keys: HeldKeys,
  known: string[],
  note: Keeping['note'],
): Promise<KeyStatus> {
  const store = keys.holds(id) ? 'memory' : keys.kind;
  const none: KeyStatus = { connectionId: id, state: 'absent', store, fields: [], origin: null };
  const one: KeyStatus = { ...none, state: 'locked', store: 'keychain', fields: known };
  // Do not prompt for a password just to show a state.
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
      // Added to the index first, so that it is removed later if this is interrupted.
      index.addOrphan(id);
      // Do not prompt for a password just to clean up.
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
