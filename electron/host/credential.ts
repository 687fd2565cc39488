import { inspect } from 'node:util';
import { CookieJar } from 'tough-cookie';
import { z } from 'zod';
import type { Adapter, KeptHandle } from '../adapters/adapter.ts';
import type { Connection } from '../bridge/connection.ts';
import { fail } from '../bridge/failure.ts';
import { cookiesOf } from './cookies.ts';
import { KeyError } from './keys.ts';

/** All that is seen of a key that is printed, put into JSON or joined to a text by mistake. A clone of it cannot be made. */
const veil = {
  toJSON: () => '[redacted]',
  toString: () => '[redacted]',
  [inspect.custom]: () => '[redacted]',
};
type Veil = typeof veil;

/**
 * A connection's key as a whole: its secret fields; where the API is spoken to with cookies, its jar; and where
 * sessions are known to Sessiondeck alone, their handles.
 */
export interface Credential extends Veil {
  secrets: Record<string, string>;
  jar: CookieJar;
  handles: KeptHandle[];
  /** Scheme, host and port that it was entered for; null: an earlier version did not keep it. It is sent nowhere else. */
  origin: string | null;
}

const Stored = z.object({
  version: z.literal(1),
  secrets: z.record(z.string(), z.string()),
  jar: z.record(z.string(), z.unknown()).nullable(),
  handles: z.array(z.object({ handle: z.string(), createdAt: z.number().nullable() })).default([]),
  origin: z.string().nullable().default(null),
});

export function emptyCredential(origin: string): Credential {
  return { ...veil, secrets: {}, jar: newJar(), handles: [], origin };
}

/** The text that goes into the key store. */
export function writeCredential({ secrets, jar, handles, origin }: Credential): string {
  const cookies = jar.serializeSync();
  return JSON.stringify({
    version: 1,
    secrets,
    jar: cookies?.cookies.length ? cookies : null,
    handles,
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

/**
 * Puts what a person gave into a credential: cookies into the jar, handles to the handles, the rest as it is. An empty
 * value leaves its field alone. Throws `invalid`, without quoting the value, for what cannot be part of a request.
 */
export function putSecrets(
  adapter: Adapter,
  { baseUrl, settings }: Pick<Connection, 'baseUrl' | 'settings'>,
  credential: Credential,
  given: Record<string, string>,
): void {
  for (const [name, untrimmed] of Object.entries(given)) {
    const value = untrimmed.trim();
    if (!adapter.secrets.some((secret) => secret.name === name)) {
      return fail({
        code: 'invalid',
        tried: 'keys.put',
        got: 'this API has no such key field',
        field: 'secrets',
      });
    }
    if (!value) continue;
    if (name === 'cookies' && adapter.readCookies) {
      const jar = cookiesOf(credential.jar, baseUrl);
      for (const cookie of adapter.readCookies(value, settings, baseUrl)) {
        jar.set(cookie.name, headerSafe(cookie.value, name));
      }
    } else if (name === 'nonces' && adapter.readHandles) {
      for (const handle of adapter.readHandles(value)) keepHandle(credential, headerSafe(handle, name), null);
    } else credential.secrets[name] = headerSafe(value, name);
  }
}

/** Keeps a handle, once. */
export function keepHandle({ handles }: Credential, handle: string, createdAt: number | null): void {
  if (!handles.some((kept) => kept.handle === handle)) handles.push({ handle, createdAt });
}

/** Every value of a credential that must not be repeated. */
export function secretValues({ secrets, jar, handles }: Credential): string[] {
  const cookies = (jar.serializeSync()?.cookies ?? []).map(({ value }) => String(value));
  return [...Object.values(secrets), ...cookies, ...handles.map(({ handle }) => handle)];
}

/** A key has to fit into a header; the message never quotes it. */
function headerSafe(value: string, name: string): string {
  if (/^[\x21-\x7e]{6,4096}$/.test(value)) return value;
  const got = 'a key has 6 to 4096 visible ASCII characters and no space: was something else copied with it?';
  return fail({ code: 'invalid', tried: 'keys.put', got, field: name });
}
