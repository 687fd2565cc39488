import type { SessionPage } from '../../electron/bridge/session.ts';
import { m } from '../messages/compiled/messages.js';
import { visibleText } from '../ui/visible-text.ts';

type PageNote = SessionPage['notes'][number];

const sentences: Record<PageNote, () => string> = {
  'cookies-needed': m.note_cookies_needed,
  'active-not-listed': m.note_active_not_listed,
  'none-active': m.note_none_active,
  'limit-reached': m.note_limit_reached,
};

/** The sentence for a note; a note that is none of ours is shown as it came. */
export function noteSentence(note: string): string {
  return Object.hasOwn(sentences, note) ? sentences[note as PageNote]() : visibleText(note, 300);
}
