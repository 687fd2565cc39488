import { m } from '../messages/compiled/messages.js';
import { visibleText } from '../ui/visible-text.ts';

const sentences: Partial<Record<string, () => string>> = {
  'cookies-needed': m.note_cookies_needed,
  'active-not-listed': m.note_active_not_listed,
  'none-active': m.note_none_active,
  'limit-reached': m.note_limit_reached,
  'none-started': m.note_none_started,
};

/** The sentence for a note; a note that is none of ours is shown as it came. */
export function noteSentence(note: string): string {
  return sentences[note]?.() ?? visibleText(note, 300);
}
