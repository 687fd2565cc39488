import { patternOf } from './redact.ts';

/** Shorter ones are left alone in a server's data: `secret` may be a key on somebody's own machine, and is a word. */
const shortest = 8;

/**
 * The keys and cookies that were used since the start. A server that sends one of them back, in a device's name, say,
 * has it scrubbed before the page, a file or an export can have it.
 */
export class KnownSecrets {
  readonly #values = new Set<string>();
  #pattern = patternOf([]);

  learn(values: Iterable<string>): void {
    const before = this.#values.size;
    for (const value of values) if (value.length >= shortest) this.#values.add(value);
    if (this.#values.size > before) this.#pattern = patternOf(this.#values);
  }

  /** The same data with every form of a known secret in its texts replaced; the very same object where there is none. */
  scrub<Data extends object>(data: Data): Data {
    const found = JSON.stringify(data).search(this.#pattern) >= 0;
    return found ? (this.#deeply(data) as Data) : data;
  }

  #scrub(text: string): string {
    return text.replace(this.#pattern, '[redacted]');
  }

  #deeply(data: unknown): unknown {
    if (typeof data === 'string') return this.#scrub(data);
    if (Array.isArray(data)) return data.map((item) => this.#deeply(item));
    if (typeof data !== 'object' || data === null) return data;
    return Object.fromEntries(
      Object.entries(data).map(([name, value]) => [this.#scrub(name), this.#deeply(value)]),
    );
  }
}
