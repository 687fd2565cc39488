import { assertStorable, hasKeychain, type Keychain, type KeyStore } from './keys.ts';

/** A realm's keys: in the keychain; in memory where there is none, or where the person wants a key there only. */
export interface HeldKeys extends KeyStore {
  /** Whether this key is in memory, whatever the keychain has under its id. */
  holds(id: string): boolean;
  /** Whether it can be read without a prompt from the keychain. */
  isAtHand(id: string): boolean;
  /** Keeps a key in memory only, until the process ends. The keychain's value of this id stays unchanged. */
  hold(id: string, value: string): void;
  /** Removes a key from memory; the keychain is left alone. */
  drop(id: string): void;
  /** Reads the keychain's value, ignoring memory; null where there is no keychain. */
  readSaved(id: string): Promise<string | null>;
  /** Writes it to the keychain and removes it from memory; keeps it in memory where there is no keychain. */
  save(id: string, value: string): Promise<void>;
  /** `isSaved`: the keychain certainly has it, and must delete it. */
  remove(id: string, isSaved?: boolean): Promise<void>;
}

/** Combines a keychain with keys held in memory. */
export function heldKeys(keychain: Keychain): HeldKeys {
  const held = new Map<string, string>();
  const { keys } = keychain;
  const isInMemory = (id: string) => held.has(id) || !hasKeychain(keychain);

  function hold(id: string, value: string): void {
    assertStorable(value, 'saving the key');
    held.set(id, value);
  }

  return {
    /** The store that new keys go to. */
    get kind() {
      return hasKeychain(keychain) ? keys.kind : 'memory';
    },
    holds: (id) => held.has(id),
    isAtHand: (id) => isInMemory(id) || keychain.state === 'ready',
    read: async (id) => (isInMemory(id) ? (held.get(id) ?? null) : keys.read(id)),
    write: async (id, value) => (isInMemory(id) ? hold(id, value) : keys.write(id, value)),
    hold,
    drop: (id) => void held.delete(id),
    readSaved: async (id) => (hasKeychain(keychain) ? keys.read(id) : null),
    async save(id, value) {
      if (!hasKeychain(keychain)) return hold(id, value);
      await keys.write(id, value);
      held.delete(id);
    },
    async remove(id, isSaved = false) {
      if (isSaved || !isInMemory(id)) await keys.remove(id);
      held.delete(id);
    },
  };
}
