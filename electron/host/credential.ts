import { CookieJar } from 'tough-cookie';
import { z } from 'zod';
import { fail } from '../bridge/failure.ts';

/** A connection's key as a whole: its secret fields and, where the API is spoken to with cookies, its jar. */
export interface Credential {
  secrets: Record<string, string>;
  jar: CookieJar;
}

const Stored = z.object({
  version: z.literal(1),
  secrets: z.record(z.string(), z.string()),
  jar: z.record(z.string(), z.unknown()).nullable(),
});

export function emptyCredential(): Credential {
  return { secrets: {}, jar: newJar() };
}

/** The text that goes into the key store. */
export function writeCredential({ secrets, jar }: Credential): string {
  const cookies = jar.serializeSync();
  return JSON.stringify({ version: 1, secrets, jar: cookies?.cookies.length ? cookies : null });
}

/** Throws `keychain` when the text is not what Sessiondeck wrote; the text is never quoted. */
export function readCredential(text: string): Credential {
  const parsed = Stored.safeParse(jsonOrNull(text));
  if (!parsed.success) {
    const got = 'the saved key is damaged: forget it and enter it again';
    return fail({ code: 'keychain', tried: 'reading the key', got, next: 'enter-key' });
  }
  const { secrets, jar } = parsed.data;
  return { secrets, jar: jar ? CookieJar.deserializeSync(JSON.stringify(jar)) : newJar() };
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // JSON.parse quotes its input, which is the key.
    return null;
  }
}

function newJar(): CookieJar {
  // `localhost` and addresses are hosts of their own here, not public suffixes to be refused.
  return new CookieJar(undefined, { allowSpecialUseDomain: true, rejectPublicSuffixes: false });
}
