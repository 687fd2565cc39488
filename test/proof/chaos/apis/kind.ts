import type { MockApi } from '../../../../mock-server/index.ts';
import type { Random } from '../../../../mock-server/random.ts';

/** A row of a table of the mock server. */
export type Row = Record<string, unknown> & { id: string };

/** A request as the proxy received it; header names are lower case. */
export interface Received {
  method: string;
  /** With the query. */
  path: string;
  headers: Record<string, string>;
  body: string;
}

/**
 * How one API is filled, asked for the truth and lied with, behind the app's back. A session's name is the API's own
 * id or, where that is a secret, the id of its user: the app tells either of them wherever it names a session.
 */
export interface Kind {
  /** The most sessions in a round. */
  most: number;
  /** Puts so many fresh sessions in the place of all others but our own; returns their names. */
  fill: (api: MockApi, count: number, random: Random) => string[];
  /** The names of the sessions that live. */
  living: (api: MockApi) => Set<string>;
  /** The session that a request asks to end; null: it asks for something else; `*`: for all. */
  toEnd: (api: MockApi, request: Received) => string | null;
  filters?: (api: MockApi) => Record<string, string>;
  /** What names our own session in a list; null: the API does not say which it is. */
  own?: (api: MockApi) => string;
  /** Settings of the connection, where it goes through the proxy. */
  settings?: (api: MockApi) => Record<string, string>;
  /** What the key has to hold for the sessions of this round. Absent: the API's usual key sees them. */
  secrets?: (api: MockApi) => Record<string, string>;
  /** Whether the API can be asked about one session: by an operation of its own, or by a list for one. */
  byName: boolean;
  operations: {
    list: string;
    end: string;
    /** Asks about one session; null: there is none of its own. */
    lookUp: string | null;
  };
}

const day = 24 * 60 * 60 * 1000;

export function rowsOf<One = Row>(api: MockApi, table = 'sessions'): One[] {
  return (api.db.getState()[table] ?? []) as One[];
}

export function putRows(api: MockApi, rows: object[], table = 'sessions'): void {
  api.db.getState()[table] = rows;
}

/** So many things, made one after the other; places begin at 1. */
export function times<One>(count: number, make: (place: number) => One): One[] {
  return Array.from({ length: count }, (_, index) => make(index + 1));
}

/** An ISO time so many seconds ago. */
export function ago(seconds: number): string {
  return new Date(Date.now() - seconds * 1000).toISOString();
}

/** An ISO time a week from now. */
export function inAWeek(): string {
  return new Date(Date.now() + 7 * day).toISOString();
}

/** `DELETE …/sessions/ID`, `DELETE …/sessions` or `POST …/sessions/ID/revoke`. */
export function endOfPath({ method, path }: Received): string | null {
  if (method === 'DELETE' && /\/sessions$/.test(path)) return '*';
  const [, id = null, revoke] = /\/sessions\/([^/?]+)(\/revoke)?$/.exec(path) ?? [];
  return method === 'DELETE' || revoke ? id : null;
}
