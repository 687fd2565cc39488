/** Control, format, separator and surrogate characters, and letters that draw nothing. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0\u2800]/gu;
/** An emoji of several: joined, or a flag that is spelled in tags. Their joiners draw what they are. */
const emoji =
  /\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\uFE0F)?(?:\u200D\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\uFE0F)?){1,9}|\u{1F3F4}[\u{E0030}-\u{E007A}]{2,6}\u{E007F}/gu;
/** Letters that are written joined or apart: between two of them a joiner decides which. */
const joining =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Myanmar}\p{Script=Khmer}\p{Script=Nko}\p{Script=Adlam}]/u;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Makes text that somebody else wrote safe to show: characters that would reorder, hide or break it become visible, and a
 * long text is cut between graphemes. Joiners that a script or an emoji needs stay.
 */
export function visibleText(text: string, longest = 160): string {
  const cut = text.length > longest ? `${firstGraphemes(text, longest)}…` : text;
  let shown = '';
  let from = 0;
  for (const { 0: joined, index } of cut.matchAll(emoji)) {
    shown += withoutUnseen(cut.slice(from, index)) + joined;
    from = index + joined.length;
  }
  return shown + withoutUnseen(cut.slice(from));
}

function withoutUnseen(text: string): string {
  return text.replace(unseen, (character, at: number) =>
    isNeeded(text, character, at) ? character : named(character),
  );
}

/** Whether what cannot be seen is a part of how its neighbours are written. */
function isNeeded(text: string, character: string, at: number): boolean {
  const before = text.slice(0, at).at(-1) ?? '';
  const after = text.charAt(at + 1);
  // A place where a word may be broken; between letters only, so that no word is made of them alone.
  if (character === '\u00AD') return /\p{L}/u.test(before) && /\p{L}/u.test(after);
  if (character !== '\u200C' && character !== '\u200D') return false;
  // At the end of a word an Indic script shows its half form by a joiner; Arabic letters show theirs in between.
  return joining.test(before) && (joining.test(after) || after === '' || /\s/.test(after));
}

/** As many characters, as people see them, as fit. One that is longer than that is cut anyway. */
function firstGraphemes(text: string, longest: number): string {
  // More than a few code units belong to no character that anybody means to write.
  const start = text.slice(0, longest + 40);
  let end = 0;
  for (const { index, segment } of graphemes.segment(start)) {
    if (index + segment.length > longest) break;
    end = index + segment.length;
  }
  return text.slice(0, end === 0 ? longest : end);
}

function named(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
