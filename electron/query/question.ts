import { parse, type Ask, type Expression } from './language/parse.ts';
import type { ListedSession } from './listed-session.ts';
import { searchable, textOf, type Part } from './listed-text.ts';
import { Names } from './names.ts';
import { isLive } from './status.ts';
import type { Vocabulary } from './vocabulary.ts';

export const listedStates = ['all', 'live', 'ended'] as const;
export type ListedState = (typeof listedStates)[number];

/** The longest query, in characters. */
export const longestQuery = 1000;

/** Which sessions of a list are meant. */
export interface Question {
  /** A query in the language of the search box. */
  words: string;
  state: ListedState;
}

/**
 * Whether a session answers the question, one session at a time; ages are counted at `at` (ms), which is when the list was
 * read. A query with a problem matches nothing. `Rows.matching` says the same of a whole list, sooner: the page counts by
 * that, and the host plans by this.
 */
export function compile(
  { words, state }: Question,
  vocabulary: Readonly<Vocabulary>,
  at: number,
): (session: ListedSession) => boolean {
  const names = new Names(vocabulary);
  const { asked, problems } = parse(words);
  if (problems.length > 0) return () => false;
  return (session) => {
    if (state !== 'all' && isLive(session) !== (state === 'live')) return false;
    return answers(asked, session, names, at);
  };
}

/** Whether one session answers what is asked, at a moment (ms): the rule that `Rows` follows for a whole list. */
function answers(asked: Expression, session: ListedSession, names: Names, at: number): boolean {
  if (asked.is === 'not') return !answers(asked.of, session, names, at);
  if (asked.is === 'all') return asked.of.every((one) => answers(one, session, names, at));
  if (asked.is === 'any') return asked.of.some((one) => answers(one, session, names, at));
  return answersOne(asked, session, (part) => textOf(part, session, names), at);
}

function answersOne(asked: Ask, session: ListedSession, text: (part: Part) => string, at: number): boolean {
  if (asked.is === 'text')
    return asked.parts.some((part) => {
      const searched = searchable(text(part));
      return asked.spellings.some((word) => searched.includes(word));
    });
  if (asked.is === 'part') return asked.holds(text(asked.part));
  const value = asked.read(session, at);
  return value !== null && asked.holds(value);
}
