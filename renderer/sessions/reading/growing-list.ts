import type { Session, SessionPage, SessionPart } from '../../../electron/bridge/session.ts';
import { Rows } from '../../../electron/query/rows.ts';
import { addGivenWords, pageWords } from '../row/page-words.ts';

/** How much a list must have grown before it is shown again: sorting a long one for every part would take too long. */
const growth = 1.25;

/** The rows of a list; another object whenever they have changed. */
export interface List {
  rows: Rows<Session>;
  /** A search can be answered at once. */
  isPrepared: boolean;
}

/** A page as the host sent it, and its rows. */
export interface ReadList {
  page: SessionPage;
  list: List;
}

/** A page that came as a whole. */
export function wholeList(page: SessionPage): ReadList {
  const rows = newRows(page);
  return { page, list: { rows, isPrepared: rows.isPrepared } };
}

/** A list whose rows come in parts. */
export class GrowingList {
  readonly #first: SessionPage;
  #rows: Rows<Session>;
  #total: number | null;
  #shown = 0;

  constructor(first: SessionPage) {
    this.#first = first;
    this.#total = first.total;
    this.#rows = newRows(first);
  }

  /** Adds a part. A row whose id came before takes the place of that row. */
  add({ sessions, total, dropped }: Pick<SessionPart, 'sessions' | 'total' | 'dropped'>): void {
    addGivenWords(this.#rows.vocabulary, sessions);
    this.#rows.append(sessions);
    if (dropped.length > 0) this.#rows = this.#rows.without(dropped);
    this.#total = total;
  }

  /** Whether enough has come since the list was last shown. */
  isWorthShowing(): boolean {
    return this.#rows.sessions.length >= this.#shown * growth;
  }

  /** The whole list, with what the last part says of it. */
  whole(page: Omit<SessionPage, 'sessions'>): ReadList {
    return this.#read({ ...page, sessions: [...this.#rows.sessions] });
  }

  /** What has come, as a list that is not complete. */
  soFar(): ReadList {
    const sessions = [...this.#rows.sessions];
    this.#shown = sessions.length;
    const gap = { why: 'still-reading', count: sessions.length } as const;
    return this.#read({ ...this.#first, total: this.#total, sessions, gaps: [gap] });
  }

  #read(page: SessionPage): ReadList {
    return { page, list: { rows: this.#rows, isPrepared: this.#rows.isPrepared } };
  }
}

function newRows({ sessions, readAt }: SessionPage): Rows<Session> {
  const vocabulary = { ...pageWords().vocabulary };
  addGivenWords(vocabulary, sessions);
  const rows = new Rows<Session>(vocabulary, readAt);
  rows.append(sessions);
  return rows;
}

/** How long rows are prepared at a time, ms: less than a frame. */
const atOnce = 5;

/** Prepares rows for searching, between frames. Calls back once they are; small lists are prepared at once. */
export function prepare(rows: Rows<Session>, done: () => void): void {
  const until = performance.now() + atOnce;
  if (rows.prepare(() => performance.now() < until)) done();
  else setTimeout(() => prepare(rows, done));
}
