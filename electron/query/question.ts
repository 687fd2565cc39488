import type { ListedSession } from './listed-session.ts';
import { searchable, textParts } from './listed-text.ts';
import { Names } from './names.ts';
import { wordsOf } from './search-words.ts';
import { isLive } from './status.ts';
import type { Vocabulary } from './vocabulary.ts';

export const listedStates = ['all', 'live', 'ended'] as const;
export type ListedState = (typeof listedStates)[number];

/** Which sessions of a list are meant. */
export interface Question {
  words: string;
  state: ListedState;
}

/**
 * Whether a session answers the question, one session at a time. `Rows.matching` says the same of a whole list, sooner:
 * the page counts by that, and the host plans by this.
 */
export function compile(
  { words, state }: Question,
  vocabulary: Readonly<Vocabulary>,
): (session: ListedSession) => boolean {
  const names = new Names(vocabulary);
  const wanted = wordsOf(words);
  return (session) => {
    if (state !== 'all' && isLive(session) !== (state === 'live')) return false;
    const texts = wanted.length === 0 ? [] : textParts.map((part) => searchable(part(session, names)));
    return wanted.every((spellings) => spellings.some((word) => texts.some((text) => text.includes(word))));
  };
}
