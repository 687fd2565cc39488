import type { Session } from '../../../electron/bridge/session.ts';
import { m } from '../../messages/compiled/messages.js';
import { isLive } from '../../../electron/query/status.ts';
import { deviceName, shortUserName } from '../../sessions/row/describe.ts';

export interface PushableChoice {
  value: string;
  label: string;
  disabled: boolean;
}

/** Every session as a choice, those first that a push can go to. The others say why it cannot. */
export function pushable(sessions: readonly Session[]): PushableChoice[] {
  const choices = sessions.map((session, index) => {
    const reason = whyNot(session);
    const who = [shortUserName(session), deviceName(session)].filter(Boolean).join(' · ');
    const label = m.push_session_number({ number: index + 1, who });
    return { value: session.id, label: reason ? `${label} – ${reason}` : label, disabled: reason !== null };
  });
  return choices.toSorted((a, b) => Number(a.disabled) - Number(b.disabled));
}

function whyNot(session: Session): string | null {
  if (!session.phone?.canBeAsked) return m.push_session_never();
  // The API only tells that somebody is signed in, so an answer of the phone could not be told from what was before.
  return isLive(session) ? m.push_session_signed_in() : null;
}
