import type { SignInAttempt } from '../../electron/bridge/sign-in.ts';
import { m } from '../messages/compiled/messages.js';
import { visibleText } from '../ui/visible-text.ts';

/** Who has signed in: the user, or else the account, as far as the API tells. */
export function whoSignedIn(attempt: SignInAttempt | null): string {
  if (attempt?.userId) return visibleText(attempt.userId, 80);
  return attempt?.accountId ? m.device_account({ id: visibleText(attempt.accountId, 20) }) : m.qr_somebody();
}
