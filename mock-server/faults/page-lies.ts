import { type FaultEffects, changeJson, type Incident } from './effect.ts';
import { changeList, rowsOf, totalOf, withoutPage } from './rows.ts';

const paged = ['clerk', 'nest-sessions'];

/** Pages that do not add up to the list, because the server means something else by them or because rows move. */
export const pageLies: FaultEffects<'page-cap' | 'empty-page' | 'repeated-page' | 'rows-move' | 'row-ends'> =
  {
    'page-cap': {
      words: 'Gives at most 20 sessions a page, whatever limit is asked for.',
      defaults: { rows: 20 },
      call: ({ query }, { rows }) => ({ query: capped(query, rows) }),
      change: (answer, { rows }) => {
        return changeJson(answer, (value) => changeList(value, (all) => all.slice(0, rows)));
      },
    },
    'empty-page': {
      words: 'Answers an empty page in the middle of the list; without pages, an empty list.',
      defaults: {},
      change: (answer, _, incident) => {
        return changeJson(answer, (value) =>
          isMiddle(value, incident) ? changeList(value, () => []) : value,
        );
      },
    },
    'repeated-page': {
      words: 'Answers the first page whatever page is asked for.',
      apis: paged,
      defaults: {},
      call: ({ query }) => ({ query: withoutPage(query) }),
    },
    'rows-move': {
      words: 'Moves the last session of the list to its top after each page: it was just used.',
      apis: ['nest-sessions'],
      defaults: { ids: [] },
      after: (incident, { ids }) => {
        if (isPaged(incident)) incident.happen({ what: 'used', ids });
      },
    },
    'row-ends': {
      words: 'Ends a session after the first page was read, so that the rows after it move up.',
      apis: paged,
      defaults: { ids: [] },
      after: (incident, { ids }) => {
        if (isPaged(incident) && isFirst(incident)) incident.happen({ what: 'ended', ids });
      },
    },
  };

function capped(query: URLSearchParams, rows: number): URLSearchParams {
  const asked = Number(query.get('limit') ?? 10);
  const changed = new URLSearchParams(query);
  if (asked > rows) changed.set('limit', String(rows));
  return changed;
}

function isPaged({ request: { query } }: Incident): boolean {
  return ['page', 'offset', 'limit'].some((name) => query.has(name));
}

function isFirst({ request: { query } }: Incident): boolean {
  return Number(query.get('page') ?? 1) <= 1 && Number(query.get('offset') ?? 0) <= 0;
}

/** Whether neither the first nor the last row is on this page. A list without pages is all middle. */
function isMiddle(value: unknown, incident: Incident): boolean {
  if (!isPaged(incident)) return true;
  if (isFirst(incident)) return false;
  const { query } = incident.request;
  const rows = rowsOf(value).length;
  const limit = Number(incident.query.get('limit') ?? 10);
  const before = Number(query.get('offset') ?? (Number(query.get('page') ?? 1) - 1) * limit);
  return before + rows < (totalOf(value) ?? Infinity);
}
