import type { ListedSession } from '../listed-session.ts';
import { searchable, textOf, type Part } from '../listed-text.ts';
import type { Names } from '../names.ts';
import type { Ask, Expression } from './parse.ts';

/** Whether one session answers what is asked, at a moment (ms): the rule that `Rows` follows for a whole list. */
export function answers(asked: Expression, session: ListedSession, names: Names, at: number): boolean {
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
