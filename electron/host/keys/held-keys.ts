import { assertStorable, isThere, type Keychain, type KeyStore } from './keys.ts';

/** The keys of a realm: in the keychain; and in memory where there is none, or where the person wants one there only. */
export interface HeldKeys extends KeyStore {
  /** Whether this one is in memory, whatever the keychain has under its id. */
  holds(id: string): boolean;
  /** Whether it can be read without the keychain asking the person for anything. */
  isAtHand(id: string): boolean;
  /** Keeps it until the process ends and nowhere else. What the keychain has under this id stays as it is. */
  hold(id: string, value: string): void;
  letGo(id: string): void;
  /** What the keychain has under this id, whatever is in memory; null where there is no keychain. */
  readSaved(id: string): Promise<string | null>;
  /** Puts it into the keychain, and no longer in memory; into memory where there is no keychain. */
  save(id: string, value: string): Promise<void>;
  /** `isSaved`: the keychain has it for certain, and has to let go of it. */
  remove(id: string, isSaved?: boolean): Promise<void>;
}

export function heldKeys(keychain: Keychain): HeldKeys {
  const held = new Map<string, string>();
  const { keys } = keychain;
  const isInMemory = (id: string) => held.has(id) || !isThere(keychain);

  function hold(id: string, value: string): void {
    assertStorable(value, 'saving the key');
    held.set(id, value);
  }

  return {
    /** Of new ones. */
    get kind() {
      return isThere(keychain) ? keys.kind : 'memory';
    },
    holds: (id) => held.has(id),
    isAtHand: (id) => isInMemory(id) || keychain.state === 'ready',
    read: async (id) => (isInMemory(id) ? (held.get(id) ?? null) : keys.read(id)),
    write: async (id, value) => (isInMemory(id) ? hold(id, value) : keys.write(id, value)),
    hold,
    letGo: (id) => void held.delete(id),
    readSaved: async (id) => (isThere(keychain) ? keys.read(id) : null),
    async save(id, value) {
      if (!isThere(keychain)) return hold(id, value);
      await keys.write(id, value);
      held.delete(id);
    },
    async remove(id, isSaved = false) {
      if (isSaved || !isInMemory(id)) await keys.remove(id);
      held.delete(id);
    },
  };
}
