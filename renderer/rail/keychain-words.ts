import type { KeychainState } from '../../electron/bridge/key.ts';
import { m } from '../messages/compiled/messages.js';

const whys: Record<Exclude<KeychainState, 'ready'>, () => string> = {
  locked: m.keychain_locked_why,
  missing: m.keychain_missing_why,
  'no-service': m.keychain_no_service_why,
  failed: m.keychain_failed_why,
};

const todos: Record<Exclude<KeychainState, 'ready'>, () => string> = {
  locked: m.keychain_locked_todo,
  missing: m.keychain_missing_todo,
  'no-service': m.keychain_no_service_todo,
  failed: m.keychain_failed_todo,
};

/** Why keys are not kept in the keychain: the end of a sentence. */
export function keychainWhy(state: Exclude<KeychainState, 'ready'>): string {
  return whys[state]();
}

/** What the person can do so that they are. */
export function keychainTodo(state: Exclude<KeychainState, 'ready'>): string {
  return todos[state]();
}
