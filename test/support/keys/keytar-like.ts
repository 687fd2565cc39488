import type { KeytarCalls } from '../../../electron/host/keys/keytar-keys.ts';

/** keytar over a map, with some calls replaced. Whoever reaches for its other calls, which find, gets an error. */
export function keytarLike(own: Partial<KeytarCalls> = {}, items = new Map<string, string>()): KeytarCalls {
  return {
    setPassword: (_, account, value) => Promise.resolve(void items.set(account, value)),
    getPassword: (_, account) => Promise.resolve(items.get(account) ?? null),
    deletePassword: (_, account) => Promise.resolve(items.delete(account)),
    ...own,
  };
}

/** A keyring that can be locked as gnome-keyring is: it looks empty then, and takes nothing. */
export function lockable(items = new Map<string, string>()) {
  const whole = keytarLike({}, items);
  const locked = new Error('Cannot create an item in a locked collection');
  const keyring = {
    isLocked: true,
    items,
    /** How often it was asked for anything. */
    calls: 0,
    load: () => Promise.resolve(keytar),
  };
  const keytar: KeytarCalls = {
    setPassword(...given) {
      keyring.calls += 1;
      return keyring.isLocked ? Promise.reject(locked) : whole.setPassword(...given);
    },
    getPassword(...given) {
      keyring.calls += 1;
      return keyring.isLocked ? Promise.resolve(null) : whole.getPassword(...given);
    },
    deletePassword(...given) {
      keyring.calls += 1;
      return keyring.isLocked ? Promise.resolve(false) : whole.deletePassword(...given);
    },
  };
  return keyring;
}
