import type { Random } from '../../../../mock-server/random.ts';

/** Text that is written into JSON as it stands: for what no value becomes. */
class Raw {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** An object whose names need not differ. */
class Fields {
  readonly entries: [string, unknown][];

  constructor(entries: [string, unknown][]) {
    this.entries = entries;
  }
}

/** Where a value is: the list or the fields that hold it, and at which place. */
interface Place {
  holder: unknown[] | Fields;
  at: number;
}

const plain = [null, true, false, 0, -1, 1.5, 1e308, 2 ** 53, '', 'x', [], [[]], [null], {}, { a: {} }];
const numbers = [
  '1e999',
  '-1e999',
  '-0',
  '9007199254740993',
  '123456789012345678901234567890',
  '1e-400',
  '1E400',
];
const depths = [2, 62, 63, 64, 65, 66, 200, 5000, 100_000];
const lengths = [255, 256, 257, 4096, 65_535, 65_536, 65_537, 200_000];
const names = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'then',
  'hasOwnProperty',
  'toJSON',
  'length',
  '',
];
const ids = [
  '.',
  '..',
  '%2e%2e',
  '../../../..',
  'a/b',
  '\\',
  '//',
  '?',
  '#',
  '%',
  '%00',
  ' ',
  '\n',
  'ü',
  'é'.repeat(200),
];
const texts = [
  '\u0000',
  '\u001b[31m',
  '\u202e\u2066',
  '\u200b\ufeff',
  '\r\nSet-Cookie: a=b',
  '<img src=x onerror=alert(1)>',
  '${7*7}',
  "'; DROP TABLE sessions; --",
  '2026-13-45T99:99:99Z',
  '+275760-09-13T00:00:00.001Z',
  '💥'.repeat(500),
  'NaN',
];
const broken = [
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\u0000"',
  '"\\x"',
  '"\n"',
  'NaN',
  'undefined',
  "'a'",
  '01',
  '.5',
  '/**/1',
];

/**
 * The JSON of a value with one to four things wrong with it: types swapped, deep nesting, huge numbers and texts, names that
 * reach a prototype, doubled, missing and added fields, lone surrogates, or text that is no JSON at all.
 *
 * @param words texts to be put in as well: secrets in their forms, say
 */
export function mutateJson(value: unknown, random: Random, words: readonly string[] = []): string {
  const root = new Fields([['', open(value)]]);
  const times = random.integer(1, 4);
  // The last mutation may have left nothing to go on with.
  for (let time = 0; time < times && root.entries.length > 0; time += 1)
    mutateAt(random.pick(placesIn(root)), random, words);
  const text = root.entries.map(([, whole]) => write(whole)).join(' ');
  return random.integer(1, 12) === 1 ? spoil(text, random) : text;
}

function open(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(open);
  if (typeof value !== 'object' || value === null) return value;
  return new Fields(Object.entries(value).map(([name, inner]) => [name, open(inner)]));
}

function placesIn(holder: unknown[] | Fields): Place[] {
  const values = holder instanceof Fields ? holder.entries.map(([, value]) => value) : holder;
  return values.flatMap((value, at) => {
    const inner =
      Array.isArray(value) || value instanceof Fields ? placesIn(value as unknown[] | Fields) : [];
    return [{ holder, at }, ...inner];
  });
}

function get({ holder, at }: Place): unknown {
  return holder instanceof Fields ? holder.entries[at]?.[1] : holder[at];
}

function set({ holder, at }: Place, value: unknown): void {
  if (!(holder instanceof Fields)) holder[at] = value;
  else holder.entries[at] = [holder.entries[at]?.[0] ?? '', value];
}

function mutateAt(place: Place, random: Random, words: readonly string[]): void {
  const value = get(place);
  const kind = random.integer(1, 14);
  if (kind <= 3) set(place, open(random.pick(plain)));
  else if (kind === 4) set(place, new Raw(random.pick(numbers)));
  else if (kind === 5) set(place, nested(random.pick(depths), random));
  else if (kind === 6) set(place, random.pick(['a', '"', '\u0000', 'é']).repeat(random.pick(lengths)));
  else if (kind === 7) set(place, random.pick(ids));
  else if (kind === 8) set(place, random.pick(texts));
  else if (kind === 9) set(place, new Raw(random.pick(broken)));
  else if (kind === 10 && words.length > 0) set(place, `${random.text(2)}${random.pick(words)}`);
  else if (Array.isArray(value)) mutateList(value, random);
  else if (value instanceof Fields) mutateFields(value, random);
  else if (place.holder instanceof Fields) mutateFields(place.holder, random);
  else mutateList(place.holder, random);
}

function nested(depth: number, random: Random): Raw {
  return random.integer(0, 1)
    ? new Raw('['.repeat(depth) + ']'.repeat(depth))
    : new Raw(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
}

function mutateList(list: unknown[], random: Random): void {
  const one = list[random.integer(0, Math.max(0, list.length - 1))] ?? null;
  const kind = random.integer(1, 5);
  if (kind === 1) list.length = 0;
  else if (kind === 2) list.push(...Array.from({ length: random.pick([1, 2, 50, 1000]) }, () => one));
  else if (kind === 3) list.reverse();
  else if (kind === 4) list.splice(random.integer(0, list.length), 1);
  else list.unshift(open(random.pick(plain)));
}

function mutateFields({ entries }: Fields, random: Random): void {
  const at = random.integer(0, Math.max(0, entries.length - 1));
  const kind = random.integer(1, 5);
  if (kind === 1) entries.splice(at, 1);
  else if (kind === 2) entries.push([random.pick(names), open(random.pick([...plain, { polluted: true }]))]);
  else if (kind === 3 && entries[at]) entries.push([entries[at][0], open(random.pick(plain))]);
  else if (kind === 4 && entries[at]) entries[at] = [entries[at][0].toUpperCase(), entries[at][1]];
  else entries.unshift(['__proto__', new Fields([['polluted', true]])]);
}

function write(value: unknown): string {
  if (value instanceof Raw) return value.text;
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (value instanceof Fields)
    return `{${value.entries.map(([name, inner]) => `${JSON.stringify(name)}:${write(inner)}`).join(',')}}`;
  return JSON.stringify(value);
}

/** JSON that is none any more, or barely. */
function spoil(text: string, random: Random): string {
  const at = random.integer(0, text.length);
  const ways = [
    text.slice(0, at),
    text.slice(at),
    `\ufeff${text}`,
    `${text}${text}`,
    `${text.slice(0, at)},${text.slice(at)}`,
    text.replaceAll('"', "'"),
    text.replaceAll(',', ',,'),
    `${text}\u0000`,
    `)]}',\n${text}`,
    `"${text}"`,
    '',
  ];
  return random.pick(ways);
}
