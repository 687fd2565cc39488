import { inspect } from 'node:util';
import { CookieJar } from 'tough-cookie';
import { z } from 'zod';
import type { KeptHandle, Learned } from '../../adapters/adapter.ts';
import { KeyError } from './keys.ts';
import { Person, SignInRecord } from '../sign-in/record.ts';

/** All that is seen of a key that is printed, put into JSON or joined to a text by mistake. A clone of it cannot be made. */
const veil = {
  toJSON: () => '[redacted]',
  toString: () => '[redacted]',
  [inspect.custom]: () => '[redacted]',
};
type Veil = typeof veil;

const StoredHandle = z.object({
  handle: z.string(),
  createdAt: z.number().nullable(),
  /** Who was last seen signed in on it. */
  user: Person.nullable().default(null),
  /** The latest sign-in on it that was begun here. */
  signIn: SignInRecord.nullable().default(null),
});

/** A handle with what is known of its sign-ins. */
export type StoredHandle = KeptHandle & z.infer<typeof StoredHandle>;

/**
 * A connection's key as a whole: its secret fields; where the API is spoken to with cookies, its jar; and where
 * sessions are known to Sessiondeck alone, their handles.
 */
export interface Credential extends Veil {
  secrets: Record<string, string>;
  jar: CookieJar;
  handles: StoredHandle[];
  learned: Learned;
  /** Scheme, host and port that it was entered for; null: an earlier version did not keep it. It is sent nowhere else. */
  origin: string | null;
}

const Stored = z.object({
  version: z.literal(1),
  secrets: z.record(z.string(), z.string()),
  jar: z.record(z.string(), z.unknown()).nullable(),
  handles: z.array(StoredHandle).default([]),
  learned: z.object({ outlives: z.number().nullable() }).default({ outlives: null }),
  origin: z.string().nullable().default(null),
});

export function emptyCredential(origin: string): Credential {
  return { ...veil, secrets: {}, jar: newJar(), handles: [], learned: { outlives: null }, origin };
}

/** The text that goes into the key store. */
export function writeCredential({ secrets, jar, handles, learned, origin }: Credential): string {
  const cookies = jar.serializeSync();
  return JSON.stringify({
    version: 1,
    secrets,
    jar: cookies?.cookies.length ? cookies : null,
    handles,
    learned,
    origin,
  });
}

/** Throws KeyError `corrupt` when the text is not what Sessiondeck wrote; the text is never quoted. */
export function readCredential(text: string): Credential {
  const parsed = Stored.safeParse(jsonOrNull(text));
  if (!parsed.success) throw new KeyError('corrupt', 'reading the key');
  const { jar, ...rest } = parsed.data;
  return { ...veil, ...rest, jar: jar ? CookieJar.deserializeSync(JSON.stringify(jar)) : newJar() };
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

/** Every value of a credential that must not be repeated. */
export function secretValues({ secrets, jar, handles }: Credential): string[] {
  const cookies = (jar.serializeSync()?.cookies ?? []).map(({ value }) => String(value));
  return [...Object.values(secrets), ...cookies, ...handles.map(({ handle }) => handle)];
}
