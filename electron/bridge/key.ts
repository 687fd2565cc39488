import { z } from 'zod';

/** Why the keychain is not in use: the page explains each. */
const keychainStates = ['ready', 'locked', 'missing', 'no-service', 'failed'] as const;
export const KeychainState = z.enum(keychainStates);
export type KeychainState = z.infer<typeof KeychainState>;

/**
 * What is known of a connection's key, without the key. `locked`: one was saved, and the keychain does not give it out
 * now. `changed`: one was saved, the keychain is open, and it is not there any more.
 */
export const KeyStatus = z.object({
  connectionId: z.string(),
  state: z.enum(['absent', 'saved', 'locked', 'changed']),
  /** Where it is kept: `memory` lasts until Sessiondeck closes. */
  store: z.enum(['keychain', 'memory']),
  /** Names of the secret fields that are filled in. */
  fields: z.array(z.string()),
});
export type KeyStatus = z.infer<typeof KeyStatus>;

/** Secrets on their way in: field name → value. An empty value leaves that field as it is. */
export const Secrets = z.record(z.string().max(64), z.string().max(16_384));
export type Secrets = z.infer<typeof Secrets>;
