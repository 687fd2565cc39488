type Inputs = Record<string, unknown>;
type Message = (inputs: never) => string;

/** Stands for a parameter until the text is a regular expression; no message has these. */
const hole = (at: number): string => String.fromCharCode(0xe000 + at);

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

/** What a message says, as a regular expression. A parameter that is not given counts as `number`, and is any text. */
function sourceOf(message: Message, given: Inputs, number: number): string {
  const patterns: RegExp[] = [];
  const open = (pattern: RegExp): object => {
    const mark = hole(patterns.push(pattern));
    return { valueOf: () => number, toString: () => mark };
  };
  const inputs = new Proxy(given, {
    get(target, name) {
      const value: unknown = Reflect.has(target, name) ? Reflect.get(target, name) : /.+/;
      return value instanceof RegExp ? open(value) : value;
    },
  });
  const text = escaped((message as (inputs: Inputs) => string)(inputs)).replaceAll(
    'NaN',
    String.raw`[\d.,]+`,
  );
  return patterns.reduce((source, { source: part }, at) => source.replaceAll(hole(at + 1), part), text);
}

/** Matches what a message says in the current language, whatever its parameters are, save those that are given. */
export function like(message: Message, given: Inputs = {}): RegExp {
  const sources = new Set([NaN, 1].map((number) => sourceOf(message, given, number)));
  return new RegExp(`(?:${[...sources].join('|')})`);
}

/** A regular expression around texts of the page, which match as they are. */
export function pattern(around: TemplateStringsArray, ...texts: (string | RegExp)[]): RegExp {
  const sources = texts.map((text) => (typeof text === 'string' ? escaped(text) : text.source));
  return new RegExp(String.raw({ raw: around.raw }, ...sources), 's');
}
