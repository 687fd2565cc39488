import { parseJson, UnreadableJson } from '../../../electron/host/http/json.ts';
import type { Watch } from './watch.ts';

/** What parseJson promises: nothing deeper, no longer text, and none of these names. */
const promised = { deepest: 64, longestText: 64 * 1024 };
const names = ['__proto__', 'constructor', 'prototype'];

/** Holds what becomes of a body against what the host's parser promises of every body. */
export async function judgeParsed(watch: Watch, body: Buffer): Promise<void> {
  try {
    const wrong = wrongIn(await parseJson(body));
    if (wrong !== null) watch.find('wrong', `JSON is taken ${wrong}`);
  } catch (error) {
    if (!(error instanceof UnreadableJson)) throw error;
  }
}

/** Without recursion: what is looked for is too deep for that, among others. */
function wrongIn(whole: unknown): string | null {
  const left: [value: unknown, depth: number][] = [[whole, 0]];
  for (let next = left.pop(); next; next = left.pop()) {
    const [value, above] = next;
    if (typeof value === 'string' && value.length > promised.longestText) return 'with a text over 64 KiB';
    if (typeof value !== 'object' || value === null) continue;
    if (above >= promised.deepest) return `deeper than ${promised.deepest} levels`;
    const name = Object.keys(value).find((one) => names.includes(one));
    if (name !== undefined) return `with the name ${name}`;
    for (const inner of Object.values(value)) left.push([inner, above + 1]);
  }
  return null;
}
