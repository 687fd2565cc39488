/** Control, format, separator and surrogate characters, and letters that draw nothing. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0\u2800]/gu;

/**
 * Makes text that somebody else wrote safe to look at: characters that would reorder, hide or break the text become
 * visible, and the length is cut.
 */
export function visibleText(text: string, longest = 160): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return cut.replace(unseen, named);
}

function named(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
