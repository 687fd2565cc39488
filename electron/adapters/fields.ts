import { z } from 'zod';
import type { Session } from '../bridge/session.ts';
import { readMoment } from './moment.ts';

// Fields that are only displayed. No verdict rests on them, so a malformed one is dropped without losing its row.

/** Longest text kept of a field, in characters; longer texts are cut. */
const longestText = 16_384;
/** Longest id, in characters: an id becomes part of a URL, and a cut id would name something else. */
const longestId = 4096;

/** Names a session: a text, or an integer that a double holds exactly. */
export const Id = z.union([z.string().min(1).max(longestId), z.int().transform(String)]);

/** One object of a row, before its fields are parsed. */
type Wire = Readonly<Record<string, unknown>>;
const nothing: Wire = {};

function isWire(value: unknown): value is Wire {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses one object's fields, and collects the names of those that it cannot read. */
export class Fields {
  readonly #wire: Wire;
  readonly #prefix: string;
  readonly #unreadable: string[];
  readonly #zoneless: string[];

  constructor(wire: unknown, prefix = '', of?: Fields) {
    this.#unreadable = of ? of.#unreadable : [];
    this.#zoneless = of ? of.#zoneless : [];
    this.#prefix = prefix;
    this.#wire = isWire(wire) ? wire : nothing;
    if (!isWire(wire ?? nothing)) this.#unreadable.push(prefix.slice(0, -1));
  }

  /** The problems of reading, to spread into a session; empty when there were none. */
  get reading(): Pick<Session, 'reading'> {
    const [unreadable, zoneless] = [this.#unreadable, this.#zoneless];
    return unreadable.length + zoneless.length > 0 ? { reading: { unreadable, zoneless } } : {};
  }

  /** The raw value. */
  raw(name: string): unknown {
    return this.#wire[name];
  }

  /** The fields of a nested object; empty when there is no object. */
  within(name: string): Fields {
    return new Fields(this.#wire[name], `${this.#prefix}${name}.`, this);
  }

  /** A text; a number becomes digits, an object or list its texts joined. Null when empty; cut at the longest text. */
  text(name: string): string | null {
    const read = textOf(this.#wire[name], 3);
    if (read === undefined) return this.#lost(name);
    const text = read?.trim() ? read : null;
    return text && text.length > longestText ? `${text.slice(0, longestText)}…` : text;
  }

  /** An id, never cut; null when there is none or it cannot be read. */
  id(name: string): string | null {
    const value = this.#wire[name];
    if (value === null || value === undefined || value === '') return null;
    const wrapped = typeof value === 'object' ? (value as Wire)['$oid'] : value;
    const parsed = Id.safeParse(wrapped);
    return parsed.success ? parsed.data : this.#lost(name);
  }

  /** The name of a device or browser; null for “Unknown” and the like. */
  label(name: string): string | null {
    const text = this.text(name);
    return text !== null && isUnknown(text) ? null : text;
  }

  /** A boolean, also given as a number, a text, or the date since when it is true. */
  flag(name: string): boolean | null {
    const read = flagOf(this.#wire[name]);
    return read === undefined ? this.#lost(name) : read;
  }

  /** A time in ms since the epoch. A time without a zone is read as UTC and reported in `reading`. */
  time(name: string): number | null {
    const read = readMoment(this.#wire[name]);
    if (read === undefined) return this.#lost(name);
    if (read?.zoneless) this.#zoneless.push(`${this.#prefix}${name}`);
    return read?.at ?? null;
  }

  #lost(name: string): null {
    this.#unreadable.push(`${this.#prefix}${name}`);
    return null;
  }
}

const nothingKnown =
  /^(unknown|undefined|null|none|n\/?a|other|generic|not available|unrecognized)?( ?(device|browser|os|platform|agent|user agent|location|city|country))?( \(?0(\.0)*\)?)?$/i;

/** Whether a text only says that a value is unknown: "Unknown", "Unknown Browser", "n/a". */
export function isUnknown(text: string): boolean {
  return text.length <= 60 && nothingKnown.test(text.replace(/[<>()[\]"'\s-]+/g, ' ').trim());
}

/** Undefined: there is a value, but it is not a text. */
function textOf(value: unknown, depth: number): string | null | undefined {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || depth === 0) return undefined;
  const parts = Object.values(value).slice(0, 20);
  if (parts.length === 0) return null;
  const texts = parts.flatMap((part) => textOf(part, depth - 1) || []);
  return texts.length > 0 ? texts.join(', ') : parts.every((part) => part == null) ? null : undefined;
}

const flags: Record<string, boolean | null> = {
  ...{ '1': true, true: true, t: true, yes: true, y: true, on: true, enabled: true },
  ...{ '0': false, false: false, f: false, no: false, n: false, off: false, disabled: false },
  ...{ '': null, null: null, '\u0000': false, '\u0001': true },
};

/** Undefined: there is a value, but it is neither a yes nor a no. */
function flagOf(value: unknown): boolean | null | undefined {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number' && (value === 0 || value === 1)) return value === 1;
  if (typeof value === 'string') {
    const known = value.length < 10 ? flags[value.trim().toLowerCase()] : undefined;
    if (known !== undefined) return known;
  }
  // MySQL's BIT(1), as its driver serialises it to JSON.
  const bits = z.object({ type: z.literal('Buffer'), data: z.array(z.int()).min(1) }).safeParse(value);
  if (bits.success) return bits.data.data.some((bit) => bit !== 0);
  const since = readMoment(value);
  return since === undefined ? undefined : since !== null;
}
