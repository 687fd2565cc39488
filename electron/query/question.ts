import { hintsOf, type Hint } from './hints.ts';
import { parse, type Ask, type Expression } from './language/parse.ts';
import type { ListedSession } from './listed-session.ts';
import { searchable, textOf } from './listed-text.ts';
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

/** The list that a question is asked of. */
export interface Asked {
  /** The words of the page that asks. */
  vocabulary: Readonly<Vocabulary>;
  /** When the list was read, ms: ages are counted at that time. */
  at: number;
  /** The whole list: hints are about a session among the others. */
  sessions: readonly ListedSession[];
}

/**
 * Whether a session answers the question, one session at a time. A query with a problem matches nothing. `Rows.matching`
 * says the same of a whole list, sooner: the page counts by that, and the host plans by this.
 */
export function compile(
  { words, state }: Question,
  { vocabulary, at, sessions }: Asked,
): (session: ListedSession) => boolean {
  const { asked, problems } = parse(words);
  if (problems.length > 0) return () => false;
  const hints = /risk:/i.test(words) ? hintsOf(sessions, at) : new Map<string, Hint[]>();
  const of: Context = { names: new Names(vocabulary), at, hints };
  return (session) => {
    if (state !== 'all' && isLive(session) !== (state === 'live')) return false;
    return answers(asked, session, of);
  };
}

interface Context {
  names: Names;
  at: number;
  hints: ReadonlyMap<string, readonly Hint[]>;
}

function answers(asked: Expression, session: ListedSession, of: Context): boolean {
  if (asked.is === 'not') return !answers(asked.of, session, of);
  if (asked.is === 'all') return asked.of.every((one) => answers(one, session, of));
  if (asked.is === 'any') return asked.of.some((one) => answers(one, session, of));
  return answersOne(asked, session, of);
}

function answersOne(asked: Ask, session: ListedSession, { names, at, hints }: Context): boolean {
  switch (asked.is) {
    case 'text':
      return asked.parts.some((part) => {
        const text = searchable(textOf(part, session, names));
        return asked.spellings.some((word) => text.includes(word));
      });
    case 'part':
      return asked.holds(textOf(asked.part, session, names));
    case 'hint':
      return hints.get(session.id)?.some(({ kind }) => kind === asked.kind) ?? false;
    case 'number': {
      const value = asked.read(session, at);
      return value !== null && asked.holds(value);
    }
  }
}
