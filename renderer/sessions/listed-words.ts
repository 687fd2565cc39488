import type { Plan } from '../../electron/bridge/revocation.ts';
import type { SessionPage } from '../../electron/bridge/session.ts';
import { m } from '../messages/compiled/messages.js';
import { inFigures } from '../ui/figures.ts';
import { gapSentence } from './gap-words.ts';

/** How many sessions a list holds, how many the server counts, and why it may lack some. */
export type Listed = Plan['listed'];

export function listedOf({ sessions, total, gaps }: SessionPage): Listed {
  return { rows: sessions.length, total, gaps };
}

export function isComplete({ gaps }: Pick<Listed, 'gaps'>): boolean {
  return gaps.length === 0;
}

/** "100 of 250 listed" where the server counts more than it lists, otherwise "100 sessions, may be more". */
export function listedLine(listed: Listed): string {
  return shortOf(listed) ?? m.listed_may_be_more({ count: listed.rows });
}

/** What is wrong with the list, as a heading. */
export function listedTitle({ rows, total }: Listed): string {
  return total !== null && total > rows
    ? m.listed_incomplete({ some: inFigures(rows), all: inFigures(total) })
    : m.listed_may_be_incomplete();
}

/** How many sessions a scope will try to end, with a caution where the list lacks sessions that it means. */
export function scopeNumber(count: number, listed: Listed | null): string {
  const text = inFigures(count);
  if (!listed || isComplete(listed)) return text;
  return (count === listed.rows && shortOf(listed)) || m.number_may_be_more({ text });
}

/** What the list's gaps mean for a plan, then one sentence for each of them. */
export function planCautions({ scope, items, oneCall, listed }: Plan): string[] {
  return [
    cautions[scope]({ count: items.length, oneCall: oneCall !== null }),
    ...listed.gaps.map(gapSentence),
  ];
}

const cautions: Record<Plan['scope'], (of: { count: number; oneCall: boolean }) => string> = {
  one: () => m.listed_chosen(),
  selected: () => m.listed_chosen(),
  matching: () => m.listed_matching(),
  others: () => m.listed_others(),
  everything: ({ count, oneCall }) => (oneCall ? m.listed_one_call() : m.listed_everything({ count })),
};

function shortOf({ rows, total }: Listed): string | null {
  return total !== null && total > rows
    ? m.listed_of({ some: inFigures(rows), all: inFigures(total) })
    : null;
}
