import { isDeepStrictEqual } from 'node:util';
import { keyFields } from '../../bridge/key.ts';
import { writeCredential, type Credential } from '../keys/credential.ts';
import type { Credentials } from '../keys/credentials.ts';
import type { HeldKeys } from '../keys/held-keys.ts';
import { KeyError } from '../keys/keys.ts';
import type { ConnectionTable } from '../store/connections.ts';

/** Which connections have a key in the keychain. Stored outside it, to tell a lost key from one never saved. */
export type KeyIndex = Pick<
  ConnectionTable,
  'keyFields' | 'setKeyFields' | 'isKeyInMemory' | 'setKeyInMemory' | 'orphans' | 'addOrphan' | 'orphanGone'
>;

export interface Keeping extends Pick<Credentials, 'forget'> {
  save: (connectionId: string, credential: Credential) => Promise<void>;
  hold: (connectionId: string, credential: Credential) => void;
  /** Corrects the index. */
  note: (connectionId: string, fields: string[]) => void;
}

/** Stores keys and forgets them, with the index always in step. */
export function keepingIn(keys: HeldKeys, index: KeyIndex): Keeping {
  const { note, noteMemory } = notesIn(index);

  async function forget(connectionId: string): Promise<void> {
    await keys.remove(connectionId, index.keyFields(connectionId).length > 0);
    note(connectionId, []);
    noteMemory(connectionId, false);
  }

  /**
   * Updates the index before the keychain: after an interruption the key is looked for and found missing. In the reverse
   * order, a locked keychain could hold a key that the index does not list.
   */
  async function save(connectionId: string, credential: Credential): Promise<void> {
    const [fields, text] = [fieldsOf(credential), writeCredential(credential)];
    // Nothing worth keeping is left, for example after the last cookie of a signed-out device.
    if (fields.length === 0) return forget(connectionId);
    if (keys.kind === 'memory') {
      await keys.save(connectionId, text);
      return noteMemory(connectionId, true);
    }
    const before = index.keyFields(connectionId);
    note(connectionId, [...new Set([...before, ...fields])]);
    try {
      await keys.save(connectionId, text);
    } catch (error) {
      if (!(error instanceof KeyError && error.perhapsDone)) note(connectionId, before);
      throw error;
    }
    note(connectionId, fields);
    noteMemory(connectionId, false);
  }

  const hold = (connectionId: string, credential: Credential) =>
    noteMemory(connectionId, heldOrLetGo(keys, connectionId, credential));

  return { note, save, hold, forget };
}

/** Keeps a key in memory, or nothing of one that is empty; whether it is in memory now. */
function heldOrLetGo(keys: HeldKeys, connectionId: string, credential: Credential): boolean {
  const isFilled = fieldsOf(credential).length > 0;
  if (isFilled) keys.hold(connectionId, writeCredential(credential));
  else keys.drop(connectionId);
  return isFilled;
}

/** Writes to the index only what is new. */
function notesIn(index: KeyIndex) {
  function note(connectionId: string, fields: string[]): void {
    if (!isDeepStrictEqual(index.keyFields(connectionId), fields)) index.setKeyFields(connectionId, fields);
  }

  /** Where the key is, so that the next start can say what became of one that was in memory. */
  function noteMemory(connectionId: string, isInMemory: boolean): void {
    if (index.isKeyInMemory(connectionId) !== isInMemory) index.setKeyInMemory(connectionId, isInMemory);
  }

  return { note, noteMemory };
}

/** The names of the fields of a key that are filled in. */
export function fieldsOf({ secrets, jar, handles }: Credential): string[] {
  const cookies = (jar.serializeSync()?.cookies.length ?? 0) > 0;
  return [
    ...Object.keys(secrets).filter((name) => secrets[name]),
    ...(cookies ? [keyFields.cookies] : []),
    ...(handles.length > 0 ? [keyFields.handles] : []),
  ];
}
