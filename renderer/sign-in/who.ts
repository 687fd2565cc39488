import type { SignInAttempt } from '../../electron/bridge/sign-in.ts';
import { m } from '../messages/compiled/messages.js';
import { visibleText } from '../ui/visible-text.ts';

/** Who has signed in: the user, or else the account, as far as the API tells. */
export function whoSignedIn(attempt: SignInAttempt | null): string {
  const mark = attempt?.userMark;
  if (attempt?.userId && mark !== 'blank') {
    const who = visibleText(attempt.userId, 80);
    return mark === 'mixed-scripts' ? m.who_mixed_scripts({ who }) : who;
  }
  const who = attempt?.accountId
    ? m.device_account({ id: visibleText(attempt.accountId, 20) })
    : m.qr_somebody();
  return mark === 'blank' ? m.who_blank({ who }) : who;
}
