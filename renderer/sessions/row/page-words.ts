import type { Session, SessionStatus } from '../../../electron/bridge/session.ts';
import type { SignInWord } from '../../../electron/bridge/sign-in.ts';
import { Names } from '../../../electron/query/names.ts';
import { vocabularyLimits, type Vocabulary } from '../../../electron/query/vocabulary.ts';
import { inPageWords } from '../../host-words/host-words.ts';
import { m } from '../../messages/compiled/messages.js';
import { getLocale } from '../../messages/compiled/runtime.js';

const statusWords: Record<SessionStatus, () => string> = {
  active: m.status_active,
  pending: m.status_pending,
  revoked: m.status_revoked,
  ended: m.status_ended,
  expired: m.status_expired,
  removed: m.status_removed,
  abandoned: m.status_abandoned,
  replaced: m.status_replaced,
  unknown: m.status_unknown,
};

const signInWords: Record<SignInWord, () => string> = {
  shown: m.status_shown,
  asked: m.status_asked,
  'maybe-asked': m.status_maybe_asked,
  unexpected: m.status_unexpected,
  'cannot-tell': m.status_cannot_tell,
  'two-people': m.status_two_people,
};

interface Words {
  vocabulary: Readonly<Vocabulary>;
  names: Names;
}

const known = new Map<string, Words>();

/** The page's words for what no server writes, asked of the catalogue once. */
export function pageWords(): Words {
  const locale = getLocale();
  const words = known.get(locale) ?? newWords();
  known.set(locale, words);
  return words;
}

/** Our word for a status of an API that is one of ours as well; any other as it is. */
export function statusChoice(status: string): string {
  const isOurs = status !== 'unknown' && Object.hasOwn(statusWords, status);
  return isOurs ? statusWords[status as SessionStatus]() : status;
}

/**
 * Adds the page's words for the statuses of these sessions that an adapter or an API wrote. Statuses in excess of a
 * vocabulary's limit are found by the words that came.
 */
export function addGivenWords(vocabulary: Vocabulary, sessions: readonly Session[]): void {
  const given = sessions.flatMap(({ status, statusGiven }) =>
    status === 'unknown' && statusGiven ? [statusGiven] : [],
  );
  for (const text of new Set(given)) {
    const key = `given.${text}`;
    const word = inPageWords(text);
    const { length } = Object.keys(vocabulary).filter((known) => known.startsWith('given.'));
    if (length >= vocabularyLimits.given) return;
    const fits = key.length <= vocabularyLimits.key && word.length <= vocabularyLimits.word;
    if (fits && word !== text) vocabulary[key] = word;
  }
}

function newWords(): Words {
  const said = (prefix: string, words: Record<string, () => string>) =>
    Object.entries(words).map(([key, word]) => [`${prefix}.${key}`, word()] as const);
  const vocabulary = {
    'device.browser-on-os': m.device_browser_on_os({ browser: '{browser}', os: '{os}' }),
    'device.account': m.device_account({ id: '{id}' }),
    'device.unknown': m.device_unknown(),
    'place.near': m.place_near({ place: '{place}' }),
    ...Object.fromEntries([...said('status', statusWords), ...said('sign-in', signInWords)]),
  };
  return { vocabulary, names: new Names(vocabulary) };
}
