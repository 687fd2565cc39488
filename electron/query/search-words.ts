// Not in every tsconfig's library, but a global of Node and of browsers alike.
declare const URL: { canParse(text: string): boolean; new (text: string): { hostname: string } };

/** The words of a search, each folded as the text that it is looked for in. */
export function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter(Boolean).map(foldedWord);
}

/**
 * A text as it is searched: without case, accents and the difference of composed and decomposed letters; `ß` as `ss`, the
 * Turkish `ı` and `İ` as `i`; and without what cannot be seen. IP addresses of version 6 are found in any spelling.
 */
export function folded(text: string): string {
  const plain = text.normalize('NFKD').replace(/[\p{M}\p{Cf}]/gu, '');
  return plain.toLowerCase().replace(/[ıßæœøłđðþ]/g, (letter) => letters[letter] ?? letter);
}

/** Letters that no normalisation takes apart. */
const letters: Record<string, string> = {
  ...{ ı: 'i', ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th' },
};

/** An IPv6 address in the one form that everybody agrees on (RFC 5952); any other text folded. */
export function foldedWord(word: string): string {
  if (!/^\[?[\da-f:.]*:[\da-f:.]*:[\da-f:.]*\]?$/i.test(word)) return folded(word);
  const host = `http://[${word.replace(/^\[|\]$/g, '')}]`;
  return URL.canParse(host) ? new URL(host).hostname.slice(1, -1) : folded(word);
}
