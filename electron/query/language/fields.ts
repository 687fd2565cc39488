import { hintKinds } from '../hints.ts';
import { kinds } from '../kind.ts';
import type { ListedSession } from '../listed-session.ts';
import type { Part } from '../listed-text.ts';

/** A field whose value is a text to look for, in these parts of a session. */
interface TextField {
  is: 'text';
  parts: readonly Part[];
}

/** A field with a fixed set of values. */
interface ChoiceField {
  is: 'choice';
  part: Part;
  values: readonly string[];
}

/** A field that is compared: an age or a time left by its length (`idle>30d`), a time by its date (`created<2026-01-01`). */
interface TimeField {
  is: 'time';
  /** A length of time in ms, at a moment; null: not known. */
  lengthAt: (session: ListedSession, at: number) => number | null;
  /** The moment itself; absent: there is no date to compare with. */
  moment?: (session: ListedSession) => number | null;
}

/** A field for hints, which are about a session among the others. */
interface HintField {
  is: 'hint';
  values: readonly string[];
}

export type Field = TextField | ChoiceField | HintField | TimeField | { is: 'address' };

/** What can be asked of a session by name. */
export const fields = {
  user: { is: 'text', parts: ['user'] },
  ip: { is: 'address' },
  device: { is: 'text', parts: ['device', 'agent'] },
  browser: { is: 'text', parts: ['browser'] },
  os: { is: 'text', parts: ['os'] },
  app: { is: 'text', parts: ['app'] },
  place: { is: 'text', parts: ['place'] },
  status: { is: 'text', parts: ['status', 'statusGiven'] },
  kind: { is: 'choice', part: 'kind', values: kinds },
  risk: { is: 'hint', values: hintKinds },
  id: { is: 'text', parts: ['id'] },
  source: { is: 'text', parts: ['source'] },
  idle: {
    is: 'time',
    lengthAt: ({ lastActiveAt: then }, at) => (then === null ? null : Math.max(0, at - then)),
  },
  created: {
    is: 'time',
    lengthAt: ({ createdAt: then }, at) => (then === null ? null : Math.max(0, at - then)),
    moment: ({ createdAt }) => createdAt,
  },
  expires: {
    is: 'time',
    // What has expired already has no time left.
    lengthAt: ({ expiresAt: then }, at) => (then === null || then < at ? null : then - at),
    moment: ({ expiresAt }) => expiresAt,
  },
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof fields;
export const fieldNames = Object.keys(fields) as FieldName[];

/** The field of a name; null: there is none. */
export function fieldOf(name: string): Field | null {
  return Object.hasOwn(fields, name) ? fields[name as FieldName] : null;
}

/** The name that is nearest to a wrong one; null: none is near. */
export function nearest(wrong: string, names: readonly string[]): string | null {
  const most = Math.max(1, Math.floor(wrong.length / 2));
  const ranked = names.map((name) => ({ name, far: name.startsWith(wrong) ? 0 : distance(wrong, name) }));
  const [best] = ranked.toSorted((a, b) => a.far - b.far);
  return best && best.far <= most ? best.name : null;
}

/** How many letters have to be changed, added, left out or swapped with the next. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + Number(a[i - 1] !== b[j - 1]);
      const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwapped ? (before[j - 2] ?? 0) + 1 : Infinity;
      next.push(Math.min(change, swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}
