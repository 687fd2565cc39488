import { signInWords, statuses } from './status.ts';

/**
 * The words of a page for what no server writes: people search for what they see, and see it in their own language.
 * Parameters are in braces. `given.…` is the page's word for a status that an API or an adapter wrote.
 */
export type Vocabulary = Record<string, string>;

/** Limits of a vocabulary that comes from a page. */
export const vocabularyLimits = { entries: 100, key: 100, word: 200, given: 50 };

const templates = ['device.browser-on-os', 'device.account', 'device.unknown', 'place.near'];
/** Every vocabulary has these keys. */
export const vocabularyKeys: readonly string[] = [
  ...templates,
  ...statuses.map((status) => `status.${status}`),
  ...signInWords.map((word) => `sign-in.${word}`),
];

const known = new Set(vocabularyKeys);

/** What is wrong with a vocabulary, in words; null: nothing. */
export function flawOf(vocabulary: Readonly<Vocabulary>): string | null {
  const keys = Object.keys(vocabulary);
  if (keys.length > vocabularyLimits.entries) return 'a vocabulary has too many words';
  const missing = vocabularyKeys.find((key) => !Object.hasOwn(vocabulary, key));
  if (missing !== undefined) return `a vocabulary lacks “${missing}”`;
  const unknown = keys.find((key) => !known.has(key) && !key.startsWith('given.'));
  return unknown === undefined ? null : 'a vocabulary has a key that is none of ours';
}
