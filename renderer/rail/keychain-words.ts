import type { KeychainReport, KeychainState } from '../../electron/bridge/key.ts';
import { m } from '../messages/compiled/messages.js';

type Trouble = Exclude<KeychainState, 'ready'>;

const names: Record<KeychainReport['kind'], () => string> = {
  'secret-service': m.keychain_name_secret_service,
  macos: m.keychain_name_macos,
  windows: m.keychain_name_windows,
};

const whys: Record<Trouble, () => string> = {
  locked: m.keychain_locked_why,
  asking: m.keychain_asking_why,
  failed: m.keychain_failed_why,
  missing: m.keychain_missing_why,
  'no-service': m.keychain_no_service_why,
};

const todos: Record<Trouble, () => string> = {
  locked: m.keychain_locked_todo,
  asking: m.keychain_asking_todo,
  failed: m.keychain_failed_todo,
  missing: m.keychain_missing_todo,
  'no-service': m.keychain_no_service_todo,
};

/** What the operating system’s keychain is called. */
export function keychainName(kind: KeychainReport['kind']): string {
  return names[kind]();
}

/** The consequence for keys when the keychain is not in use, and the reason why it is not. */
export function keychainTrouble(state: Trouble): string {
  const why = whys[state]();
  const hasKeychain = state !== 'missing' && state !== 'no-service';
  return hasKeychain ? m.keychain_refuses({ why }) : m.keychain_memory_only({ why });
}

/** What the person can do so that it is. */
export function keychainTodo(state: Trouble): string {
  return todos[state]();
}
