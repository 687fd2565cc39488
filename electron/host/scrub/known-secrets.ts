import { Cookie } from 'tough-cookie';
import { namedIn, tokenOf } from '../../adapters/cookies/device-cookies.ts';
import type { Realm } from '../connections/realm.ts';
import { type CredentialChange, secretsIn } from '../keys/credential-changes.ts';
import { type Credential, secretValues } from '../keys/credential.ts';
import { isOurWord } from './our-words.ts';
import { redactor, SecretFinder } from './secret-finder.ts';
import { shortestForm } from './secret-forms.ts';

/** How long a secret is remembered after its last use, ms, so that no key stays in memory for longer. */
const kept = 5 * 60_000;
/** Limits on the number of known secrets and their characters: a server may set any number of cookies. */
const mostKnown = 1000;
const mostCharacters = 512 * 1024;

/**
 * The secrets in use: keys, cookies, tokens, nonces, and a password while it is sent. In everything that leaves the host,
 * for the page, a file or the log, every form of them is replaced: a server may echo one, for example in a device's name.
 */
export class KnownSecrets {
  /** When each was last used, ms since the epoch; the latest comes last. */
  readonly #known = new Map<string, number>();
  #characters = 0;
  /** The number of running operations that use each. */
  readonly #inUse = new Map<string, number>();
  readonly #secrets = new SecretFinder();
  /** Secrets that are also words of our own: they are searched for in texts, but not in data. */
  readonly #words = new SecretFinder();
  /** Objects without a secret, and how many secrets had been learned when they were searched. */
  readonly #clean = new WeakMap<object, number>();
  #learned = 0;
  #timer: NodeJS.Timeout | null = null;

  /** Adds secrets. Over the limits the oldest are forgotten (of one call, the first), except those in use. */
  learn(values: Iterable<string>): void {
    for (const value of values) {
      if (value.length < shortestForm) continue;
      if (!this.#known.delete(value)) this.#learnNew(value);
      this.#known.set(value, Date.now());
    }
    for (const value of this.#known.keys()) {
      if (this.#known.size <= mostKnown && this.#characters <= mostCharacters) break;
      this.forget([value]);
    }
    if (this.#known.size === 0 || this.#timer !== null) return;
    this.#timer = setTimeout(() => this.#forgetOld(), kept).unref();
  }

  /** Adds secrets and keeps them at least until the returned function is called: an operation's result may hold them. */
  use(values: readonly string[]): () => void {
    for (const value of values) this.#inUse.set(value, (this.#inUse.get(value) ?? 0) + 1);
    this.learn(values);
    let ended = false;
    return () => {
      if (!ended) for (const value of values) this.#endUse(value);
      ended = true;
    };
  }

  /** Forgets these secrets, or all; never those in use. */
  forget(values: Iterable<string> = this.#known.keys()): void {
    for (const value of values) if (!this.#inUse.has(value)) this.#forget(value);
  }

  /** A copy of the data with every form of a known secret in its texts replaced; the same object if there is none. */
  scrub<Data>(data: Data): Data {
    return this.holds(data) ? (this.#deeply(data) as Data) : data;
  }

  /** Whether the data contains any form of a known secret. */
  holds(data: unknown): boolean {
    if (typeof data === 'string') return this.#secrets.isIn(data);
    if (typeof data !== 'object' || data === null) return false;
    if (Array.isArray(data)) return data.some((item) => this.holds(item));
    if (this.#clean.get(data) === this.#learned) return false;
    for (const name in data)
      if (this.#secrets.isIn(name) || this.holds((data as Record<string, unknown>)[name])) return true;
    return false;
  }

  /** Like `scrub`, and freezes the object: it is not searched again until another secret is learned. */
  scrubKept<Data extends object>(data: Data): Data {
    const kept = Object.freeze(this.scrub(data));
    this.#clean.set(kept, this.#learned);
    return kept;
  }

  /** Scrubs third-party text. Our enum words need no protection here, so secrets that look like one are replaced too. */
  scrubText(text: string): string {
    return this.#words.scrub(this.#secrets.scrub(text));
  }

  #deeply(data: unknown): unknown {
    if (typeof data === 'string') return this.#secrets.scrub(data);
    if (Array.isArray(data)) return data.map((item) => this.#deeply(item));
    if (typeof data !== 'object' || data === null) return data;
    return Object.fromEntries(
      Object.entries(data).map(([name, value]) => [this.#deeply(name), this.#deeply(value)]),
    );
  }

  #learnNew(value: string): void {
    this.#finderOf(value).add(value);
    this.#learned += 1;
    this.#characters += value.length;
  }

  #forget(value: string): void {
    if (!this.#known.delete(value)) return;
    this.#finderOf(value).remove(value);
    this.#characters -= value.length;
  }

  #finderOf(value: string): SecretFinder {
    return isOurWord(value) ? this.#words : this.#secrets;
  }

  #endUse(value: string): void {
    const times = this.#inUse.get(value) ?? 0;
    if (times > 1) this.#inUse.set(value, times - 1);
    else this.#inUse.delete(value);
  }

  #forgetOld(): void {
    this.#timer = null;
    const old = Date.now() - kept;
    this.forget([...this.#known].filter(([, used]) => used <= old).map(([value]) => value));
    this.learn([]);
  }
}

/**
 * better-auth's cookies are `token.signature`, and its handles are cookies with their names. Its messages, and the
 * lower-cased cookie names, may hold the token alone, which is just as secret.
 */
export function withToken(secret: string): string[] {
  const named = new Set(namedIn(secret).map(({ value }) => value));
  return [...(named.size > 0 ? named : [secret])].flatMap((signed) => {
    const token = tokenOf(signed);
    // The first part of a JWT is its header, which many tokens share.
    return token.startsWith('eyJ') ? [signed] : [signed, token];
  });
}

/** Scrubs as `scrub` does and, once there is a response, also the cookies that it sets: they are secrets too. */
export function scrubFresh(
  scrub: (text: string) => string,
  seen: { response: Response | null },
): (text: string) => string {
  let fresh: typeof scrub | null = null;
  return (text) => {
    if (!seen.response) return scrub(text);
    const lines = seen.response.headers.getSetCookie();
    fresh ??= redactor(lines.flatMap((line) => withToken(Cookie.parse(line)?.value ?? '')));
    return fresh(scrub(text));
  };
}

/** The secret values of a key. Fields come last, because the first are forgotten first and a server may set many cookies. */
export function valuesOf(credential: Credential): string[] {
  return secretValues(credential).flatMap(withToken).toReversed();
}

/** A realm that registers every key with `secrets` when it is read, entered or changed. */
export function learning(secrets: KnownSecrets, realm: Realm): Realm {
  const { credentials } = realm;
  const learnt = (changes: readonly CredentialChange[]) => {
    secrets.learn(secretsIn(changes).flatMap(withToken));
    return changes;
  };
  return {
    ...realm,
    credentials: {
      ...credentials,
      async read(connection) {
        const credential = await credentials.read(connection);
        secrets.learn(valuesOf(credential));
        return credential;
      },
      change: (connection, changes, since, asked) =>
        credentials.change(connection, learnt(changes), since, asked),
      put: (connection, changes, inMemory) => credentials.put(connection, learnt(changes), inMemory),
    },
  };
}
