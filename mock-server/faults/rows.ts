/** A row of a list, or any other JSON object. */
export type Row = Record<string, unknown>;

/** Fields in which an API says how many sessions there are. */
const totals = ['total', 'total_count', 'currentSessions', 'count'];

/** The value with its list changed: the value itself, or what it has as sessions, items or data. */
export function changeList(value: unknown, change: (rows: Row[]) => Row[]): unknown {
  if (Array.isArray(value)) return change(value as Row[]);
  const name = isRow(value) ? ['sessions', 'items', 'data'].find((each) => each in value) : undefined;
  if (!isRow(value) || name === undefined) return value;
  return { ...value, [name]: changeList(value[name], change) };
}

/** The rows of a list, however it is wrapped; none where there is no list. */
export function rowsOf(value: unknown): Row[] {
  let found: Row[] = [];
  changeList(value, (rows) => (found = rows));
  return found;
}

/** The value with every total of it changed; a list without totals stays as it is. */
export function changeTotals(value: unknown, change: (total: number) => number): unknown {
  if (!isRow(value)) return value;
  const entries = Object.entries(value).map(([name, inner]) => {
    if (totals.includes(name) && typeof inner === 'number') return [name, change(inner)] as const;
    return [name, name === 'data' ? changeTotals(inner, change) : inner] as const;
  });
  return Object.fromEntries(entries);
}

/** The total that a list gives; undefined where it gives none. */
export function totalOf(value: unknown): number | undefined {
  let found: number | undefined;
  changeTotals(value, (total) => (found = total));
  return found;
}

/** What names the session of a row: its id and, with better-auth, its token. */
export function namesOf(row: Row): string[] {
  const session = isRow(row['session']) ? row['session'] : row;
  return [session['id'], session['token']].filter((name) => typeof name === 'string');
}

/** The row with other names in place of its own. */
export function renamed(row: Row, change: (name: string) => string): Row {
  if (isRow(row['session'])) return { ...row, session: renamed(row['session'], change) };
  const names = ['id', 'token'].filter((field) => typeof row[field] === 'string');
  return { ...row, ...Object.fromEntries(names.map((field) => [field, change(String(row[field]))])) };
}

/** An id of the same form: a UUID stays one. */
export function newId(id: string, number: number): string {
  const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
  return isUuid ? `${id.slice(0, -12)}${number.toString(16).padStart(12, '0')}` : `${id}${number}`;
}

/** The query of the first page. */
export function withoutPage(query: URLSearchParams): URLSearchParams {
  const first = new URLSearchParams(query);
  for (const name of ['page', 'offset']) first.delete(name);
  return first;
}

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
