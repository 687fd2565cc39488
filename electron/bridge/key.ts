import { z } from 'zod';

/**
 * The two fields of a key that are not kept as they were pasted: cookies go into the jar, handles to the handles. An API
 * that takes either names its field so. Both names are on disk.
 */
export const keyFields = { cookies: 'cookies', handles: 'nonces' } as const;

/**
 * Whether the keychain is in use and, if not, why: the page explains each. `asking`: it has not answered yet, and may be
 * asking the person something. With `missing` (its library) and `no-service`, keys are kept in memory for this run.
 */
const keychainStates = ['ready', 'locked', 'asking', 'failed', 'missing', 'no-service'] as const;
export const KeychainState = z.enum(keychainStates);
export type KeychainState = z.infer<typeof KeychainState>;

export const KeychainReport = z.object({
  state: KeychainState,
  /** What the operating system has; the page knows what it is called. */
  kind: z.enum(['secret-service', 'macos', 'windows']),
});
export type KeychainReport = z.infer<typeof KeychainReport>;

/**
 * What is known of a connection's key, without the key. `locked`: one was saved, and the keychain does not give it out
 * now. `changed`: one was saved, and what the open keychain has is nothing, or not what was saved. `elsewhere`: one was
 * saved for `origin`, and the connection's base URL is another's: it is not sent there.
 */
export const KeyStatus = z.object({
  connectionId: z.string(),
  state: z.enum(['absent', 'saved', 'locked', 'changed', 'elsewhere']),
  /** Where it is kept: `memory` lasts until Sessiondeck closes. */
  store: z.enum(['keychain', 'memory']),
  /** Names of the secret fields that are filled in; where it is `elsewhere`, none are. */
  fields: z.array(z.string()),
  /** Scheme, host and port that it was entered for; null: not known without the key, or there is none. */
  origin: z.string().nullable(),
});
export type KeyStatus = z.infer<typeof KeyStatus>;

/** Secrets on their way in, as pasted: field name → value. An empty value leaves that field as it is. */
export const Secrets = z.record(z.string().max(64), z.string().max(65_536));
export type Secrets = z.infer<typeof Secrets>;
