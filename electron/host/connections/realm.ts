import { z } from 'zod';
import type { Connection } from '../../bridge/connection.ts';
import { applied, withHandlesOf } from '../keys/credential-changes.ts';
import { emptyCredential, readCredential, writeCredential, type Credential } from '../keys/credential.ts';
import { ElsewhereError, type Credentials, type Escrow, type Place } from '../keys/credentials.ts';
import type { HeldKeys } from '../keys/held-keys.ts';
import { inTurns } from '../keys/key-turns.ts';
import { KeyError } from '../keys/keys.ts';
import type { ConnectionTable } from '../store/connections.ts';
import { keepingIn, type KeyIndex } from './keeping.ts';
import { statusOf } from './key-status.ts';

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

/** The credentials of a realm, on a key store and the index beside it. */
export function credentialsIn(keys: HeldKeys, index: KeyIndex): Credentials {
  const { note, forget, ...keeping } = keepingIn(keys, index);
  const read = (place: Place) => readIn(keys, index, place);

  async function save({ id }: Place, credential: Credential): Promise<void> {
    const saved = keys.holds(id) ? await keys.readSaved(id) : null;
    await keeping.save(id, saved === null ? credential : withSaved(credential, saved));
  }

  return inTurns({
    status: (place) => statusOf(place, keys, index, note),
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
      if (removed !== null) keys.drop(removed);
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
      if (keys.holds(id)) return keys.drop(id);
      // Added to the index first, so that it is removed later if this is interrupted.
      index.addOrphan(id);
      // Do not prompt for a password just to clean up.
      if (keys.isAtHand(id)) await isRemoved(id, keys, index);
    },
  };
}
