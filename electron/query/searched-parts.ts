import { partNames, textOf, type Part } from './listed-text.ts';
import type { ListedSession } from './listed-session.ts';
import type { Mask } from './masks.ts';
import type { Names } from './names.ts';
import { Texts } from './texts.ts';

/** How many rows are prepared between two looks at the clock. */
const slice = 500;

interface Searched {
  texts: Texts;
  /** The number of each row's text. */
  codes: Uint32Array;
}

/** What is searched of the rows of a list: read off each row once, each different text kept once. */
export class SearchedParts {
  readonly #sessions: readonly ListedSession[];
  readonly #names: Names;
  readonly #parts: Record<Part, Searched>;
  /** Rows from here on are not prepared, and neither are those of `#touched`. */
  #prepared = 0;
  #touched: number[] = [];

  /** @param sessions the rows, which may grow; `grow` is told */
  constructor(sessions: readonly ListedSession[], names: Names) {
    this.#sessions = sessions;
    this.#names = names;
    const entries = partNames.map((part) => [part, { texts: new Texts(), codes: new Uint32Array() }]);
    this.#parts = Object.fromEntries(entries) as Record<Part, Searched>;
  }

  /** Rows have come, or have taken the place of others. */
  grow(numbers: readonly number[]): void {
    for (const part of partNames) {
      const codes = new Uint32Array(this.#sessions.length);
      codes.set(this.#parts[part].codes);
      this.#parts[part].codes = codes;
    }
    for (const number of numbers) if (number < this.#prepared) this.#touched.push(number);
  }

  /** Whether a search can be answered at once. */
  get isPrepared(): boolean {
    return this.#prepared === this.#sessions.length && this.#touched.length === 0;
  }

  /** Prepares rows as long as there is time. True: all are. */
  prepare(hasTime: () => boolean): boolean {
    while (!this.isPrepared && hasTime()) {
      for (const number of this.#touched.splice(0, slice)) this.#read(number);
      const end = Math.min(this.#prepared + slice, this.#sessions.length);
      for (; this.#prepared < end; this.#prepared += 1) this.#read(this.#prepared);
    }
    return this.isPrepared;
  }

  /** The rows that have one of the spellings in one of the parts. */
  having(parts: readonly Part[], spellings: readonly string[]): Mask {
    const mask = new Uint8Array(this.#sessions.length);
    for (const part of parts) mark(mask, this.#parts[part].codes, this.#parts[part].texts.having(spellings));
    return mask;
  }

  /** The rows of which a part, as a whole, passes a test. */
  passing(part: Part, holds: (text: string) => boolean): Mask {
    const mask = new Uint8Array(this.#sessions.length);
    mark(mask, this.#parts[part].codes, this.#parts[part].texts.passing(holds));
    return mask;
  }

  #read(number: number): void {
    const session = this.#sessions[number];
    if (!session) return;
    for (const part of partNames) {
      const { texts, codes } = this.#parts[part];
      codes[number] = texts.codeOf(textOf(part, session, this.#names));
    }
  }
}

/** Marks the rows whose text was found. */
function mark(mask: Mask, codes: Uint32Array, found: Uint8Array): void {
  if (!found.includes(1)) return;
  for (let at = 0; at < mask.length; at += 1) mask[at] = (mask[at] ?? 0) | (found[codes[at] ?? 0] ?? 0);
}
