import type { Slices } from '../../bridge/crossing/slices.ts';
import { newSlices } from '../work/slices.ts';

const deepest = 64;
/** More values than any honest list has in as many bytes as are read: an ordinary row has one for each 20 bytes. */
const mostNodes = 600_000;
const longestText = 64 * 1024;

/** Why a body is not JSON that we read. Its message never quotes the body. */
export class UnreadableJson extends Error {
  override readonly name = 'UnreadableJson';
}

/**
 * Parses UTF-8 JSON from an untrusted server, a large one in several turns of the event loop. Rejects with UnreadableJson
 * when it is not UTF-8, not JSON, nested deeper than 64, or of more than 600,000 values. Texts over 64 KiB are cut: an inlined
 * picture must not cost the list. Keys that reach a prototype are dropped. A whole number that a double cannot hold exactly becomes a text of its digits: two ids
 * must never become one.
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

/** Keys that reach a prototype, plain or escaped; and whole numbers of 16 digits or more. */
const needsCare = /"(__proto__|constructor|prototype)"|\\u|[:[,\s-]\d{16}/;

/** `context.source` is the number as it was written (ECMA-262, JSON.parse source text access). */
function withCare(key: string, value: unknown, context?: { source?: string }): unknown {
  if (key === '__proto__' || key === 'constructor' || key === 'prototype') return undefined;
  if (typeof value === 'string') return value.length > longestText ? cut(value) : value;
  const source = context?.source ?? '';
  const isRounded = typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source);
  return isRounded ? source : value;
}

/** Never between the halves of a surrogate pair. */
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

/** Of how many bytes is looked at the clock. */
const stretch = 64 * 1024;
/** The bytes that structure JSON: `"`, `\`, `,`, `[`, `{`, `]` and `}`. None is a part of another character in UTF-8. */
const [quote, backslash, comma, bracket, brace, bracketEnd, braceEnd] = [
  0x22, 0x5c, 0x2c, 0x5b, 0x7b, 0x5d, 0x7d,
];

/** Counts depth and values, and looks for long texts, before parsing: V8 parses depths that it then cannot copy or print. */
async function measure(bytes: Uint8Array, slices: Slices): Promise<Measured> {
  const seen: Measured = { at: 0, depth: 0, nodes: 1, textFrom: null, hasLongText: false };
  while (seen.at < bytes.length) {
    measureUpTo(bytes, Math.min(bytes.length, seen.at + stretch), seen);
    if (slices.isDue()) await slices.next();
  }
  return seen;
}

/** How far JSON was measured, and what was found up to there. */
interface Measured {
  at: number;
  depth: number;
  nodes: number;
  /** Where the text that it is in began. */
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
