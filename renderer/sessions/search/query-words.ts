import { fieldNames } from '../../../electron/query/language/fields.ts';
import type { Problem } from '../../../electron/query/language/parse.ts';
import { tokensOf } from '../../../electron/query/language/tokens.ts';
import { kinds } from '../../../electron/query/kind.ts';
import { m } from '../../messages/compiled/messages.js';
import { listOf } from '../../ui/figures.ts';
import { visibleText } from '../../ui/visible-text.ts';

/** What is wrong with a query, in a sentence that says what can be written instead. */
export function problemSentence(text: string, { what, from, to }: Problem): string {
  const wrong = visibleText(text.slice(from, to), 40);
  switch (what) {
    case 'unknown-field':
      return m.search_unknown_field({ wrong, fields: listOf(fieldNames) });
    case 'unknown-value':
      return m.search_unknown_value({ wrong, values: listOf(kinds) });
    case 'no-value':
      return m.search_no_value({ wrong });
    case 'no-length':
      return m.search_no_length({ wrong });
    case 'no-time':
      return m.search_no_time({ wrong });
    case 'no-address':
      return m.search_no_address({ wrong });
    case 'not-compared':
      return m.search_not_compared({ wrong });
    case 'open-quote':
      return m.search_open_quote();
    case 'open-group':
      return m.search_open_group();
    case 'stray':
      return m.search_stray({ wrong });
    case 'too-deep':
      return m.search_too_deep();
  }
}

/** A piece of a query: a field with its value, a mistake, or neither. */
interface Piece {
  text: string;
  look: 'chip' | 'wrong' | null;
}

/** A query in pieces: what is a mistake, and what is a field with its value. */
export function piecesOf(text: string, problems: readonly Problem[]): Piece[] {
  const fields = tokensOf(text).filter((token) => token.is === 'term' && token.field !== null);
  const looks = Array.from(text, () => null as Piece['look']);
  for (const { from, to } of fields) looks.fill('chip', from, to);
  for (const { from, to } of problems) looks.fill('wrong', from, Math.max(from + 1, to));
  const pieces: Piece[] = [];
  for (const [at, look] of looks.slice(0, text.length).entries()) {
    const last = pieces.at(-1);
    const sign = text.charAt(at);
    if (last?.look === look && !(look === 'chip' && fields.some(({ from }) => from === at)))
      last.text += sign;
    else pieces.push({ text: sign, look });
  }
  return pieces;
}

/** The one id that a query is, and the filter by which an API that needs one would be asked for it; null: it is none. */
export function askableIn(words: string, subject: readonly string[]): { filter: string; id: string } | null {
  const id = /^(?:(?:user|id):)?([\w-]{6,64})$/i.exec(words.trim())?.[1];
  if (id === undefined) return null;
  const beginsLikeId = (name: string) => id.startsWith(`${name.replace(/_?id$/i, '').toLowerCase()}_`);
  const filter = subject.find(beginsLikeId) ?? subject[0];
  return filter === undefined ? null : { filter, id };
}
