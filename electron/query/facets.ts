import { kindOf } from './kind.ts';
import type { FieldName } from './language/fields.ts';
import type { ListedSession } from './listed-session.ts';
import { placeOf, userOf, type Names } from './names.ts';

/** A value of a field, and how many rows have it. */
export interface Facet {
  value: string;
  count: number;
}

type Read = (session: ListedSession, names: Names) => string | null | undefined;

/** Fields whose values can be offered. */
const readers: Partial<Record<FieldName, Read>> = {
  user: userOf,
  browser: ({ device }) => device.browser,
  os: ({ device }) => device.os,
  place: placeOf,
  status: (session, names) => names.status(session),
  kind: kindOf,
  ip: ({ ip }) => ip,
  app: ({ extra }) => extra?.['client_name'],
};

/** The values that a field has in these rows, the commonest first. Empty: the field has none that could be offered. */
export function facetsOf(sessions: readonly ListedSession[], field: FieldName, names: Names): Facet[] {
  const read = readers[field];
  if (!read) return [];
  const counts = new Map<string, number>();
  for (const session of sessions) {
    const value = read(session, names);
    if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
}
