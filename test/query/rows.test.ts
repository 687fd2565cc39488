import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Session } from '../../electron/bridge/session.ts';
import { columns, keysOf, type Key, type Sort } from '../../electron/query/columns.ts';
import { countOf, numbersIn } from '../../electron/query/masks.ts';
import { Names } from '../../electron/query/names.ts';
import { compile, listedStates, type Question } from '../../electron/query/question.ts';
import { groups, Rows } from '../../electron/query/rows.ts';
import { isLive } from '../../electron/query/status.ts';
import { pageWords } from '../../renderer/sessions/row/page-words.ts';
import { fixtureSession } from '../support/page/page-fixtures.ts';
import { anyQuery, anySession, anyWords } from '../support/query/random-sessions.ts';

// The list engine answers in numbers what is answered here one session after the other.

const { vocabulary } = pageWords();
/** Between the times that the sessions have. */
const now = 1_700_100_000_000;
const names = new Names(vocabulary);
const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });

const anyList = fc.array(anySession(40), { maxLength: 30 });
const anySort: fc.Arbitrary<Sort> = fc.record({
  column: fc.constantFrom(...columns),
  descending: fc.boolean(),
});
const anyQuestion: fc.Arbitrary<Question> = fc.record({
  words: fc.oneof(anyWords, anyQuery),
  state: fc.constantFrom(...listedStates),
});

function rowsOf(...parts: Session[][]): Rows<Session> {
  const rows = new Rows<Session>({ ...vocabulary }, now);
  for (const part of parts) rows.append(part);
  return rows;
}

/** The list as it should be: the later of two rows with one id, at the place of the earlier. */
const merged = (sessions: Session[]) => [
  ...new Map(sessions.map((session) => [session.id, session])).values(),
];

function inOrder(sessions: Session[], { column, descending }: Sort): Session[] {
  return sessions.toSorted((a, b) => {
    const [[first, ...more], [second, ...others]] = [keysOf(a, column, names), keysOf(b, column, names)];
    if (first === null || second === null) return Number(first === null) - Number(second === null);
    const order = compared(first, second) || compared(more[0], others[0]);
    return descending ? -order : order;
  });
}

/** Numbers come before texts, and both before what is not known. */
function compared(a: Key, b: Key): number {
  const kind = (key: Key) => (key === null ? 2 : Number(typeof key === 'string'));
  if (kind(a) !== kind(b)) return kind(a) - kind(b);
  return typeof a === 'number' ? a - Number(b) : collator.compare(a ?? '', String(b ?? ''));
}

const groupOf = (session: Session) => {
  if (session.current === true) return 'current';
  return isLive(session) ? 'active' : 'ended';
};

function arranged(sessions: Session[], question: Question, sort: Sort): Session[] {
  const found = inOrder(sessions.filter(compile(question, { vocabulary, at: now, sessions })), sort);
  return groups.flatMap((group) => found.filter((session) => groupOf(session) === group));
}

const shownBy = (rows: Rows<Session>, question: Question, sort: Sort) =>
  [...rows.arranged(rows.matching(question), sort).rows].map((number) => rows.sessions[number]);

test('what is shown is what matches, group after group, each in order', () => {
  fc.assert(
    fc.property(anyList, anyQuestion, anySort, (list, question, sort) => {
      expect(shownBy(rowsOf(list), question, sort)).toEqual(arranged(merged(list), question, sort));
    }),
    { numRuns: 1000 },
  );
});

test('negative control: an order that forgets the unknown, or a search that forgets a word, is noticed', () => {
  const known = fixtureSession({ id: 'a', lastActiveAt: 5 });
  const unknown = fixtureSession({ id: 'b', lastActiveAt: null });
  const sort = { column: 'lastActive', descending: true } as const;
  const question = { words: '', state: 'all' } as const;
  expect(shownBy(rowsOf([unknown, known]), question, sort)).not.toEqual([unknown, known]);
  expect(shownBy(rowsOf([known]), { words: 'ana nobody', state: 'all' }, sort)).toEqual([]);
});

