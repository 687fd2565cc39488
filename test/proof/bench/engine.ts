import type { Session } from '../../../electron/bridge/session.ts';
import { columns } from '../../../electron/query/columns.ts';
import { countOf } from '../../../electron/query/masks.ts';
import { compile } from '../../../electron/query/question.ts';
import { Rows } from '../../../electron/query/rows.ts';
import { fixtureSession } from '../../support/page/page-fixtures.ts';
import { comparedTo, medianOf, type Figure, within } from './figures.ts';

// The list engine as the page uses it, without the drawing: what one key, one sort and the hints cost the main thread. The
// peer of a key is a filter over texts that were joined and put into small letters beforehand.

const readAt = 1_764_590_000_000;
const sort = { column: 'lastActive', descending: true } as const;
const words = ['c', 'ch', 'chrome', 'chrome 12', 'person 49', 'p', '10.0.2', 'nobody', 'lisbon', 'user_49'];
const queries = [
  ...['os:linux', '-os:linux chrome', 'idle>1h', 'ip:10.0.0.0/16', 'user:"person 49"', 'kind:browser'],
  ...['created<2026-01-01', 'risk:stale', 'chrome OR firefox', 'os:linux idle>1h (chrome OR firefox)'],
];

const vocabulary = {
  ...{ 'device.browser-on-os': '{browser} on {os}', 'device.account': '{id}', 'device.unknown': '?' },
  ...{ 'place.near': 'near {place}', 'status.active': 'Active' },
};

function sessionOf(nth: number): Session {
  return fixtureSession({
    id: `s${nth}`,
    nativeId: `sess_${nth}abcdefghijkl`,
    user: { id: `user_${nth % 5000}`, name: `Person ${nth % 5000}`, email: null },
    device: {
      browser: ['Chrome', 'Firefox', 'Safari', 'Edge'][nth % 4] ?? null,
      browserVersion: `${90 + (nth % 40)}.0`,
      os: ['Windows', 'macOS', 'Linux'][(nth >> 2) % 3] ?? null,
      kind: 'desktop',
    },
    ip: `10.${nth >> 16}.${(nth >> 8) & 255}.${nth & 255}`,
    country: ['PT', 'JP', 'US'][(nth >> 3) % 3] ?? null,
    createdAt: readAt - 90 * 86_400_000 + nth,
    lastActiveAt: readAt - (nth % 60) * 86_400_000,
    extra: { client_id: `client_${nth % 4000}` },
  });
}

/** The time of a key, a compound query, a first sort and all hints over `count` rows; throws where an answer is wrong. */
export function measureEngine(count: number, times: number): Figure[] {
  const sessions = Array.from({ length: count }, (_, nth) => sessionOf(nth));
  const rows = new Rows<Session>({ ...vocabulary }, readAt);
  rows.append(sessions);
  const hints = timed(() => rows.hints);
  const sorts = columns.map((column) => timed(() => rows.arranged(rows.live, { column, descending: false })));
  rows.prepare(() => true);
  const search = (query: string) => rows.arranged(rows.matching({ words: query, state: 'all' }), sort);
  const texts = sessions.map((session) => JSON.stringify(session).toLowerCase());
  const peer = (query: string) =>
    texts.filter((text) => query.split(' ').every((word) => text.includes(word)));
  const repeated = (list: string[], act: (query: string) => unknown) =>
    Array.from({ length: times }, () => list.map((query) => timed(() => act(query)))).flat();
  for (const query of [...words, ...queries]) assertTrue(rows, sessions, query);
  const many = `${count} rows`;
  return [
    comparedTo(`one key over ${many}, p95`, p95(repeated(words, search)), p95(repeated(words, peer)), 0, 16),
    within(`one query of fields over ${many}, p95`, p95(repeated(queries, search)), 'ms', 16),
    within(`first sort of ${many} by any column, slowest`, Math.max(...sorts), 'ms', 100),
    within(`hints of ${many}, once a reading`, hints, 'ms', 300),
    within(
      `sort of ${many} that is known`,
      medianOf(columns.map((column) => timed(() => rows.arranged(rows.live, { column, descending: false })))),
      'ms',
      16,
    ),
  ];
}

function timed(act: () => unknown): number {
  const began = performance.now();
  act();
  return performance.now() - began;
}

function p95(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN;
}

/** What is quick has to be right as well: it is what the rule says of each session by itself. */
function assertTrue(rows: Rows<Session>, sessions: Session[], query: string): void {
  const matches = compile({ words: query, state: 'all' }, { vocabulary, at: readAt, sessions });
  const [found, right] = [
    countOf(rows.matching({ words: query, state: 'all' })),
    sessions.filter(matches).length,
  ];
  if (found !== right) throw new Error(`“${query}” finds ${found} sessions instead of ${right}`);
}
