import type { KeychainState } from '../bridge/key.ts';

/** Where keys are kept: one text per connection, under the connection's id. */
export interface KeyStore {
  kind: 'keychain' | 'memory';
  /** Resolves with null when nothing is found, which for a keychain may also mean that it is locked. */
  read(id: string): Promise<string | null>;
  write(id: string, value: string): Promise<void>;
  remove(id: string): Promise<void>;
}

/** Keys that last until the process ends. */
export function memoryKeys(): KeyStore {
  const values = new Map<string, string>();
  return {
    kind: 'memory',
    read: async (id) => values.get(id) ?? null,
    write: async (id, value) => void values.set(id, value),
    remove: async (id) => void values.delete(id),
  };
}

/** Where a person's own keys go in this run, and what is to be said about it. */
export interface Keychain {
  state: KeychainState;
  keys: KeyStore;
}
