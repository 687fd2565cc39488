import type { Session } from '../../../electron/bridge/session.ts';
import { placeOf, userOf } from '../../../electron/query/names.ts';
import { inPageWords } from '../../host-words/host-words.ts';
import { m } from '../../messages/compiled/messages.js';
import type { Times } from '../../ui/time/times.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { pageWords } from './page-words.ts';

const activeFor = 3 * 60_000;

/** "Chrome 126 on macOS", or the nearest to it that the API's fields allow. */
export function deviceName(session: Session): string {
  return visibleText(pageWords().names.device(session), 80);
}

/** The user's name, or the mail address or id where there is no name. Null: the API says none of them. */
export function userName(session: Session): string | null {
  const known = userOf(session);
  return known === null ? null : visibleText(known, 80);
}

/** The name for a narrow place: an id keeps its two ends, which tell ids apart. */
export function shortUserName(session: Session): string | null {
  const known = userName(session);
  if (known === null || known !== session.user.id || known.length <= 20) return known;
  return `${known.slice(0, 12)}…${known.slice(-5)}`;
}

/** "Lisbon, PT", as far as the API gives it. */
export function placeGiven(session: Session): string | null {
  const place = placeOf(session);
  return place === null ? null : visibleText(place, 80);
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

/** Our word for the status, or for a sign-in that says more; for one we do not know, the API's own. */
export function statusWord(session: Session): string {
  const { signIn, status, statusGiven } = session;
  if (!signIn && status === 'unknown' && statusGiven) return visibleText(inPageWords(statusGiven), 40);
  return pageWords().names.status(session);
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
