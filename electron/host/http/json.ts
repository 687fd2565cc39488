import type { Slices } from '../../bridge/crossing/slices.ts';
import { newSlices } from '../work/slices.ts';

const deepest = 64;
/** More values than any honest list has within the size limit: an ordinary row has one value for each 20 bytes. */
const mostNodes = 600_000;
const longestText = 64 * 1024;

/** Why a body cannot be accepted as JSON. The message never quotes the body. */
export class UnreadableJson extends Error {
  override readonly name = 'UnreadableJson';
}

/**
 * Parses UTF-8 JSON from an untrusted server, a large one in several turns of the event loop. Rejects with UnreadableJson
 * when it is not UTF-8, not JSON, nested deeper than 64, or has more than 600,000 values. Cuts texts over 64 KiB, so that
 * an inlined picture does not cost the list. Drops keys that reach a prototype. An integer that a double cannot hold
 * exactly becomes a text of its digits, so that two ids never become one.
 */
export async function parseJson(bytes: Uint8Array): Promise<unknown> {
  const slices = newSlices();
  const { hasLongText } = await measure(bytes, slices);
  const text = decodeUtf8(bytes);
  const isOdd = hasLongText || needsCare.test(text);
  if (slices.isDue()) await slices.next();
  const value = parse(text, isOdd);
  if (slices.isDue()) await slices.next();
  return value;
}

function parse(text: string, isOdd: boolean): unknown {
  try {
    return isOdd ? JSON.parse(text, withCare) : JSON.parse(text);
  } catch {
    // The parser's own message quotes the input.
    throw new UnreadableJson('the answer is not JSON');
  }
}

/** Keys that reach a prototype, plain or escaped; and integers of 16 digits or more. */
const needsCare = /"(__proto__|constructor|prototype)"|\\u|[:[,\s-]\d{16}/;

/** `context.source` is the number as written (ECMA-262, JSON.parse source text access). */
function withCare(key: string, value: unknown, context?: { source?: string }): unknown {
  if (key === '__proto__' || key === 'constructor' || key === 'prototype') return undefined;
  if (typeof value === 'string') return value.length > longestText ? cut(value) : value;
  const source = context?.source ?? '';
  const isRounded = typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source);
  return isRounded ? source : value;
}

/** Cuts to the longest text, never inside a surrogate pair. */
function cut(text: string): string {
  return text.slice(0, longestText).replace(/[\ud800-\udbff]$/, '');
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UnreadableJson('the answer is not UTF-8 text');
  }
}

/** Bytes between two looks at the clock. */
const stretch = 64 * 1024;
/** The bytes that structure JSON: `"`, `\`, `,`, `[`, `{`, `]` and `}`. In UTF-8 none is part of another character. */
const [quote, backslash, comma, bracket, brace, bracketEnd, braceEnd] = [
  0x22, 0x5c, 0x2c, 0x5b, 0x7b, 0x5d, 0x7d,
];

/** Measures depth, values and long texts before parsing: V8 parses depths that it then cannot copy or print. */
async function measure(bytes: Uint8Array, slices: Slices): Promise<Measured> {
  const seen: Measured = { at: 0, depth: 0, nodes: 1, textFrom: null, hasLongText: false };
  while (seen.at < bytes.length) {
    measureUpTo(bytes, Math.min(bytes.length, seen.at + stretch), seen);
    if (slices.isDue()) await slices.next();
  }
  return seen;
}

/** How far the JSON was measured, and the result so far. */
interface Measured {
  at: number;
  depth: number;
  nodes: number;
  /** Where the current text began; null outside a text. */
  textFrom: number | null;
  hasLongText: boolean;
}

function measureUpTo(bytes: Uint8Array, end: number, seen: Measured): void {
  for (; seen.at < end; seen.at += 1) {
    const byte = bytes[seen.at];
    if (seen.textFrom !== null) {
      if (seen.at - seen.textFrom > longestText) seen.hasLongText = true;
      if (byte === backslash) seen.at += 1;
      else if (byte === quote) seen.textFrom = null;
    } else if (byte === quote) seen.textFrom = seen.at;
    else if (byte === comma) addNode(seen);
    else if (byte === bracket || byte === brace) {
      addNode(seen);
      seen.depth += 1;
      if (seen.depth > deepest)
        throw new UnreadableJson(`the answer is nested deeper than ${deepest} levels`);
    } else if (byte === bracketEnd || byte === braceEnd) seen.depth -= 1;
  }
}

function addNode(seen: Measured): void {
  seen.nodes += 1;
  if (seen.nodes > mostNodes) throw new UnreadableJson(`the answer has more than ${mostNodes} values`);
}
