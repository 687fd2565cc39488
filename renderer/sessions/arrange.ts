import type { Session } from '../../electron/bridge/session.ts';
import { folded, foldedWord, inDigraphs, wordsOf } from '../../electron/query/search-words.ts';
import { isLive } from '../../electron/query/status.ts';
import { deviceName, placeName, statusWord, userName } from './row/describe.ts';

export const columns = ['device', 'user', 'place', 'lastActive', 'expires', 'status'] as const;
export type Column = (typeof columns)[number];
export const scopes = ['all', 'live', 'ended'] as const;
export type ListedState = (typeof scopes)[number];
export type Group = 'current' | 'active' | 'ended';

export interface Sort {
  column: Column;
  descending: boolean;
}

export type Row = { kind: 'group'; group: Group; count: number } | { kind: 'session'; session: Session };

const haystacks = new WeakMap<Session, string>();
const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });

/** The columns that the API fills in for at least one session. A device and a status can always be said. */
export function filledColumns(sessions: readonly Session[]): Column[] {
  return columns.filter((column) => sessions.some((session) => keyOf(session, column) !== null));
}

/** The sessions that match the words and the scope, in order. */
export function arrange(
  sessions: readonly Session[],
  words: string,
  scope: ListedState,
  sort: Sort,
): Session[] {
  const wanted = wordsOf(words);
  const matching = sessions.filter((session) => {
    if (scope !== 'all' && isLive(session) !== (scope === 'live')) return false;
    return holds(session, wanted);
  });
  return inOrder(matching, sort);
}

/** True when every search word occurs in the session's listed text. */
export function matches(session: Session, words: string): boolean {
  return holds(session, wordsOf(words));
}

function holds(session: Session, wanted: readonly string[][]): boolean {
  const haystack = haystackOf(session);
  return wanted.every((spellings) => spellings.some((word) => haystack.includes(word)));
}

/** Adds the headings: this device, active, ended. An empty group has none. */
export function grouped(sessions: readonly Session[]): Row[] {
  const groups: Record<Group, Row[]> = { current: [], active: [], ended: [] };
  for (const session of sessions) groups[groupOf(session)].push({ kind: 'session', session });
  return Object.entries(groups).flatMap(([group, rows]) => {
    if (rows.length === 0) return [];
    return [{ kind: 'group', group: group as Group, count: rows.length } as const, ...rows];
  });
}

function groupOf(session: Session): Group {
  if (session.current === true) return 'current';
  return isLive(session) ? 'active' : 'ended';
}

function haystackOf(session: Session): string {
  const known = haystacks.get(session);
  if (known !== undefined) return known;
  const { name, email, id } = session.user;
  const { ip } = session;
  const said = [deviceName(session), name, email, id, ip, placeName(session), statusWord(session)];
  const text = said.filter(Boolean).join('\n');
  const spelled = inDigraphs(text);
  const texts = [folded(text), ...(spelled === text ? [] : [folded(spelled)]), foldedWord(ip ?? '')];
  const haystack = texts.join('\n');
  haystacks.set(session, haystack);
  return haystack;
}

/** Keys are read once per session, not once per comparison. What the API does not send sorts last either way. */
function inOrder(sessions: readonly Session[], { column, descending }: Sort): Session[] {
  const keyed = sessions.map((session) => ({ session, key: keyOf(session, column) }));
  const sign = descending ? -1 : 1;
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
    if (typeof a.key === 'number' && typeof b.key === 'number') return sign * (a.key - b.key);
    return sign * collator.compare(String(a.key), String(b.key));
  });
  return keyed.map(({ session }) => session);
}

function keyOf(session: Session, column: Column): string | number | null {
  switch (column) {
    case 'device':
      return deviceName(session);
    case 'user':
      return userName(session);
    case 'place':
      return [session.country, session.city, session.ip].filter(Boolean).join(' ') || null;
    case 'lastActive':
      return session.lastActiveAt;
    case 'expires':
      return session.expiresAt;
    case 'status':
      return statusWord(session);
  }
}
