import type { HintKind } from '../hints.ts';
import type { ListedSession } from '../listed-session.ts';
import { both, either, without, type Mask } from '../masks.ts';
import type { SearchedParts } from '../searched-parts.ts';
import type { Ask, Expression } from './parse.ts';

interface Searched {
  sessions: readonly ListedSession[];
  parts: SearchedParts;
  /** The rows that have a hint of a kind. */
  hinted: (kind: HintKind) => Mask;
  /** When ages are counted, ms. */
  at: number;
}

/** The rows that answer what is asked: of a whole list what `compile` says of one session. */
export function maskOf(asked: Expression, list: Searched): Mask {
  const all = () => new Uint8Array(list.sessions.length).fill(1);
  const masks = (of: readonly Expression[]) => of.map((one) => maskOf(one, list));
  switch (asked.is) {
    case 'not':
      return without(all(), maskOf(asked.of, list));
    case 'all':
      return masks(asked.of).reduce(both, all());
    case 'any':
      return masks(asked.of).reduce(either, new Uint8Array(list.sessions.length));
    case 'text':
      return list.parts.having(asked.parts, asked.spellings);
    case 'part':
      return list.parts.passing(asked.part, asked.holds);
    case 'hint':
      return list.hinted(asked.kind);
    case 'number':
      return maskOfNumbers(asked, list);
  }
}

function maskOfNumbers({ read, holds }: Extract<Ask, { is: 'number' }>, { sessions, at }: Searched): Mask {
  const mask = new Uint8Array(sessions.length);
  for (let number = 0; number < sessions.length; number += 1) {
    const session = sessions[number];
    const value = session ? read(session, at) : null;
    if (value !== null && holds(value)) mask[number] = 1;
  }
  return mask;
}
