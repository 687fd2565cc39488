const deepest = 64;
const mostNodes = 50_000;
const longestText = 64 * 1024;

/** Why a body is not JSON that we read. Its message never quotes the body. */
export class UnreadableJson extends Error {
  override readonly name = 'UnreadableJson';
}

/**
 * Parses UTF-8 JSON from an untrusted server. Throws UnreadableJson when it is not UTF-8, not JSON, nested deeper
 * than 64, of more than 50,000 values, or has a text over 64 KiB. Keys that reach a prototype are dropped. A whole
 * number that a double cannot hold exactly becomes a text of its digits: two ids must never become one.
 */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes);
  measure(text);
  try {
    return needsCare.test(text) ? JSON.parse(text, withCare) : JSON.parse(text);
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
  const source = context?.source ?? '';
  const isRounded = typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source);
  return isRounded ? source : value;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UnreadableJson('the answer is not UTF-8 text');
  }
}

/** Counts depth, values and text lengths before parsing: V8 parses depths that it then cannot copy or print. */
function measure(text: string): void {
  let depth = 0;
  let nodes = 1;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') at = endOfText(text, at);
    else if (character === ',') nodes += 1;
    else if (character === '[' || character === '{') {
      depth += 1;
      nodes += 1;
    } else if (character === ']' || character === '}') depth -= 1;
    if (depth > deepest) throw new UnreadableJson(`the answer is nested deeper than ${deepest} levels`);
    if (nodes > mostNodes) throw new UnreadableJson(`the answer has more than ${mostNodes} values`);
  }
}

function endOfText(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  if (at - start > longestText) throw new UnreadableJson('the answer has a text over 64 KiB');
  return at;
}
