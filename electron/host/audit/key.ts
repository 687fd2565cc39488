import { createHash, randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { KeyError, type KeyStore } from '../keys/keys.ts';

/** The key's name in the keychain: each data folder has its own log and key. */
export function keyItem(folder: string): string {
  return `audit-head-${folderId(folder)}`;
}

/** Identifies a data folder in the names of keychain items: a hash of its path. */
export function folderId(folder: string): string {
  return createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 16);
}

const bytes = 32;

/** Resolves with the key of the log's head; null where it is unavailable. */
export type HeadKey = (mayMake: boolean) => Promise<Buffer | null>;

/**
 * The key that signs the log's head: 32 random bytes, in base64 in the keychain. It is created only with `mayMake`, and
 * never in place of one that a locked keychain does not release. Once read, it is kept in memory until Sessiondeck closes,
 * so it does not matter if the keychain locks itself later. A keychain that refuses is not asked again until the next
 * start, because each request may keep the person, and the log, waiting.
 */
export function headKey(keys: KeyStore, folder: string): HeadKey {
  const item = keyItem(folder);
  let known: Buffer | null = null;
  let refused = false;
  return async (mayMake) => {
    if (known || refused) return known;
    try {
      known = await find(keys, item, mayMake);
    } catch (error) {
      // The log continues without its key, and verifies as `unanchored`.
      refused = error instanceof KeyError;
      if (!refused) throw error;
    }
    return known;
  };
}

async function find(keys: KeyStore, item: string, mayMake: boolean): Promise<Buffer | null> {
  const text = await keys.read(item);
  if (text !== null) return decode(text);
  if (!mayMake) return null;
  const key = randomBytes(bytes);
  await keys.write(item, key.toString('base64'));
  return key;
}

/** A value that is not a key is left in place. */
function decode(text: string): Buffer | null {
  const key = Buffer.from(text, 'base64');
  return key.length === bytes ? key : null;
}