test('a list that comes in parts, searched and sorted in between, is the list that came at once', () => {
  fc.assert(
    fc.property(fc.array(anyList, { maxLength: 5 }), anyQuestion, anySort, (parts, question, sort) => {
      const rows = rowsOf();
      for (const part of parts) {
        rows.append(part);
        shownBy(rows, question, sort);
      }
      const sessions = parts.flat();
      expect(rows.sessions).toEqual(merged(sessions));
      expect(shownBy(rows, question, sort)).toEqual(arranged(merged(sessions), question, sort));
    }),
    { numRuns: 200 },
  );
});

test('without some of its rows, a list is the list of the others', () => {
  fc.assert(
    fc.property(
      anyList,
      fc.array(fc.integer({ min: 1, max: 40 })),
      anyQuestion,
      anySort,
      (list, gone, question, sort) => {
        const ids = gone.map((id) => `s${id}`);
        const rest = merged(list).filter(({ id }) => !ids.includes(id));
        expect(shownBy(rowsOf(list).without(ids), question, sort)).toEqual(arranged(rest, question, sort));
      },
    ),
  );
});

test('live, own and others are what their sessions say, and each session is found by its id', () => {
  fc.assert(
    fc.property(anyList, (list) => {
      const rows = rowsOf(list);
      const meant = (mask: Uint8Array) => [...numbersIn(mask)].map((number) => rows.sessions[number]);
      const sessions = merged(list);
      expect(meant(rows.live)).toEqual(sessions.filter(isLive));
      expect(meant(rows.own)).toEqual(sessions.filter(({ current }) => current === true));
      expect(meant(rows.others)).toEqual(sessions.filter((one) => isLive(one) && one.current !== true));
      for (const session of sessions) expect(rows.find(session.id)).toBe(session);
      expect([rows.find('nobody'), rows.find(null)]).toEqual([null, null]);
    }),
  );
});

describe('a search is prepared in slices', () => {
  const many = Array.from({ length: 5000 }, (_, at) =>
    fixtureSession({ id: `s${at}`, ip: `198.51.100.${at % 250}` }),
  );

  test('as long as there is time', () => {
    const rows = rowsOf(many);
    let left = 2;
    expect(rows.prepare(() => (left -= 1) > 0)).toBe(false);
    expect(rows.prepare(() => true)).toBe(true);
    expect(rows.isPrepared).toBe(true);
  });

  test('and rows that came meanwhile, or took the place of others, are prepared as well', () => {
    const rows = rowsOf(many);
    rows.prepare(() => true);
    rows.append([
      { ...(many[3] ?? fixtureSession()), ip: '192.0.2.1' },
      fixtureSession({ id: 'new', ip: '192.0.2.1' }),
    ]);
    expect(rows.isPrepared).toBe(false);
    expect(countOf(rows.matching({ words: '192.0.2.1', state: 'all' }))).toBe(2);
  });
});

test('addresses of one place are in the order of their numbers, and a row without a place comes before those with one', () => {
  const at = (id: string, ip: string | null, country: string | null) =>
    fixtureSession({ id, ip, country, city: null });
  const list = [
    at('a', '10.0.0.10', 'PT'),
    at('b', '10.0.0.9', 'PT'),
    at('c', '9.0.0.1', null),
    at('d', null, null),
    at('e', '::1', 'PT'),
  ];
  const ids = (descending: boolean) =>
    shownBy(rowsOf(list), { words: '', state: 'all' }, { column: 'place', descending }).map(
      (session) => session?.id,
    );
  expect(ids(false)).toEqual(['c', 'b', 'a', 'e', 'd']);
  expect(ids(true)).toEqual(['e', 'a', 'b', 'c', 'd']);
});
