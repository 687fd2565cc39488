import { z } from 'zod';

/**
 * The two fields of a key that are not stored as pasted: cookies go into the jar, handles into the handles. An adapter
 * whose API takes either must use these field names. Both names are on disk.
 */
export const keyFields = { cookies: 'cookies', handles: 'nonces' } as const;

/**
 * Whether the keychain is in use and, if not, why: the page explains each. `asking`: it has not answered yet, and may be
 * prompting the person. With `missing` (its library) and `no-service`, keys are kept in memory until Sessiondeck closes.
 */
const keychainStates = ['ready', 'locked', 'asking', 'failed', 'missing', 'no-service'] as const;
export const KeychainState = z.enum(keychainStates);
export type KeychainState = z.infer<typeof KeychainState>;

export const KeychainReport = z.object({
  state: KeychainState,
  /** The operating system's keychain; the page knows its name. */
  kind: z.enum(['secret-service', 'macos', 'windows']),
});
export type KeychainReport = z.infer<typeof KeychainReport>;

/**
 * The state of a connection's key, without the key. `locked`: a key was saved, but the keychain does not release it
 * now. `changed`: the open keychain has no key or another key than was saved. `elsewhere`: the key was saved for
 * `origin`, but the connection's base URL has another origin, so the key is not sent there.
 */
export const KeyStatus = z.object({
  connectionId: z.string(),
  state: z.enum(['absent', 'saved', 'locked', 'changed', 'elsewhere']),
  /** Where it is kept: `memory` lasts until Sessiondeck closes. */
  store: z.enum(['keychain', 'memory']),
  /** Names of the secret fields that are filled in; empty for `elsewhere`. */
  fields: z.array(z.string()),
  /** Scheme, host and port that the key was entered for; null: unknown without the key, or there is no key. */
  origin: z.string().nullable(),
  /** Only beside `absent`: the key was in memory only, until Sessiondeck closed. */
  wasInMemory: z.literal(true).optional(),
});
export type KeyStatus = z.infer<typeof KeyStatus>;

/** New secrets, as pasted: field name → value. An empty value leaves its field unchanged. */
export const Secrets = z.record(z.string().max(64), z.string().max(65_536));
export type Secrets = z.infer<typeof Secrets>;
