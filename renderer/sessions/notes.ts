import type { Gap, Session, SessionLimit, SessionPage } from '../../electron/bridge/session.ts';
import { failureLine } from '../failures/words.ts';
import { m } from '../messages/compiled/messages.js';
import { inFigures } from '../ui/figures.ts';
import { visibleText } from '../ui/visible-text.ts';
import { gapSentence } from './gap-words.ts';

const sentences: Partial<Record<string, () => string>> = {
  'cookies-needed': m.note_cookies_needed,
  'active-not-listed': m.note_active_not_listed,
  'none-active': m.note_none_active,
  'limit-reached': m.note_limit_reached,
  'none-started': m.note_none_started,
};

/** Notes that say the same as a gap of the list. */
const twins: Partial<Record<string, Gap['why']>> = {
  'limit-reached': 'our-limit',
  'active-not-listed': 'own-not-listed',
};

/** What is to be said of a list beside its rows, each thing once; gaps are reasons why it may lack sessions. */
export function listSentences(page: SessionPage): string[] {
  const { sessions, unreadable, readAt, notes, limit, gaps, brokeOff } = page;
  const whys = new Set<string | undefined>(gaps.map(({ why }) => why));
  // Progress is shown above the list while it is being read.
  const rest = gaps.filter(
    ({ why }) => why !== 'still-reading' && (why !== 'unreadable-rows' || unreadable === 0),
  );
  return [
    ...(unreadable > 0 ? [m.notes_unreadable({ count: unreadable })] : []),
    ...rest.map(gapSentence),
    ...(brokeOff ? [failureLine(brokeOff)] : []),
    ...readingSentences(sessions),
    ...(sessions.some((session) => isAhead(session, readAt)) ? [m.note_clock_ahead()] : []),
    ...notes.filter((note) => !whys.has(twins[note])).map(noteSentence),
    ...(limit && (sessions.length > 0 || isWarning(limit)) ? limitSentences(limit) : []),
  ];
}

/** Whether the server warns that its limit of sessions is close or reached, or of something in its own words. */
export function isWarning({ state, warning }: SessionLimit): boolean {
  return state !== null || warning !== null;
}

const limitStates = { near: m.note_session_limit_near, reached: m.note_session_limit_reached };

/** The server's own limit of sessions, and its warning. */
function limitSentences({ used, most, state, warning }: SessionLimit): string[] {
  const all = most === null ? '' : inFigures(most);
  const counted =
    used === null ? m.note_session_limit({ all }) : m.note_session_limit_used({ some: inFigures(used), all });
  return [
    ...(state === null ? [] : [limitStates[state]()]),
    ...(warning === null ? [] : [m.note_session_warning({ text: visibleText(warning, 300) })]),
    ...(most === null ? [] : [counted]),
  ];
}

/** Least difference of two clocks that is worth a sentence, ms. */
const leastSkew = 60_000;

/** Whether a session was used or begun later than it was read: the server's clock is ahead. */
function isAhead({ lastActiveAt, createdAt }: Session, readAt: number): boolean {
  return Math.max(lastActiveAt ?? 0, createdAt ?? 0) > readAt + leastSkew;
}

/** What is to be said of the reading itself, once for the whole list. */
function readingSentences(sessions: readonly Session[]): string[] {
  let fields = 0;
  let zoneless = 0;
  for (const { reading } of sessions) {
    fields += reading?.unreadable.length ?? 0;
    zoneless += reading?.zoneless.length ?? 0;
  }
  return [
    ...(fields > 0 ? [m.notes_fields_unreadable({ count: fields })] : []),
    ...(zoneless > 0 ? [m.note_zoneless()] : []),
  ];
}

/** The sentence for a note; a note that is none of ours is shown as it came. */
export function noteSentence(note: string): string {
  return sentences[note]?.() ?? visibleText(note, 300);
}
