import type { KeyStatus } from '../../bridge/key.ts';
import { readCredential } from '../keys/credential.ts';
import type { Place } from '../keys/credentials.ts';
import type { HeldKeys } from '../keys/held-keys.ts';
import { KeyError } from '../keys/keys.ts';
import { fieldsOf, type Keeping, type KeyIndex } from './keeping.ts';

/** Reports the state of a key, and corrects the index where a crash left it out of step with the keychain. */
export async function statusOf(
  { id, baseUrl }: Place,
  keys: HeldKeys,
  index: Pick<KeyIndex, 'keyFields' | 'isKeyInMemory'>,
  note: Keeping['note'],
): Promise<KeyStatus> {
  const store = keys.holds(id) ? 'memory' : keys.kind;
  const known = index.keyFields(id);
  const none: KeyStatus = { connectionId: id, state: 'absent', store, fields: [], origin: null };
  const absent: KeyStatus = index.isKeyInMemory(id) ? { ...none, wasInMemory: true } : none;
  const one: KeyStatus = { ...none, state: 'locked', store: 'keychain', fields: known };
  // Do not prompt for a password just to show a state.
  if (!keys.isAtHand(id)) return known.length > 0 ? one : absent;
  try {
    const text = await keys.read(id);
    if (text === null && known.length === 0) return absent;
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
