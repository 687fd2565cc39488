import type { KeychainState } from '../../bridge/key.ts';
import { BridgeError, failure, type NextStep } from '../../bridge/failure.ts';

/** A store with one text per connection, under the connection's id. Every failure is a KeyError. */
export interface KeyStore {
  kind: 'keychain' | 'memory';
  /** Resolves with null only when it is certain that nothing is there: a locked keychain is an error. */
  read(id: string): Promise<string | null>;
  /** Resolves once the same text has been read back. */
  write(id: string, value: string): Promise<void>;
  /** Resolves once it is gone, or if it was never there. */
  remove(id: string): Promise<void>;
}

/** Everything that can be wrong with a key store: its description and the next step. */
const faults = {
  'not-found': ['the key that was saved is not in the keychain any more', 'enter-key'],
  locked: ['the keychain is locked', 'unlock-keychain'],
  unavailable: ['no keychain answers on this machine at present', 'unlock-keychain'],
  denied: ['the keychain refused access', 'unlock-keychain'],
  'too-large': ['the key is too long for the keychain', 'correct-input'],
  invalid: ['the key has a character in it that a keychain cannot keep', 'correct-input'],
  'timed-out': ['the keychain did not answer in time: it may be asking for a password', 'unlock-keychain'],
  corrupt: ['the keychain gave back something else than was saved', 'enter-key'],
} as const satisfies Record<string, [string, NextStep]>;

export type KeyFault = keyof typeof faults;

/** A failure of a key store. The words are ours: a keychain's own message may quote the key. */
export class KeyError extends BridgeError {
  readonly fault: KeyFault;
  /** Whether the attempted action may have happened anyway, or may still happen. */
  readonly perhapsDone: boolean;

  constructor(
    fault: KeyFault,
    tried: string,
    perhapsDone = fault === 'timed-out' || fault === 'unavailable',
  ) {
    const [got, next] = faults[fault];
    super(failure({ code: 'keychain', tried, got, next }));
    this.fault = fault;
    this.perhapsDone = perhapsDone;
  }
}

/** The longest value that is stored, in UTF-8 bytes: more than any key, and less than would hang a keychain. */
const longest = 256 * 1024;

/** Throws KeyError for what no key store preserves: an empty text, a NUL (libsecret cuts there), a lone surrogate. */
export function assertStorable(value: string, tried: string): void {
  if (value === '' || value.includes('\0') || !value.isWellFormed()) throw new KeyError('invalid', tried);
  if (Buffer.byteLength(value) > longest) throw new KeyError('too-large', tried);
}

/** Keys that last until the process ends. */
export function memoryKeys(): KeyStore {
  const values = new Map<string, string>();
  return {
    kind: 'memory',
    read: async (id) => values.get(id) ?? null,
    async write(id, value) {
      assertStorable(value, 'saving the key');
      values.set(id, value);
    },
    remove: async (id) => void values.delete(id),
  };
}

/** Where a person's own keys are stored; its `state` may change at any time. */
export interface Keychain {
  readonly state: KeychainState;
  readonly keys: KeyStore;
  /** Checks again whether it can be used; absent where the result could not differ. */
  tryAgain?(): Promise<void>;
  /** Called when `state` has changed. */
  onchange?: () => void;
}

/** Whether a keychain answers on this machine; if not, keys are held in memory. */
export function hasKeychain({ state }: Pick<Keychain, 'state'>): boolean {
  return state !== 'missing' && state !== 'no-service';
}
