import type { Gap } from '../../electron/bridge/session.ts';
import { m } from '../messages/compiled/messages.js';
import { visibleText } from '../ui/visible-text.ts';

const sentences: Record<Gap['why'], (of: { count: number }) => string> = {
  'fewer-than-total': m.gap_fewer_than_total,
  'more-than-total': m.gap_more_than_total,
  'empty-page': () => m.gap_empty_page(),
  'repeated-page': () => m.gap_repeated_page(),
  'duplicate-rows': m.gap_duplicate_rows,
  moved: m.gap_moved,
  'unreadable-rows': m.gap_unreadable_rows,
  'refused-parts': m.gap_refused_parts,
  'our-limit': m.gap_our_limit,
  'still-reading': m.gap_still_reading,
  stopped: m.gap_stopped,
  'broke-off': m.gap_broke_off,
  'current-missing': () => m.gap_current_missing(),
  'nothing-in-common': m.gap_nothing_in_common,
  'living-not-listed': m.gap_living_not_listed,
  'unsettled-not-listed': m.gap_unsettled_not_listed,
  'own-not-listed': () => m.gap_own_not_listed(),
  'unproven-cookie-name': m.gap_unproven_cookie_name,
  'handle-unknown': () => m.gap_handle_unknown(),
  'not-read': () => m.gap_not_read(),
};

/** Why a list may lack sessions, as a sentence. A reason that another version recorded is shown as it stands. */
export function gapSentence({ why, count }: { why: string; count: number | null }): string {
  return isReason(why) ? sentences[why]({ count: count ?? 1 }) : visibleText(why, 60);
}

function isReason(why: string): why is Gap['why'] {
  return Object.hasOwn(sentences, why);
}
