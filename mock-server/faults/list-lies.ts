import type { Answer } from '../answer.ts';
import { type FaultEffects, changeJson, type Incident } from './effect.ts';
import { changeList, changeTotals, isRow, namesOf, newId, renamed, type Row, rowsOf } from './rows.ts';

type Change = (rows: Row[]) => Row[];

/** Lists that are well formed and untrue. Where a fault may choose among ids, it takes effect only on their rows. */
export const listLies: FaultEffects<
  | 'hidden-row'
  | 'hidden-row-uncounted'
  | 'duplicate-row'
  | 'unreadable-row'
  | 'own-row-missing'
  | 'foreign-list'
  | 'wrong-total'
> = {
  'hidden-row': {
    words: 'Leaves a session out of the list; the total still counts it.',
    defaults: { ids: [] },
    change: (answer, { ids }) => changeRows(answer, (rows) => without(rows, chosen(rows, ids))),
  },
  'hidden-row-uncounted': {
    words: 'Leaves a session out of the list and out of the total: the list does not give it away.',
    defaults: { ids: [] },
    change: (answer, { ids }) => hideUncounted(answer, (rows) => chosen(rows, ids)),
  },
  'duplicate-row': {
    words: 'Lists one session twice, in the place of another.',
    defaults: { ids: [] },
    change: (answer, { ids }) => {
      return changeRows(answer, (rows) => {
        const hidden = chosen(rows, ids);
        const [copied] = without(rows, hidden);
        return copied === undefined ? rows : rows.map((row) => (hidden.includes(row) ? copied : row));
      });
    },
  },
  'unreadable-row': {
    words: 'Lists a session without what names it.',
    defaults: { ids: [] },
    change: (answer, { ids }) => {
      return changeRows(answer, (rows) => {
        const hidden = chosen(rows, ids);
        return rows.map((row) => (hidden.includes(row) ? unnamed(row) : row));
      });
    },
  },
  'own-row-missing': {
    words: 'Leaves the caller’s own session out of the list and out of the total.',
    apis: ['better-auth', 'nest-sessions', 'vault'],
    defaults: {},
    change: (answer, _, incident) => hideUncounted(answer, (rows) => rows.filter(isOwn(incident))),
  },
  'foreign-list': {
    words: 'Answers a list in which no session is one of the caller’s.',
    defaults: {},
    change: (answer) => {
      return changeRows(answer, (rows) =>
        rows.map((row, place) => renamed(row, (name) => newId(name, place + 1))),
      );
    },
  },
  'wrong-total': {
    words: 'Counts more sessions than it lists, or fewer.',
    apis: ['clerk', 'nest-sessions', 'vault'],
    defaults: { by: 3 },
    change: (answer, { by }) => {
      return changeJson(answer, (value) => changeTotals(value, (total) => Math.max(0, total + by)));
    },
  },
};

function changeRows(answer: Answer, change: Change): Answer {
  return changeJson(answer, (value) => changeList(value, change));
}

function hideUncounted(answer: Answer, choose: Change): Answer {
  return changeJson(answer, (value) => {
    const hidden = choose(rowsOf(value));
    const shorter = changeList(value, (rows) => without(rows, hidden));
    return changeTotals(shorter, (total) => Math.max(0, total - hidden.length));
  });
}

/** The rows of these sessions; without any ids, the last row of a list that has another beside it. */
function chosen(rows: readonly Row[], ids: readonly string[]): Row[] {
  if (ids.length === 0) return rows.length > 1 ? rows.slice(-1) : [];
  return rows.filter((row) => namesOf(row).some((name) => ids.includes(name)));
}

function without(rows: readonly Row[], hidden: readonly Row[]): Row[] {
  return rows.filter((row) => !hidden.includes(row));
}

function unnamed(row: Row): Row {
  const session = row['session'];
  return isRow(session) ? { ...row, session: { ...session, id: null, token: null } } : { ...row, id: null };
}

/** Whether a row is the caller's own: it says so or, with better-auth, its token is in the active cookie. */
function isOwn({ request }: Incident): (row: Row) => boolean {
  const active = /session_token=([^.;%]+)/.exec(request.headers['cookie'] ?? '')?.[1] ?? '';
  return (row) => row['isCurrent'] === true || row['current'] === true || namesOf(row).includes(active);
}
