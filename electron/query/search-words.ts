// Not in every tsconfig's library, but global in both Node and browsers.
declare const URL: { canParse(text: string): boolean; new (text: string): { hostname: string } };

/** Every spelling in which to look for a text. */
export function spellingsOf(text: string): string[] {
  return [...new Set([foldedWord(text), folded(inDigraphs(text))])];
}

/** Spells out letters that people without the right keyboard write as two: `Schön` as `Schoen`. */
export function inDigraphs(text: string): string {
  if (!/[^ -~\n]/.test(text)) return text;
  return text.normalize('NFC').replace(/[äöüåø]/gi, (letter) => digraphs[letter.toLowerCase()] ?? letter);
}

const digraphs: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' };

/**
 * A text as it is searched: case, accents and composed or decomposed letters make no difference; `ß` becomes `ss`, the
 * Turkish `ı` and `İ` become `i`; invisible characters are removed. For IPv6 addresses see `foldedWord`.
 */
export function folded(text: string): string {
  const plain = text.normalize('NFKD').replace(/[\p{M}\p{Cf}]/gu, '');
  return plain.toLowerCase().replace(/[ıßæœøłđðþ]/g, (letter) => letters[letter] ?? letter);
}

/** Letters that Unicode normalisation does not decompose. */
const letters: Record<string, string> = {
  ...{ ı: 'i', ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th' },
};

/** Whether a word is written like an address of IPv6, or like the beginning of one. */
export function isLikeIpv6(word: string): boolean {
  return /^\[?[\da-f:.]*:[\da-f:.]*:[\da-f:.]*\]?$/i.test(word);
}

/** An IPv6 address in its canonical form (RFC 5952); any other word folded. */
export function foldedWord(word: string): string {
  if (!isLikeIpv6(word)) return folded(word);
  const host = `http://[${word.replace(/^\[|\]$/g, '')}]`;
  return URL.canParse(host) ? new URL(host).hostname.slice(1, -1) : folded(word);
}
