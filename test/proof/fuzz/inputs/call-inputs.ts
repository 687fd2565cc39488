import type { Random } from '../../../../mock-server/random.ts';
import { inputFor, methods, type Known } from './inputs.ts';
import { mutateJson } from './mutate-json.ts';

/** Values that JSON cannot carry, but the desktop's channel can. */
const unsayable: (() => unknown)[] = [
  () => undefined,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => 10n,
  () => new Date(Number.NaN),
  () => new Map([['connectionId', 'x']]),
  () => new Set([1]),
  () => new Uint8Array(1000),
  () => new ArrayBuffer(8),
  () => /x/,
  () => new Error('x'),
  () => Array.from({ length: 3 }, () => undefined),
  () => Object.create(null) as unknown,
  () => circular(),
];

/** What a person types as a key, password or token: it is never told again, whatever becomes of the call. */
export const typed = Array.from({ length: 40 }, (_, nth) => `typed-by-a-person-${nth}-~?>"&/+=`);

function circular(): object {
  const around: Record<string, unknown> = {};
  around['around'] = around;
  return { connectionId: around, filters: around };
}

/** An input for a call that is made directly: good, spoilt, or nothing that JSON could carry. */
export function directInput(method: string, known: Known, words: string[], random: Random) {
  const good = goodFor(method, known, random);
  const kind = random.integer(1, 10);
  if (kind <= 3) return { kind: 'well-formed', input: good };
  if (kind === 4) return { kind: 'no JSON at all', input: random.pick(unsayable)() };
  if (kind === 5) return { kind: 'a field that is none', input: withField(good, random) };
  const text = mutateJson(good, random, words);
  return { kind: 'mutated', input: parsedOr(text) };
}

function withField(good: unknown, random: Random): unknown {
  if (typeof good !== 'object' || good === null) return good;
  const name = random.pick([...Object.keys(good), 'url', 'headers', '__proto__', 'constructor']);
  return { ...good, [name]: random.pick(unsayable)() };
}

export function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is a text, which is no input either.
    return text;
  }
}

/** A good input, with secrets that a person would type. */
export function goodFor(method: string, known: Known, random: Random): unknown {
  return withTyped(
    safe(inputFor(methods.find((one) => one === method) ?? 'app.about', known, random)),
    random,
  );
}

/** Puts one of `typed` wherever a person would type a secret. */
function withTyped(input: unknown, random: Random): unknown {
  if (typeof input !== 'object' || input === null) return input;
  const planted = Object.entries(input).map(([name, value]: [string, unknown]) => {
    if (name === 'password' || name === 'token') return [name, random.pick(typed)];
    if (name !== 'secrets' || typeof value !== 'object' || value === null) return [name, value];
    return [name, Object.fromEntries(Object.keys(value).map((field) => [field, random.pick(typed)]))];
  });
  return Object.fromEntries(planted as [string, unknown][]);
}

/** Addresses stay on this machine, where nothing listens. */
function safe(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || !('baseUrl' in input)) return input;
  return { ...input, baseUrl: 'http://127.0.0.1:9/v1' };
}

/** The name of a call, now and then of none. */
export function methodFor(random: Random): string {
  const odd = [
    '',
    '__proto__',
    'constructor',
    'toString',
    'sessions',
    'sessions.list ',
    'SESSIONS.LIST',
    '../launch',
  ];
  return random.integer(1, 40) === 1 ? random.pick(odd) : random.pick(methods);
}
