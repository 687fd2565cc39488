import type { PushTarget } from '../../../electron/bridge/sign-in.ts';

/** Whom a push is to ask, as far as it is filled in. It stays while the push is looked at and waited for. */
export class PushDraft {
  kind = $state<PushTarget['kind']>('user');
  sessionId = $state('');
  accountId = $state('');
  userId = $state('');
  reason = $state('');
}
