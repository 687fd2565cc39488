import { searchable } from './listed-text.ts';

/** How many texts are searched as one: a string holds one kind of letters, and one rare letter shall not widen all. */
const inBlock = 1024;

interface Block {
  /** The texts, a line's end before each. */
  text: string;
  /** Where each of them begins. */
  starts: Uint32Array;
}

/** Texts that are searched, each kept once and known by a number. Numbers begin at 0 and stay. */
export class Texts {
  readonly #codes = new Map<string, number>();
  readonly #blocks: Block[] = [];
  #open: string[] = [];

  get size(): number {
    return this.#codes.size;
  }

  /** The number of a text. */
  codeOf(text: string): number {
    const known = this.#codes.get(text);
    if (known !== undefined) return known;
    const code = this.#codes.size;
    this.#codes.set(text, code);
    this.#open.push(searchable(text));
    if (this.#open.length === inBlock) {
      this.#blocks.push(blockOf(this.#open));
      this.#open = [];
    }
    return code;
  }

  /** Which texts, each as a whole and as it came, pass a test: 1 at their numbers. */
  passing(holds: (text: string) => boolean): Uint8Array {
    return Uint8Array.from(this.#codes.keys(), (text) => Number(holds(text)));
  }

  /** Which texts hold at least one of the spellings: 1 at their numbers. */
  having(spellings: readonly string[]): Uint8Array {
    const found = new Uint8Array(this.size);
    for (const word of spellings) {
      if (word === '') return found.fill(1);
      for (const [at, block] of this.#blocks.entries()) mark(block, word, found, at * inBlock);
      const from = this.#blocks.length * inBlock;
      for (const [at, text] of this.#open.entries()) if (text.includes(word)) found[from + at] = 1;
    }
    return found;
  }
}

function blockOf(texts: readonly string[]): Block {
  const starts = new Uint32Array(texts.length);
  let end = 0;
  for (const [at, text] of texts.entries()) {
    starts[at] = end;
    end += text.length + 1;
  }
  return { text: `\n${texts.join('\n')}`, starts };
}

/** One search through all texts of a block; after a find it goes on with the next text. */
function mark({ text, starts }: Block, word: string, found: Uint8Array, from: number): void {
  let at = 0;
  let place = text.indexOf(word);
  while (place >= 0) {
    while (at + 1 < starts.length && (starts[at + 1] ?? 0) < place) at += 1;
    found[from + at] = 1;
    const next = starts[at + 1];
    if (next === undefined) return;
    place = text.indexOf(word, next);
  }
}
