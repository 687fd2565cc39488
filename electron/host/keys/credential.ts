import { inspect } from 'node:util';
import { CookieJar } from 'tough-cookie';
import { z } from 'zod';
import type { KeptHandle, Learned } from '../../adapters/adapter.ts';
import { concealedParts } from '../http/route/route.ts';
import { KeyError } from './keys.ts';
import { Person, SignInRecord } from '../sign-in/record.ts';

/** Shown instead of a key that is printed, serialised or concatenated by mistake. Its functions also prevent cloning. */
const veil = {
  toJSON: () => '[redacted]',
  toString: () => '[redacted]',
  [inspect.custom]: () => '[redacted]',
};
type Veil = typeof veil;

const StoredHandle = z.object({
  handle: z.string(),
  createdAt: z.number().nullable(),
  /** The person last seen signed in on this session. */
  user: Person.nullable().default(null),
  /** The latest sign-in that was started here on this session. */
  signIn: SignInRecord.nullable().default(null),
});

/** A handle with what is known of its sign-ins. */
export type StoredHandle = KeptHandle & z.infer<typeof StoredHandle>;

/**
 * A connection's complete key: its secret fields; where the API uses cookies, its jar; and where only Sessiondeck knows
 * the sessions, their handles.
 */
export interface Credential extends Veil {
  secrets: Record<string, string>;
  jar: CookieJar;
  handles: StoredHandle[];
  learned: Learned;
  /** The only origin it is sent to: the one it was entered for. Null: an earlier version did not store it. */
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

/** A key without any secrets, bound to an origin. */
export function emptyCredential(origin: string): Credential {
  return { ...veil, secrets: {}, jar: newJar(), handles: [], learned: { outlives: null }, origin };
}

/** Serialises a key for the key store. */
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

/** Parses a stored key. Throws KeyError `corrupt` when Sessiondeck did not write the text; never quotes the text. */
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
  // Accept `localhost` and bare addresses as hosts; tough-cookie would refuse them as special names or public suffixes.
  return new CookieJar(undefined, { allowSpecialUseDomain: true, rejectPublicSuffixes: false });
}

/** Every value of a credential that must not be repeated. */
export function secretValues({ secrets, jar, handles }: Credential): string[] {
  const cookies = (jar.serializeSync()?.cookies ?? []).map(({ value }) => String(value));
  const fields = Object.entries(secrets).flatMap(([name, value]) => concealedParts(name, value));
  return [...fields, ...cookies, ...handles.map(({ handle }) => handle)];
}
