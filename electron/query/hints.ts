import { kindOf } from './kind.ts';
import type { ListedSession } from './listed-session.ts';
import { isLive } from './status.ts';

/** What may be odd about a session. A hint says where to look; it never acts, and what is not known is never one. */
export const hintKinds = [
  'stale', // not used for 30 days
  'never-used', // not used since the sign-in
  'expires-soon', // within a day
  'concurrent', // the user is active in two countries within an hour
  'new-device', // the user has older sessions, none of them on such a device
  'impersonated', // somebody acts in the user's name
  'no-mfa', // the API says that there was no second factor
  'agent', // used by an agent
  'cli', // used by a command line
] as const;
export type HintKind = (typeof hintKinds)[number];

/** A hint with its evidence. */
export interface Hint {
  kind: HintKind;
  /** The other session that it takes for this to be odd; null: this one alone says it. */
  other: string | null;
}

const hour = 3_600_000;
const day = 24 * hour;
/** Thresholds of the product's own rules, ms. */
const thresholds = { stale: 30 * day, soon: day, together: hour };

/** The hints of a list, by session id, with ages counted at a moment (ms). Sessions that are over have none. */
export function hintsOf(sessions: readonly ListedSession[], at: number): Map<string, Hint[]> {
  const live = sessions.filter(isLive);
  const hints = new Map<string, Hint[]>();
  const add = (id: string, kind: HintKind, other: string | null = null) => {
    const known = hints.get(id);
    if (known) known.push({ kind, other });
    else hints.set(id, [{ kind, other }]);
  };
  for (const session of live) {
    for (const [kind, holds] of ownHints) if (holds(session, at)) add(session.id, kind);
    const kind = kindHint(session);
    if (kind !== null) add(session.id, kind);
  }
  for (const [user, own] of Map.groupBy(live, userKey)) {
    if (user === null || own.length < 2) continue;
    for (const [id, other] of inTwoCountries(own)) add(id, 'concurrent', other);
    for (const id of onNewDevices(own)) add(id, 'new-device');
  }
  return hints;
}

type OwnHint = [kind: HintKind, holds: (session: ListedSession, at: number) => boolean];

/** What one session says by itself. */
const ownHints: readonly OwnHint[] = [
  ['stale', ({ lastActiveAt: used }, at) => used !== null && at - used >= thresholds.stale],
  [
    'never-used',
    ({ lastActiveAt: used, createdAt }) => used !== null && createdAt !== null && used <= createdAt,
  ],
  ['expires-soon', ({ expiresAt: end }, at) => end !== null && end >= at && end - at < thresholds.soon],
  ['no-mfa', ({ extra }) => extra?.['mfaVerified'] === 'false'],
];

const kindHints = { impersonation: 'impersonated', agent: 'agent', cli: 'cli' } as const;

function kindHint(session: ListedSession): HintKind | null {
  const kind = kindOf(session);
  return kind === null || kind === 'browser' || kind === 'app' ? null : kindHints[kind];
}

/** Ids are one user's for sure; where there is none, the mail address is. */
function userKey({ user: { id, email } }: ListedSession): string | null {
  return id ?? (email === null ? null : `mail ${email.toLowerCase()}`);
}

/** Sessions of one user of which another was active in another country within an hour, with the nearest such. */
function inTwoCountries(sessions: readonly ListedSession[]): Map<string, string> {
  const known = sessions.filter(({ country, lastActiveAt }) => country?.trim() && lastActiveAt !== null);
  // A code does not differ from a name: which country the name is of, we do not know.
  const codes = known.filter(hasCode);
  const names = known.filter((session) => !hasCode(session));
  return new Map([...nearestElsewhere(codes), ...nearestElsewhere(names)]);
}

function hasCode({ country }: ListedSession): boolean {
  return country?.trim().length === 2;
}

function nearestElsewhere(sessions: readonly ListedSession[]): Map<string, string> {
  const ordered = sessions.toSorted((a, b) => timeOf(a) - timeOf(b));
  const found = new Map<string, { other: string; away: number }>();
  for (const list of [ordered, ordered.toReversed()]) {
    let last: ListedSession | undefined;
    let lastElsewhere: ListedSession | undefined;
    for (const session of list) {
      if (last && countryOf(last) !== countryOf(session)) lastElsewhere = last;
      last = session;
      if (!lastElsewhere) continue;
      const away = Math.abs(timeOf(session) - timeOf(lastElsewhere));
      if (away <= thresholds.together && away < (found.get(session.id)?.away ?? Infinity))
        found.set(session.id, { other: lastElsewhere.id, away });
    }
  }
  return new Map([...found].map(([id, { other }]) => [id, other]));
}

/** Sessions whose user has older ones, none of them in such a browser on such a system. */
function onNewDevices(sessions: readonly ListedSession[]): string[] {
  const dated = sessions.filter(({ createdAt }) => createdAt !== null);
  const ordered = dated.toSorted((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0));
  const first = ordered[0]?.createdAt ?? 0;
  const seen = new Set<string>();
  return ordered.flatMap(({ id, createdAt, device: { browser, os } }) => {
    if (browser === null && os === null) return [];
    const device = `${browser ?? ''}\n${os ?? ''}`;
    const isNew = !seen.has(device) && seen.size > 0 && createdAt !== first;
    seen.add(device);
    return isNew ? [id] : [];
  });
}

function countryOf({ country }: ListedSession): string {
  return country?.trim().toUpperCase() ?? '';
}

function timeOf({ lastActiveAt }: ListedSession): number {
  return lastActiveAt ?? 0;
}
