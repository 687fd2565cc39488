import { m } from '../messages/compiled/messages.js';

type Values = Record<string, string>;
type Message = (inputs: Values, options?: { locale: 'en' }) => string;

/** Matches what a message says in English, and finds the values of its parameters. */
interface Known {
  message: Message;
  english: RegExp;
}

/** Longer texts come from a server. */
const longest = 1_000;

/** The messages of the host's and the adapters' own sentences, the most specific first. */
let known: Known[] | null = null;

/**
 * A text of the host or of an adapter in the page's language. They write English, which is also what the audit log, the
 * exports and the command line keep; their English sentence is the key by which the page finds its own. A text of
 * somebody else, such as a server's, stays as it is.
 */
export function inPageWords(text: string): string {
  if (text.length > longest) return text;
  known ??= readKnown();
  for (const { message, english } of known) {
    const values = english.exec(text);
    if (values) return message(translated(values.groups ?? {}));
  }
  return text;
}

/** Parameters can be sentences, too: why a cookie was not kept, what is wrong with a file. */
function translated(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, inPageWords(value)]));
}

function readKnown(): Known[] {
  const ours = Object.entries(m).filter(([key]) => key.startsWith('host_'));
  return ours
    .map(([, message]) => patternOf(message as Message))
    .toSorted((a, b) => b.fixed - a.fixed)
    .map(({ message, english }) => ({ message, english }));
}

/** `fixed` is how much of the text the parameters leave open to nobody. */
function patternOf(message: Message): Known & { fixed: number } {
  const marked = new Proxy<Values>({}, { get: (_, name) => `\0${String(name)}\0` });
  const text = message(marked, { locale: 'en' });
  const pieces = text.split('\0');
  const source = pieces.map((piece, at) => (at % 2 === 0 ? escaped(piece) : `(?<${piece}>.+?)`)).join('');
  const fixed = pieces.reduce((sum, piece, at) => (at % 2 === 0 ? sum + piece.length : sum), 0);
  return { message, english: new RegExp(`^${source}$`, 's'), fixed };
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
