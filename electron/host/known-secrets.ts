import { secretValues, type Credential } from './credential.ts';
import type { Realm } from './realm.ts';
import { patternOf } from './redact.ts';

/** Shorter ones are too common as text to be told apart from it. */
const shortest = 6;
/**
 * Small letters and dashes, and few: a word. On somebody's own machine it may be a key, and taken out of data it would
 * take our own words with it: kinds, states, the names of the APIs.
 */
const word = /^[a-z-]{1,20}$/;
/** How long one is known after it was last used, ms: no key is in memory for longer. */
const kept = 5 * 60_000;
/** How many are known at most, the latest: the pattern grows with each, and a server may set any number of cookies. */
const mostKnown = 1000;

/**
 * The secrets that are in use: keys, cookies, tokens, nonces, and a password while it is sent. Whatever leaves the host, for
 * the page, a file or the log, has every form of them replaced: a server may send one back, in a device's name, say.
 */
export class KnownSecrets {
  /** When each was last used, ms since the epoch; the latest last. */
  readonly #known = new Map<string, number>();
  #inTexts: RegExp | null = null;
  #inData: RegExp | null = null;
  #timer: NodeJS.Timeout | null = null;

  /** Of several the most important last: where there are too many, those are kept. */
  learn(values: Iterable<string>): void {
    for (const value of values) {
      if (value.length < shortest) continue;
      if (!this.#known.delete(value)) this.#changed();
      this.#known.set(value, Date.now());
    }
    for (const value of this.#known.keys()) if (this.#known.size > mostKnown) this.#forget(value);
    if (this.#known.size === 0 || this.#timer !== null) return;
    this.#timer = setTimeout(() => this.#forgetOld(), kept).unref();
  }

  /** Forgets these, or all. */
  forget(values: Iterable<string> = this.#known.keys()): void {
    for (const value of values) this.#forget(value);
  }

  /** The same data with every form of a known secret in its texts replaced; the very same object where there is none. */
  scrub<Data>(data: Data): Data {
    return this.holds(data) ? (this.#deeply(data) as Data) : data;
  }

  /** Whether some form of a known secret is in the data. */
  holds(data: unknown): boolean {
    this.#inData ??= patternOf([...this.#known.keys()].filter((value) => !word.test(value)));
    return JSON.stringify(data).search(this.#inData) >= 0;
  }

  /** A text of somebody else's: nothing in it is a word of ours. */
  scrubText(text: string): string {
    this.#inTexts ??= patternOf(this.#known.keys());
    return text.replace(this.#inTexts, '[redacted]');
  }

  #deeply(data: unknown): unknown {
    if (typeof data === 'string') return this.#inData ? data.replace(this.#inData, '[redacted]') : data;
    if (Array.isArray(data)) return data.map((item) => this.#deeply(item));
    if (typeof data !== 'object' || data === null) return data;
    return Object.fromEntries(
      Object.entries(data).map(([name, value]) => [this.#deeply(name), this.#deeply(value)]),
    );
  }

  #forget(value: string): void {
    if (this.#known.delete(value)) this.#changed();
  }

  #forgetOld(): void {
    this.#timer = null;
    for (const [value, used] of this.#known) if (used <= Date.now() - kept) this.#forget(value);
    this.learn([]);
  }

  #changed(): void {
    this.#inTexts = this.#inData = null;
  }
}

/** better-auth's handles and cookies are `token.signature`: its messages may name the token alone, which is as good. */
export function withToken(secret: string): string[] {
  const [token = ''] = secret.split('.');
  // The first part of a JWT is the same for all.
  return token.startsWith('eyJ') ? [secret] : [secret, token];
}

/** A realm of which every key is known once it is read or written. */
export function learning(secrets: KnownSecrets, realm: Realm): Realm {
  const { credentials } = realm;
  // The fields last: a server may set any number of cookies.
  const learn = (credential: Credential) =>
    secrets.learn(secretValues(credential).flatMap(withToken).toReversed());
  return {
    ...realm,
    credentials: {
      ...credentials,
      async read(connectionId) {
        const credential = await credentials.read(connectionId);
        learn(credential);
        return credential;
      },
      write(connectionId, credential) {
        learn(credential);
        return credentials.write(connectionId, credential);
      },
    },
  };
}
