import { formsOf, shortestForm } from './redact.ts';

/** How many beginnings are told apart: of a hundred thousand forms, a part of those that a text has. */
const beginnings = 2 ** 18;

/** Forms whose first characters are the same: how often each was added, and the lengths that there are, longest first. */
interface Alike {
  forms: Map<string, number>;
  lengths: number[];
}

/**
 * Finds all forms of many secrets in a text, the longest one where several begin; also in a text that was written as JSON,
 * where a form is escaped once more. To learn or to forget a secret costs the same however many others there are, as it does
 * not with a regular expression: a server may set any number of cookies.
 */
export class SecretFinder {
  readonly #byStart = new Map<string, Alike>();
  /** How many forms begin in such a way: most places of a text are passed by at a glance. */
  readonly #counts = new Uint32Array(beginnings);

  add(secret: string): void {
    for (const form of spellings(secret)) {
      const start = form.slice(0, shortestForm);
      const { forms, lengths } = this.#byStart.get(start) ?? {
        forms: new Map<string, number>(),
        lengths: [],
      };
      forms.set(form, (forms.get(form) ?? 0) + 1);
      if (!lengths.includes(form.length)) lengths.push(form.length);
      this.#byStart.set(start, { forms, lengths: lengths.sort((a, b) => b - a) });
      this.#count(form, 1);
    }
  }

  /** Takes back one `add` of the same secret. */
  remove(secret: string): void {
    for (const form of spellings(secret)) {
      const start = form.slice(0, shortestForm);
      const alike = this.#byStart.get(start);
      const times = alike?.forms.get(form);
      if (!alike || times === undefined) continue;
      if (times > 1) alike.forms.set(form, times - 1);
      else alike.forms.delete(form);
      if (alike.forms.size === 0) this.#byStart.delete(start);
      this.#count(form, -1);
    }
  }

  isIn(text: string): boolean {
    return this.#next(text, 0) !== null;
  }

  /** The text with each form replaced by `[redacted]`. */
  scrub(text: string): string {
    let [scrubbed, done] = ['', 0];
    for (let found = this.#next(text, 0); found; found = this.#next(text, done)) {
      scrubbed += `${text.slice(done, found.at)}[redacted]`;
      done = found.at + found.length;
    }
    return scrubbed + text.slice(done);
  }

  /** The first form from there on. */
  #next(text: string, from: number): { at: number; length: number } | null {
    if (this.#byStart.size === 0) return null;
    const last = text.length - shortestForm;
    for (let at = from; at <= last; at += 1) {
      if (this.#counts[beginning(text, at)] === 0) continue;
      const alike = this.#byStart.get(text.slice(at, at + shortestForm));
      const length = alike?.lengths.find((one) => alike.forms.has(text.slice(at, at + one)));
      if (length !== undefined) return { at, length };
    }
    return null;
  }

  #count(form: string, by: 1 | -1): void {
    const place = beginning(form, 0);
    this.#counts[place] = (this.#counts[place] ?? 0) + by;
  }
}

/** Its forms, and each as it stands in JSON. */
function spellings(secret: string): Set<string> {
  const forms = formsOf(secret);
  return new Set([...forms, ...forms.map((form) => JSON.stringify(form).slice(1, -1))]);
}

/** A number for the first three characters from there on. */
function beginning(text: string, at: number): number {
  const sum = text.charCodeAt(at) ^ (text.charCodeAt(at + 1) << 5) ^ (text.charCodeAt(at + 2) << 11);
  return sum & (beginnings - 1);
}
