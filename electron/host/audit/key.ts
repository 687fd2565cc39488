import { createHash, randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { KeyError, type KeyStore } from '../keys/keys.ts';

/** Its name in the keychain: each data folder has a log, and a key, of its own. */
export function keyItem(folder: string): string {
  return `audit-head-${folderId(folder)}`;
}

/** What tells one data folder from another in the names of keychain items: made from its path. */
export function folderId(folder: string): string {
  return createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 16);
}

const bytes = 32;

/** The key of the log's head; null where it is not to be had. */
export type HeadKey = (mayMake: boolean) => Promise<Buffer | null>;

/**
 * The key that the log's head is signed with: 32 random bytes, in base64 in the keychain. It is made only when asked
 * for with `mayMake`, and never in the place of one that a locked keychain does not give out. Once had, it is kept
 * for this run, so that a keychain that locks itself later does not matter. A keychain that refuses is not asked again
 * in this run: each time it may keep the person, and the log, waiting.
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
      // The log goes on without its key, and says `unanchored`.
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

/** What is in its place and is no key is left there. */
function decode(text: string): Buffer | null {
  const key = Buffer.from(text, 'base64');
  return key.length === bytes ? key : null;
}
