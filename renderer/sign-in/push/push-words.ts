import type { Session } from '../../../electron/bridge/session.ts';
import type { PushTarget } from '../../../electron/bridge/sign-in.ts';
import { m } from '../../messages/compiled/messages.js';
import { deviceName, shortUserName } from '../../sessions/row/describe.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { whoSignedIn } from '../who.ts';
import type { PushPhase, PushSignIn } from './push-sign-in.svelte.ts';

const outcomes: Partial<Record<PushPhase, (who: string) => string>> = {
  approved: (who) => m.push_approved({ who }),
  'someone-else': (who) => m.push_someone_else({ who }),
  'cannot-tell': (who) => m.push_cannot_tell({ who }),
  declined: () => m.phone_declined(),
  'no-accounts': () => m.qr_no_accounts(),
};

/** The outcome of a finished push. */
export function outcomeWords({ phase, attempt }: Pick<PushSignIn, 'phase' | 'attempt'>): string {
  const words = outcomes[phase];
  if (words) return words(whoSignedIn(attempt));
  return attempt?.sent === 'maybe' ? m.push_maybe_no_answer() : m.push_no_answer();
}

/** What assistive technology says of each step, once; a failure has an alert of its own. */
export function stepSaid({ phase, attempt, prepared }: PushSignIn): string {
  if (phase === 'idle' || phase === 'failed') return '';
  if (phase === 'prepared')
    return prepared ? `${m.push_shown()} – ${m.push_code()} ${prepared.checkCode}` : '';
  if (phase === 'seen') return m.push_seen();
  if (phase !== 'waiting') return outcomeWords({ phase, attempt });
  const sent = attempt?.sent === 'maybe' ? m.push_maybe_sent() : m.push_sent();
  return `${sent} ${m.push_waiting()}`;
}

/** Whom a push asks, as the form called them. */
export function whomAsked(target: PushTarget, sessions: readonly Session[]): string {
  if (target.kind === 'user') return visibleText(target.userId, 120);
  if (target.kind === 'account') return m.device_account({ id: target.accountId });
  return nameOf(target.sessionId, sessions);
}

/** A session by its device and user; one that is no longer in the list by the word for any. */
function nameOf(sessionId: string, sessions: readonly Session[]): string {
  const listed = sessions.find(({ id }) => id === sessionId);
  const parts = listed ? [shortUserName(listed), deviceName(listed)] : [];
  return parts.filter(Boolean).join(' · ') || m.push_target_session();
}
