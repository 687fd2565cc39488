import type { Session, SessionStatus } from '../../../electron/bridge/session.ts';
import type { SignInWord } from '../../../electron/bridge/sign-in.ts';
import { inPageWords } from '../../host-words/host-words.ts';
import { m } from '../../messages/compiled/messages.js';
import type { Times } from '../../ui/time/times.ts';
import { visibleText } from '../../ui/visible-text.ts';

const activeFor = 3 * 60_000;

/** "Chrome 126 on macOS", or the nearest to it that the API's fields allow. */
export function deviceName(session: Session): string {
  const { browser, browserVersion, os } = session.device;
  const version = browserVersion?.split('.')[0];
  const named = browser && version ? `${browser} ${version}` : browser;
  if (named && os) return visibleText(m.device_browser_on_os({ browser: named, os }), 80);
  return visibleText(named ?? os ?? session.userAgent ?? accountName(session) ?? m.device_unknown(), 80);
}

/** "Account #42": the phone that signed in, where an API knows phones rather than browsers. */
function accountName({ phone }: Session): string | null {
  const id = phone?.accountId;
  return id ? m.device_account({ id }) : null;
}

/** The user's name, or the mail address or id where there is no name. Null: the API says none of them. */
export function userName(session: Session): string | null {
  const { name, email, id } = session.user;
  const known = [name, email, id].find((part) => part !== null && part.trim() !== '');
  return known === undefined || known === null ? null : visibleText(known, 80);
}

/** The name for a narrow place: an id keeps its two ends, which tell ids apart. */
export function shortUserName(session: Session): string | null {
  const known = userName(session);
  if (known === null || known !== session.user.id || known.length <= 20) return known;
  return `${known.slice(0, 12)}…${known.slice(-5)}`;
}

/** "Lisbon, PT", as far as the API gives it. */
export function placeGiven({ city, country }: Session): string | null {
  const parts = [city, country].filter((part) => part !== null && part.trim() !== '');
  return parts.length === 0 ? null : visibleText(parts.join(', '), 80);
}

/** "near Lisbon, PT": always an estimate, hence "near". Null: the API gives no place. */
export function placeName(session: Session): string | null {
  const place = placeGiven(session);
  return place === null ? null : m.place_near({ place });
}

export function lastActive(session: Session, now: number, times: Times): string | null {
  const at = session.lastActiveAt;
  if (at === null) return null;
  // A future time means that the server's clock is ahead; the list says so.
  return now - at < activeFor ? m.time_active_now() : times.relative(at, now);
}

const statusWords: Record<Exclude<SessionStatus, 'unknown'>, () => string> = {
  active: m.status_active,
  pending: m.status_pending,
  revoked: m.status_revoked,
  ended: m.status_ended,
  expired: m.status_expired,
  removed: m.status_removed,
  abandoned: m.status_abandoned,
  replaced: m.status_replaced,
};

const signInWords: Record<SignInWord, () => string> = {
  shown: m.status_shown,
  asked: m.status_asked,
  'maybe-asked': m.status_maybe_asked,
  unexpected: m.status_unexpected,
  'cannot-tell': m.status_cannot_tell,
  'two-people': m.status_two_people,
};

/** Our word for a status of an API that is one of ours as well; any other as it is. */
export function statusChoice(status: string): string {
  const words: Record<string, () => string> = statusWords;
  return Object.hasOwn(words, status) ? (words[status]?.() ?? status) : status;
}

/** Our word for the status, or for a sign-in that says more; for one we do not know, the API's own. */
export function statusWord(session: Session): string {
  if (session.signIn) return signInWords[session.signIn]();
  if (session.status !== 'unknown') return statusWords[session.status]();
  return session.statusGiven ? visibleText(inPageWords(session.statusGiven), 40) : m.status_unknown();
}

/** One line that names a session: who, and on what. */
export function sessionName(session: Session): string {
  const user = shortUserName(session);
  return user === null
    ? m.session_on({ device: deviceName(session) })
    : m.session_of_on({ user, device: deviceName(session) });
}

/** What a screen reader says of a row. */
export function rowName(session: Session, now: number, times: Times, isNew = false): string {
  const parts = [
    deviceName(session),
    userName(session),
    placeName(session),
    lastActive(session, now, times),
    session.current === true ? m.status_current() : statusWord(session),
    isNew ? m.watch_new() : null,
  ];
  return parts.filter((part) => part !== null).join(', ');
}
