import type { Failure, FailureCode, NextStep } from '../../electron/bridge/failure.ts';
import { inPageWords } from '../host-words/host-words.ts';
import { m } from '../messages/compiled/messages.js';
import { isNoNetwork } from './degraded.ts';
import { visibleText } from '../ui/visible-text.ts';

const titles: Record<FailureCode, () => string> = {
  invalid: m.failure_invalid,
  'no-key': m.failure_no_key,
  'key-rejected': m.failure_key_rejected,
  forbidden: m.failure_forbidden,
  'not-found': m.failure_not_found,
  'wrong-address': m.failure_wrong_address,
  retired: m.failure_retired,
  refused: m.failure_refused,
  'rate-limited': m.failure_rate_limited,
  'server-fault': m.failure_server_fault,
  unreachable: m.failure_unreachable,
  'timed-out': m.failure_timed_out,
  'bad-answer': m.failure_bad_answer,
  keychain: m.failure_keychain,
  unsupported: m.failure_unsupported,
  'read-only': m.failure_read_only,
  'not-recorded': m.failure_not_recorded,
  internal: m.failure_internal,
};

const steps: Record<NextStep, () => string> = {
  'correct-input': m.next_correct_input,
  'enter-key': m.next_enter_key,
  'sign-in': m.next_sign_in,
  'ask-permission': m.next_ask_permission,
  refresh: m.next_refresh,
  'check-another-way': m.next_check_another_way,
  wait: m.next_wait,
  'try-later': m.next_try_later,
  'check-address': m.next_check_address,
  'unlock-keychain': m.next_unlock_keychain,
  'allow-changes': m.next_allow_changes,
  'free-disk': m.next_free_disk,
  'use-other': m.next_use_other,
  report: m.next_report,
};

/** What went wrong, in a few words. */
export function failureTitle(failure: Failure): string {
  if (isNoNetwork(failure)) return m.failure_no_network();
  return titles[failure.code]();
}

/** What the person can do about it, as a sentence. */
export function nextStep(failure: Failure): string {
  if (isNoNetwork(failure)) return m.next_no_network();
  // The server may well run: it is another one that answered.
  if (failure.code === 'wrong-address' && failure.next === 'check-address') return m.next_wrong_address();
  return steps[failure.next]();
}

/** Title and the server's own words on one line, for a toast or a row. */
export function failureLine(failure: Failure): string {
  const status = failure.status === null ? '' : ` (${failure.status})`;
  return `${failureTitle(failure)}${status}: ${visibleText(inPageWords(failure.got), 240)}`;
}

/** Everything known of a failure, as text for a bug report. Carries no secret: failures never do. */
export function failureDetails(failure: Failure, at: number): string {
  const lines = [
    `${failure.code}: ${failureTitle(failure)}`,
    `${m.failure_tried()}: ${failure.tried}`,
    `${m.failure_got()}: ${failure.got}`,
    failure.status === null ? '' : `${m.failure_status()}: ${failure.status}`,
    failure.field === null ? '' : `${m.failure_field()}: ${failure.field}`,
    failure.traceId === null ? '' : `${m.failure_trace()}: ${failure.traceId}`,
    new Date(at).toISOString(),
  ];
  return lines.filter(Boolean).join('\n');
}
