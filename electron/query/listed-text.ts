import type { ListedSession } from './listed-session.ts';
import type { Names } from './names.ts';
import { folded, foldedWord, inDigraphs } from './search-words.ts';

/**
 * What is searched of a session, in parts: many sessions share their parts, and each part is kept once. A word is found
 * in one part or in none: no part ends within a word.
 */
export const textParts: readonly ((session: ListedSession, names: Names) => string)[] = [
  (session, names) => `${names.device(session)}\n${names.place(session) ?? ''}\n${names.status(session)}`,
  ({ user: { name, email, id } }) => `${name ?? ''}\n${email ?? ''}\n${id ?? ''}`,
  ({ ip }) => ip ?? '',
];

const ascii = /^[\0-\x7f]*$/;

/** A text in every spelling that it is found by. */
export function searchable(text: string): string {
  if (ascii.test(text)) return withAddress(text, text.toLowerCase());
  const spelled = inDigraphs(text);
  const texts = spelled === text ? [folded(text)] : [folded(text), folded(spelled)];
  return withAddress(text, texts.join('\n'));
}

/** An address of IPv6 is found by its canonical form as well. */
function withAddress(text: string, plain: string): string {
  if (text.length > 45 || !text.includes(':') || text.includes('\n')) return plain;
  const address = foldedWord(text);
  return address === plain ? plain : `${plain}\n${address}`;
}
