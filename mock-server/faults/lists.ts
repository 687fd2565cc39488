import { type FaultEffects, changeJson, type Incident } from './effect.ts';
import { changeList, isRow, newId, withoutPage } from './rows.ts';

const totals = ['total', 'totalPages', 'total_count'];
const manyPages = 1_000_000;

/** Faults in lists, however they are wrapped. An answer without a list stays as it is. */
export const lists: FaultEffects<'endless-pages' | 'duplicate-ids'> = {
  'endless-pages': {
    words: 'Answers a full page whatever page is asked for: of new sessions, or of the same ones again.',
    defaults: { ids: 'new' },
    call: ({ query }) => ({ query: withoutPage(query) }),
    change: (answer, { ids }, incident) => {
      return changeJson(answer, (value) => endless(value, ids === 'new', incident));
    },
  },
  'duplicate-ids': {
    words: 'Lists every session twice.',
    defaults: {},
    change: (answer) => {
      return changeJson(answer, (value) => changeList(value, (rows) => rows.flatMap((row) => [row, row])));
    },
  },
};

/** Where an API does not page, there is one page, and it stays as it is. */
function endless(value: unknown, isNew: boolean, { request: { query } }: Incident): unknown {
  if (!query.has('page') && !query.has('offset') && !query.has('limit')) return value;
  const asked = Number(query.get('page') ?? query.get('offset') ?? 0);
  const limit = Math.min(Number(query.get('limit') ?? 10), 500);
  const full = changeList(value, (rows) =>
    Array.from({ length: rows.length === 0 ? 0 : Math.max(limit, rows.length) }, (_, place) => {
      const row = rows[place % rows.length] ?? {};
      const isFirst = asked <= 1 && place < rows.length;
      return isNew && !isFirst ? { ...row, id: newId(String(row['id']), asked * 1000 + place) } : row;
    }),
  );
  return withTotals(full, asked);
}

function withTotals(value: unknown, page: number): unknown {
  if (!isRow(value)) return value;
  const entries = Object.entries(value).map(([name, inner]) => {
    if (totals.includes(name)) return [name, manyPages] as const;
    return [name, name === 'page' ? page : withTotals(inner, page)] as const;
  });
  return Object.fromEntries(entries);
}
