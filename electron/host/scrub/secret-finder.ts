import { formsOf, shortestForm } from './secret-forms.ts';

/** Size of the filter that a position in a text must pass before the tree is walked. */
const slots = 2 ** 14;
/** A text that matches the beginning of a form for this many characters is redacted as far as it matches. */
const longEnough = 32;

/** A part of the text, up to but not including `end`. */
interface Stretch {
  start: number;
  end: number;
}

/** A node of a radix tree: the label that leads to it, and how often the form that ends here was added. */
interface Node {
  label: string;
  /** Keyed by the code of the first character of their labels. */
  children: Map<number, Node>;
  times: number;
}

/**
 * Finds every form of many secrets in a text, even if the text was JSON-encoded once more. The forms are kept in a radix
 * tree, so adding or removing one takes time proportional to its length, however many others there are.
 *
 * A search takes time linear in the text, whatever the secrets are: at each position, either the tree is walked for fewer
 * than 32 characters, or the match is longer and is redacted without being examined again. So it finds every form and, of
 * forms longer than that, also a beginning of at least 32 characters.
 */
export class SecretFinder {
  readonly #root: Node = node('', 0);
  /** For each slot, how many forms begin with three characters that hash to it. */
  readonly #starts = new Uint32Array(slots);

  /** Adds every form of a secret; each `add` needs its own `remove`. */
  add(secret: string): void {
    for (const form of spellings(secret)) {
      insert(this.#root, form);
      this.#count(form, 1);
    }
  }

  /** Reverts one `add` of the same secret; does nothing for a secret that was not added. */
  remove(secret: string): void {
    for (const form of spellings(secret)) if (withdraw(this.#root, form)) this.#count(form, -1);
  }

  /** Whether any form of a secret is in the text. */
  isIn(text: string): boolean {
    if (this.#root.children.size === 0) return false;
    const last = text.length - shortestForm;
    for (let at = 0; at <= last; at += 1) {
      if (this.#starts[slotOf(text, at)] === 0) continue;
      const { agreed, whole } = walk(this.#root, text, at);
      if (whole > 0 || agreed >= longEnough) return true;
    }
    return false;
  }

  /** The text with every match replaced by `[redacted]`. */
  scrub(text: string): string {
    let [scrubbed, done] = ['', 0];
    for (const { start, end } of this.#stretches(text)) {
      scrubbed += `${text.slice(done, start)}[redacted]`;
      done = end;
    }
    return scrubbed + text.slice(done);
  }

  /** The matches to redact, from left to right; overlapping matches are merged. */
  *#stretches(text: string): Generator<Stretch> {
    if (this.#root.children.size === 0) return;
    let found: Stretch = { start: 0, end: 0 };
    const last = text.length - shortestForm;
    for (let at = 0; at <= last; at += 1) {
      if (this.#starts[slotOf(text, at)] === 0) continue;
      const { agreed, whole } = walk(this.#root, text, at);
      const end = at + (agreed >= longEnough ? agreed : whole);
      if (end === at) continue;
      if (at >= found.end) {
        if (found.end > 0) yield found;
        found = { start: at, end };
      } else found.end = Math.max(found.end, end);
      // Another form may begin within the last characters that matched, and end beyond them.
      if (agreed >= longEnough) at += agreed - longEnough;
    }
    if (found.end > 0) yield found;
  }

  #count(form: string, by: 1 | -1): void {
    const slot = slotOf(form, 0);
    this.#starts[slot] = (this.#starts[slot] ?? 0) + by;
  }
}

/**
 * Makes a function that replaces every form of the given secrets in a text by `[redacted]`. The forms are computed on the
 * first call, because most operations make none.
 */
export function redactor(secrets: Iterable<string>): (text: string) => string {
  const own = [...secrets];
  if (own.length === 0) return (text) => text;
  let finder: SecretFinder | null = null;
  return (text) => {
    if (!finder) {
      finder = new SecretFinder();
      for (const secret of own) finder.add(secret);
    }
    return finder.scrub(text);
  };
}

/** The forms of a secret, each also JSON-escaped. */
function spellings(secret: string): Set<string> {
  const forms = formsOf(secret);
  return new Set([...forms, ...forms.map((form) => JSON.stringify(form).slice(1, -1))]);
}

/** The slot of the three characters at this position. */
function slotOf(text: string, at: number): number {
  const sum = text.charCodeAt(at) ^ (text.charCodeAt(at + 1) << 5) ^ (text.charCodeAt(at + 2) << 11);
  return sum & (slots - 1);
}

function node(label: string, times: number): Node {
  return { label, children: new Map(), times };
}

/** How many characters of a label the text matches at this position; the first character is known to match. */
function shared(label: string, text: string, at: number): number {
  let length = 1;
  while (length < label.length && label.charCodeAt(length) === text.charCodeAt(at + length)) length += 1;
  return length;
}

function insert(root: Node, form: string): void {
  let [parent, at] = [root, 0];
  while (at < form.length) {
    const code = form.charCodeAt(at);
    const child = parent.children.get(code);
    if (!child) return void parent.children.set(code, node(form.slice(at), 1));
    const length = shared(child.label, form, at);
    if (length < child.label.length) split(child, length);
    [parent, at] = [child, at + length];
  }
  parent.times += 1;
}

/** Splits a node in two: the upper one keeps `length` characters of the label. */
function split(upper: Node, length: number): void {
  const lower = { ...upper, label: upper.label.slice(length) };
  upper.label = upper.label.slice(0, length);
  upper.children = new Map([[lower.label.charCodeAt(0), lower]]);
  upper.times = 0;
}

/** Reverts one `insert`; false where there was none. */
function withdraw(root: Node, form: string): boolean {
  const path = [root];
  for (let at = 0; at < form.length;) {
    const child: Node | undefined = path.at(-1)?.children.get(form.charCodeAt(at));
    if (!child || !form.startsWith(child.label, at)) return false;
    path.push(child);
    at += child.label.length;
  }
  const [end] = path.slice(-1);
  if (!end || end.times === 0) return false;
  end.times -= 1;
  prune(path);
  return true;
}

/** Removes the nodes at the end of a path that no longer lead to a form. */
function prune(path: Node[]): void {
  for (let depth = path.length - 1; depth > 0; depth -= 1) {
    const [parent, child] = path.slice(depth - 1);
    if (!parent || !child || child.times > 0 || child.children.size > 0) return;
    parent.children.delete(child.label.charCodeAt(0));
  }
}

/** How far the text matches some form from `start` on, and the length of the longest form it holds whole; or 0. */
function walk(root: Node, text: string, start: number): { agreed: number; whole: number } {
  let [agreed, whole] = [0, 0];
  let child = root.children.get(text.charCodeAt(start));
  while (child) {
    const { label, times, children }: Node = child;
    const at = start + agreed;
    const isWhole = text.startsWith(label, at);
    // How far a label matches is relevant only where the match could be long enough.
    if (isWhole) agreed += label.length;
    else if (agreed + label.length > longEnough) agreed += shared(label, text, at);
    if (!isWhole) break;
    if (times > 0) whole = agreed;
    child = children.get(text.charCodeAt(start + agreed));
  }
  return { agreed, whole };
}
